/** What the figure draws: the grid of loads, the entry at hand, the rights so far, and where it ended. */
import type { World } from '../../core/effect.ts';
import { type Frame, rec, type State } from '../../core/state.ts';
import { controlKey, registersKey } from '../../mechanisms/control-registers.ts';
import { eptEntryFields, vmcsKey } from '../../mechanisms/ept.ts';
import { entryName, guestEntryFields } from '../../mechanisms/guest-paging.ts';
import type { Ending } from '../../mechanisms/memory-access.ts';
import { nptKey, VMCB } from '../../mechanisms/npt.ts';
import { p2mKey, p2mTypeName } from '../../mechanisms/p2m.ts';
import { type BitField, ENTRY, indexOf, offsetIn } from '../../mechanisms/paging.ts';
import { type Combined, type GuestPhysical, type GuestTable, tlbKey } from '../../mechanisms/tlb.ts';
import { type AccessKind, type Load, walkerKey } from '../../mechanisms/walker.ts';
import { storyKey } from './program.ts';

/** One cell of the grid: a guest level's entry, or a nested level's entry on the way to it. */
export interface Cell {
  /** Guest level; 0 is the row of the data. */
  readonly row: number;
  /** Nested level; 0 is the column of the guest's own entries. */
  readonly column: number;
  /** The load's number from 1; null if it has not been made, or need not be. */
  readonly order: number | null;
  readonly at: number;
  readonly value: bigint;
  /** The last load made. */
  readonly current: boolean;
}

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
  readonly nested: number | null;
}

export interface ExitView {
  readonly reason: number;
  readonly qualification: bigint;
  readonly gpa: number;
  readonly gla: bigint | null;
}

export interface EptWalkView {
  readonly vendor: 'intel' | 'amd';
  /** What the second dimension is called. */
  readonly nested: 'EPT' | 'NPT';
  readonly gva: bigint;
  readonly access: AccessKind;
  readonly user: boolean;
  readonly guestLevels: number;
  readonly nestedLevels: number;
  /** Index of the address at each level of the guest's tables, highest first, and the offset in 4 KiB. */
  readonly indices: readonly { readonly level: number; readonly index: number }[];
  readonly offset: number;
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly cells: readonly Cell[];
  readonly loads: number;
  /** The guest level being worked for; 0 the data; null when no walk is under way. */
  readonly row: number | null;
  readonly entry: EntryView | null;
  readonly rights: RightsView | null;
  readonly gpa: number | null;
  readonly hpa: number | null;
  readonly ending: Ending | null;
  readonly endings: readonly Ending[];
  readonly exit: ExitView | null;
  readonly cr2: bigint;
  readonly al: number;
  readonly world: World | null;
  readonly tlb: {
    readonly remembers: { readonly translations: boolean; readonly structures: boolean };
    readonly combined: readonly Combined[];
    readonly guestTables: readonly GuestTable[];
    readonly guestPhysical: readonly GuestPhysical[];
  };
  readonly p2mType: string | null;
  readonly dirty: readonly number[];
  readonly crashed: boolean;
}

const framesOf = (state: State): Frame[] => {
  const out: Frame[] = [];
  for (let f = state.threads.guest?.top ?? null; f; f = f.caller) out.push(f);
  return out;
};
const local = <T>(frames: readonly Frame[], procedure: string, name: string): T | undefined =>
  frames.find((f) => f.procedure === procedure)?.locals[name] as T | undefined;

function entryView(state: State, load: Load): EntryView {
  const { dimension, level, at } = load;
  // As the byte stands now: the walker may have set A or D since.
  const value = state.ram.load(at, ENTRY);
  const ept = dimension === 'nested' && rec(state, controlKey).vendor === 'intel';
  const fields = ept ? eptEntryFields(value, level) : guestEntryFields(value, level);
  const prefix = dimension === 'guest' ? '' : ept ? 'EPT ' : 'NPT ';
  return { name: `${prefix}${entryName(level)}`, level, dimension, at, value, fields };
}

function gridOf(loads: readonly Load[], rows: readonly number[], columns: readonly number[]): Cell[] {
  return rows.flatMap((row) =>
    columns
      .filter((column) => row !== 0 || column !== 0)
      .map((column): Cell => {
        const i = loads.findLastIndex(
          (l) =>
            l.row === row &&
            (column === 0 ? l.dimension === 'guest' : l.dimension === 'nested' && l.level === column),
        );
        const load = loads[i];
        return {
          row,
          column,
          order: load ? i + 1 : null,
          at: load?.at ?? 0,
          value: load?.value ?? 0n,
          current: i >= 0 && i === loads.length - 1,
        };
      }),
  );
}

const down = (from: number, to: number): number[] =>
  Array.from({ length: from - to + 1 }, (_, i) => from - i);

export function inspect(state: State): EptWalkView {
  const c = rec(state, controlKey);
  const story = rec(state, storyKey);
  const { loads, row } = rec(state, walkerKey);
  const t = rec(state, tlbKey);
  const p = rec(state, p2mKey);
  const frames = framesOf(state);
  const walking = frames.some((f) => f.procedure === 'page walk');
  const rows = down(c.levels, 0);
  const columns = [...down(p.levels, 1), 0];
  const last = loads.at(-1);
  const r = local<{
    fault?: boolean;
    ok?: boolean;
    gpa: number;
    hpa: number;
    us: boolean;
    rw: boolean;
    nx: boolean;
    rwx: number;
  }>(frames, 'memory access', 'r');
  const translated = r && r.fault === false ? r : undefined;
  const walkRights = walking
    ? {
        user: local<boolean>(frames, 'page walk', 'us') ?? true,
        write: local<boolean>(frames, 'page walk', 'rw') ?? true,
        noExecute: local<boolean>(frames, 'page walk', 'nx') ?? false,
        nested: null,
      }
    : null;
  const found = local<{ type: number }>(frames, 'hvm_hap_nested_page_fault', 'p2m');
  return {
    vendor: c.vendor,
    nested: c.vendor === 'intel' ? 'EPT' : 'NPT',
    gva: story.gva,
    access: story.access,
    user: story.user,
    guestLevels: c.levels,
    nestedLevels: p.levels,
    indices: down(c.levels, 1).map((level) => ({ level, index: indexOf(story.gva, level) })),
    offset: offsetIn(story.gva, 1),
    rows,
    columns,
    cells: gridOf(loads, rows, columns),
    loads: loads.length,
    row: walking ? row : null,
    entry: last ? entryView(state, last) : null,
    rights: translated
      ? { user: translated.us, write: translated.rw, noExecute: translated.nx, nested: translated.rwx }
      : walkRights,
    gpa:
      translated?.gpa ?? (row === 0 && walking ? (local<number>(frames, 'page walk', 'gpa') ?? null) : null),
    hpa: translated?.hpa ?? local<number>(frames, 'memory access', 'hpa') ?? null,
    ending: story.endings.at(-1) ?? null,
    endings: story.endings,
    exit: exitOf(state),
    cr2: c.cr2,
    al: rec(state, registersKey).al,
    world: state.threads.guest?.top?.world ?? null,
    tlb: {
      remembers: t.remembers,
      combined: t.combined,
      guestTables: t.guestTables,
      guestPhysical: t.guestPhysical,
    },
    p2mType: found ? p2mTypeName(found.type) : null,
    dirty: p.dirty,
    crashed: p.crashed,
  };
}

/** What the last exit told the hypervisor, in the words of its processor. */
function exitOf(state: State): ExitView | null {
  if (rec(state, controlKey).vendor === 'intel') {
    const v = rec(state, vmcsKey);
    if (v.VM_EXIT_REASON === 0) return null;
    return {
      reason: v.VM_EXIT_REASON,
      qualification: v.EXIT_QUALIFICATION,
      gpa: v.GUEST_PHYSICAL_ADDRESS,
      gla: v.VM_EXIT_REASON === 48 ? v.GUEST_LINEAR_ADDRESS : null,
    };
  }
  const { vmcb } = rec(state, nptKey);
  const reason = Number(state.ram.load(vmcb, VMCB.exitcode));
  if (reason === 0) return null;
  return {
    reason,
    qualification: state.ram.load(vmcb, VMCB.exitinfo1),
    gpa: Number(state.ram.load(vmcb, VMCB.exitinfo2)),
    gla: null,
  };
}
