/** What the figure draws: the grid of loads, the entry at hand, the rights so far, and where it ended. */
import { type Frame, rec, type State } from '../../core/state.ts';
import { controlKey } from '../../mechanisms/control-registers.ts';
import { eptEntryFields } from '../../mechanisms/ept.ts';
import { entryName, guestEntryFields } from '../../mechanisms/guest-paging.ts';
import type { Ending } from '../../mechanisms/memory-access.ts';
import { type ExitView, inspectExit } from '../../mechanisms/nested-page-fault.ts';
import { FORMATS, type P2m, p2mKey, p2mTypeName } from '../../mechanisms/p2m.ts';
import { type BitField, ENTRY, fieldOf, indexOf, offsetIn } from '../../mechanisms/paging.ts';
import { type Combined, type GuestPhysical, type GuestTable, tlbKey } from '../../mechanisms/tlb.ts';
import {
  type AccessKind,
  type Cell,
  down,
  inspectGrid,
  type Load,
  RIGHTS,
  walkerKey,
} from '../../mechanisms/walker.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { storyKey } from './story.ts';

export interface EntryView {
  readonly name: string;
  readonly level: number;
  readonly dimension: Load['dimension'];
  readonly at: number;
  readonly value: bigint;
  readonly fields: readonly BitField[];
}

/** Rights so far: what the guest's entries allow, and what the nested ones do on the way to the data. */
export interface RightsView {
  readonly user: boolean;
  readonly write: boolean;
  readonly noExecute: boolean;
  /** Null while the data has not been found. */
  readonly nested: { readonly read: boolean; readonly write: boolean; readonly run: boolean } | null;
}

export interface EptWalkView {
  readonly vendor: 'intel' | 'amd';
  /** What the second dimension is called. */
  readonly nested: 'EPT' | 'NPT';
  readonly gva: bigint;
  readonly access: AccessKind;
  readonly user: boolean;
  /** Index of the address at each level of the guest's tables, highest first, and the offset in 4 KiB. */
  readonly indices: readonly { readonly level: number; readonly index: number }[];
  readonly offset: number;
  /** Guest levels, and 0 for the data. */
  readonly rows: readonly number[];
  /** Nested levels, and 0 for the guest's own entries. */
  readonly columns: readonly number[];
  readonly cells: readonly Cell[];
  readonly loads: number;
  /** The guest level being worked for; 0 the data; null when no walk is under way. */
  readonly row: number | null;
  readonly entry: EntryView | null;
  readonly rights: RightsView | null;
  readonly gpa: number | null;
  readonly outcome: Outcome;
  readonly endings: readonly Ending[];
  readonly exit: ExitView | null;
  readonly cr2: bigint;
  readonly tlb: {
    readonly remembers: { readonly translations: boolean; readonly structures: boolean };
    readonly combined: readonly (Combined & { readonly writable: boolean; readonly executable: boolean })[];
    readonly guestTables: readonly GuestTable[];
    readonly guestPhysical: readonly GuestPhysical[];
  };
  /** What Xen has found the refused frame to be. */
  readonly p2mType: string | null;
  readonly dirty: readonly number[];
}

function framesOf(state: State): readonly Frame[] {
  const out: Frame[] = [];
  for (let f = state.threads.guest?.top ?? null; f; f = f.caller) out.push(f);
  return out;
}
const local = <T>(frames: readonly Frame[], procedure: string, name: string): T | undefined =>
  frames.find((f) => f.procedure === procedure)?.locals[name] as T | undefined;

/** What the frame of a leaf is to Xen: bits that the processor ignores. In a slot without an entry there is nothing. */
function typeField(entry: bigint, level: number, p: P2m): readonly BitField[] {
  const f = FORMATS[p.format];
  if (f.isPresent(entry) && !f.isLeaf(entry, level)) return [];
  const nothing = (entry & ~f.empty) === 0n;
  return [fieldOf(entry, 'to Xen', 57, 52, (v) => (nothing ? 'nothing' : p2mTypeName(Number(v))))];
}

function entryView(state: State, load: Load): EntryView {
  const { dimension, level, at } = load;
  // As the bytes stand now: the walker may have set A or D since.
  const value = state.ram.load(at, ENTRY);
  const ept = dimension === 'nested' && rec(state, controlKey).vendor === 'intel';
  const fields = ept ? eptEntryFields(value, level) : guestEntryFields(value, level);
  const xens = dimension === 'nested' ? typeField(value, level, rec(state, p2mKey)) : [];
  const prefix = dimension === 'guest' ? 'guest' : ept ? 'EPT' : 'NPT';
  return { name: `${prefix} ${entryName(level)}`, level, dimension, at, value, fields: [...fields, ...xens] };
}

const withRights = (e: Combined) => ({
  ...e,
  writable: e.rw && (e.rwx & RIGHTS.write) !== 0,
  executable: !e.nx && (e.rwx & RIGHTS.fetch) !== 0,
});

interface Refused {
  readonly rwx?: number;
  readonly table?: boolean;
  readonly cause?: string;
}

function rightsOf(state: State, frames: readonly Frame[]): RightsView | null {
  const { found, gathered } = rec(state, walkerKey);
  const guest = found ?? gathered;
  if (!guest) return null;
  const refused = local<Refused>(frames, 'memory access', 'r');
  const refusal = refused?.table === false && refused.cause !== 'misconfiguration' ? refused.rwx : undefined;
  const rwx = found?.rwx ?? refusal;
  const may = (right: keyof typeof RIGHTS): boolean => ((rwx ?? 0) & RIGHTS[right]) !== 0;
  const nested = rwx === undefined ? null : { read: may('read'), write: may('write'), run: may('fetch') };
  return { user: guest.us, write: guest.rw, noExecute: guest.nx, nested };
}

export function inspect(state: State): EptWalkView {
  const { vendor, levels, cr2 } = rec(state, controlKey);
  const { gva, access, user, endings } = rec(state, storyKey);
  const walker = rec(state, walkerKey);
  const { remembers, combined, guestTables, guestPhysical } = rec(state, tlbKey);
  const p2m = rec(state, p2mKey);
  const frames = framesOf(state);
  const walking = frames.some((f) => f.procedure === 'page walk');
  const rows = down(levels, 0);
  const columns = [...down(p2m.levels, 1), 0];
  const last = walker.loads.at(-1);
  const looked = local<{ type: number }>(frames, 'hvm_hap_nested_page_fault', 'p2m');
  const atEnd = walking && walker.row === 0 ? local<number>(frames, 'page walk', 'gpa') : undefined;
  return {
    vendor,
    nested: vendor === 'intel' ? 'EPT' : 'NPT',
    gva,
    access,
    user,
    indices: down(levels, 1).map((level) => ({ level, index: indexOf(gva, level) })),
    offset: offsetIn(gva, 1),
    rows,
    columns,
    cells: inspectGrid(walker, rows, columns),
    loads: walker.loads.length,
    row: walking ? walker.row : null,
    entry: last ? entryView(state, last) : null,
    rights: rightsOf(state, frames),
    gpa: walker.found?.gpa ?? atEnd ?? null,
    outcome: outcomeOf(state, frames),
    endings: p2m.crashed ? [...endings, 'crash'] : endings,
    exit: inspectExit(state),
    cr2,
    tlb: { remembers, combined: combined.map(withRights), guestTables, guestPhysical },
    p2mType: looked ? p2mTypeName(looked.type) : null,
    dirty: p2m.dirty,
  };
}
