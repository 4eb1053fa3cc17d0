/**
 * Page walks recorded on a real Xen: through a guest's tables and the nested ones, and through the nested ones alone.
 * The tables are rebuilt from the recorded entries, the engine's walker runs over them, and every load is compared, in
 * order, with what is claimed of it.
 */
import type { PageFault, Walked as Translation } from '../mechanisms/guest-paging.ts';
import { spanOf } from '../mechanisms/paging.ts';
import type { Load, NestedAnswer } from '../mechanisms/walker.ts';
import { arr, bool, hexText, type Obj, obj } from './decode.ts';
import { type Outcome, Tally } from './outcome.ts';
import { type Entries, type Registers, walkGuestPhysical, walkLinear } from './page-walker.ts';
import {
  address,
  claimsOf,
  compareLoads,
  failed,
  hex,
  hexNumber,
  isPattern,
  nestedSteps,
  orNull,
  RESULT,
  type Step,
  size,
  skipRest,
  step,
  Table,
} from './recorded-entries.ts';
import { replayGrants, replayRing, replayVmcb } from './recorded-guest.ts';

// ── a linear address ────────────────────────────────────────────────────────────────────────────────

interface GuestStep extends Step {
  readonly nested: readonly Step[];
}
interface LinearWalk {
  readonly where: string;
  readonly raw: Obj;
  readonly gva: bigint;
  readonly guest: readonly GuestStep[];
  readonly final: readonly Step[];
}

function readNestedWalk(v: unknown, where: string): LinearWalk {
  const raw = obj(v, where);
  const guest = arr(raw.guestWalk, `${where}.guestWalk`).map((g, i): GuestStep => {
    const at = `${where}.guestWalk[${i}]`;
    return {
      ...step(g, at, 'guest', 'entryHostAddr'),
      nested: nestedSteps(obj(g, at).nestedWalk, `${at}.nestedWalk`),
    };
  });
  const final =
    raw.finalNestedWalk === undefined ? [] : nestedSteps(raw.finalNestedWalk, `${where}.finalNestedWalk`);
  return { where, raw, gva: hexNumber(raw.gva, `${where}.gva`), guest, final };
}

const allSteps = (w: LinearWalk): Step[] => [...w.guest.flatMap((g) => [...g.nested, g]), ...w.final];

function replayNestedWalk(tally: Tally, w: LinearWalk, entries: Entries): void {
  const { where, raw } = w;
  const cr3 = address(raw.guestCR3, `${where}.guestCR3`);
  const root = address(raw.nCR3, `${where}.nCR3`);
  const registers: Registers = {
    cr3: cr3 - (cr3 % 4096),
    npt: { root, levels: w.guest[0]?.nested[0]?.level ?? 4 },
  };
  const { value, loads } = walkLinear({ ...registers, levels: w.guest[0]?.level ?? 4 }, entries, w.gva);
  compareLoads(tally, where, allSteps(w), loads);
  for (const g of w.guest) {
    claimsOf(tally, g, w.gva);
    const gpa = address(g.raw.entryAddr, `${g.where}.entryAddr`);
    for (const n of g.nested) claimsOf(tally, n, BigInt(gpa));
    const leaf = loads.findLast((l) => l.dimension === 'nested' && l.row === g.level);
    tally.fact(
      g.where,
      'nestedPageSize',
      size(g.raw.nestedPageSize, g.where),
      leaf ? spanOf(leaf.level) : null,
    );
  }
  const r = value as unknown as Translation | PageFault | (NestedAnswer & { ok: false });
  const ok = !('ok' in r) && !r.fault;
  const guestDone = ok || ('ok' in r && !r.table);
  const result = guestDone
    ? RESULT.ok
    : 'ok' in r
      ? 'a guest table is missing'
      : failed((r as PageFault).error);
  tally.fact(where, 'result', raw.result, result);
  const gpa = ok ? r.gpa : guestDone ? (r as { gpa: number }).gpa : null;
  tally.fact(where, 'gpa', orNull(raw.gpa), gpa === null ? null : hex(gpa));
  for (const n of w.final) if (gpa !== null) claimsOf(tally, n, BigInt(gpa));
  const lastGuest = loads.findLast((l) => l.dimension === 'guest');
  tally.fact(
    where,
    'guestPageSize',
    size(raw.guestPageSize, where),
    guestDone && lastGuest ? spanOf(lastGuest.level) : null,
  );
  if (raw.nestedResult !== undefined)
    tally.fact(where, 'nestedResult', raw.nestedResult, ok ? RESULT.ok : RESULT.absent);
  const lastNested = loads.findLast((l) => l.dimension === 'nested' && l.row === 0);
  if (raw.nestedPageSize !== undefined)
    tally.fact(
      where,
      'nestedPageSize',
      size(raw.nestedPageSize, where),
      ok && lastNested ? spanOf(lastNested.level) : null,
    );
  if (raw.hpa !== undefined) tally.fact(where, 'hpa', orNull(raw.hpa), ok ? hex(r.hpa) : null);
  countLoads(tally, where, raw, loads);
  replayContent(tally, where, raw, 'bytesAtHpa', gpa);
}

function countLoads(tally: Tally, where: string, raw: Obj, loads: readonly Load[]): void {
  if (raw.memoryReads === undefined) return;
  const said = obj(raw.memoryReads, `${where}.memoryReads`);
  const count = (holds: (l: Load) => boolean): number => loads.filter(holds).length;
  const counted: Readonly<Record<string, number>> = {
    guestEntries: count((l) => l.dimension === 'guest'),
    nestedEntriesForGuestTables: count((l) => l.dimension === 'nested' && l.row > 0),
    nestedEntriesForData: count((l) => l.dimension === 'nested' && l.row === 0),
    total: loads.length,
  };
  for (const [name, n] of Object.entries(said))
    tally.fact(`${where}.memoryReads`, name, n, counted[name] ?? 'unknown');
}

function replayContent(tally: Tally, where: string, raw: Obj, key: string, gpa: number | null): void {
  if (raw[key] !== undefined && raw.patternFound !== undefined) {
    tally.fact(
      where,
      'patternFound',
      bool(raw.patternFound, where),
      isPattern(hexText(raw[key], `${where}.${key}`)),
    );
  } else if (raw[key] !== undefined) tally.skip('bytes that nothing in the file explains', 1);
  if (raw.guestPagemapGfn === undefined || gpa === null) return;
  const same = hexNumber(raw.guestPagemapGfn, where) === BigInt(Math.floor(gpa / 4096));
  tally.fact(where, 'agreesWithGuestPagemap', bool(raw.agreesWithGuestPagemap, where), same);
}

// ── a guest-physical address ────────────────────────────────────────────────────────────────────────

function replayGuestPhysical(tally: Tally, v: unknown, where: string, root: number, entries: Entries): void {
  const raw = obj(v, where);
  const steps = nestedSteps(raw.steps, `${where}.steps`);
  const gpa = address(raw.gpa, `${where}.gpa`);
  const { value, loads } = walkGuestPhysical({ npt: { root, levels: steps[0]?.level ?? 4 } }, entries, gpa);
  compareLoads(tally, where, steps, loads);
  for (const s of steps) claimsOf(tally, s, BigInt(gpa));
  const r = value as unknown as NestedAnswer;
  const last = loads.at(-1);
  tally.fact(where, 'result', raw.result, r.ok ? RESULT.ok : RESULT.absent);
  tally.fact(where, 'hpa', orNull(raw.hpa), r.ok ? hex(r.hpa) : null);
  tally.fact(where, 'pageSize', size(raw.pageSize, where), r.ok && last ? spanOf(last.level) : null);
}

/** npt-walks-*.json */
export function replayNestedWalks(file: Obj): Outcome {
  const tally = new Tally();
  const table = new Table(tally);
  const walks = arr(file.walks, 'walks').map((w, i) => readNestedWalk(w, `walks[${i}]`));
  const physical = arr(file.gpaWalks, 'gpaWalks');
  for (const w of walks) table.add(allSteps(w));
  for (const [i, v] of physical.entries())
    table.add(nestedSteps(obj(v, `gpaWalks[${i}]`).steps, `gpaWalks[${i}].steps`));
  const root = address(obj(file.vmcb, 'vmcb').nCR3, 'vmcb.nCR3');
  for (const w of walks) {
    const cr3 = obj(file.vmcb, 'vmcb').guestCR3;
    if (cr3 !== undefined) tally.fact(w.where, 'guestCR3', w.raw.guestCR3, cr3);
    tally.fact(w.where, 'nCR3', hex(address(w.raw.nCR3, `${w.where}.nCR3`)), hex(root));
    replayNestedWalk(tally, w, table.entries);
  }
  for (const [i, v] of physical.entries())
    replayGuestPhysical(tally, v, `gpaWalks[${i}]`, root, table.entries);
  replayVmcb(tally, file.vmcb);
  if (file.grants !== undefined) replayGrants(tally, file, { root, entries: table.entries });
  if (file.blkRing !== undefined) replayRing(tally, file.blkRing, file.grants);
  skipRest(tally, file, ['provenance', 'vmcb', 'walks', 'gpaWalks', 'grants', 'grantTablePage', 'blkRing']);
  return tally.outcome('nested page walks', [
    `${walks.length} walks of linear addresses, ${physical.length} of guest-physical ones`,
  ]);
}
