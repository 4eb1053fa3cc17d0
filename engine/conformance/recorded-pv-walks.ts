/**
 * Page walks of a PV guest, recorded on a real Xen: its tables hold machine frames, so there is one dimension, and a
 * table of Xen's leads back from a machine frame to the guest's own number for it.
 */
import type { PageFault, Walked as Translation } from '../mechanisms/guest-paging.ts';
import { spanOf } from '../mechanisms/paging.ts';
import { arr, bool, hexText, type Obj, obj } from './decode.ts';
import { type Outcome, Tally } from './outcome.ts';
import { type Entries, walkLinear } from './page-walker.ts';
import {
  address,
  claimsOf,
  compareLoads,
  failed,
  hex,
  hexNumber,
  isPattern,
  orNull,
  RESULT,
  type Step,
  size,
  skipRest,
  step,
  Table,
} from './recorded-entries.ts';
import { replayGrants, replayRing } from './recorded-guest.ts';

const pvSteps = (v: unknown, where: string): readonly Step[] =>
  arr(v, where).map((s, i) => step(s, `${where}[${i}]`, 'guest', 'entryAddr'));

function replayPvWalk(
  tally: Tally,
  v: unknown,
  where: string,
  cr3: number,
  entries: Entries,
  hold: Obj,
): void {
  const raw = obj(v, where);
  const steps = pvSteps(raw.steps, `${where}.steps`);
  const gva = hexNumber(raw.gva, `${where}.gva`);
  const { value, loads } = walkLinear({ cr3, levels: steps[0]?.level ?? 4 }, entries, gva);
  compareLoads(tally, where, steps, loads);
  for (const s of steps) claimsOf(tally, s, gva);
  const r = value as unknown as Translation | PageFault;
  const last = loads.at(-1);
  tally.fact(where, 'result', raw.result, r.fault ? failed(r.error) : RESULT.ok);
  tally.fact(where, 'machineAddr', orNull(raw.machineAddr), r.fault ? null : hex(r.hpa));
  tally.fact(where, 'pageSize', size(raw.pageSize, where), r.fault || !last ? null : spanOf(last.level));
  if (raw.bytes === undefined) return;
  if (raw.machineAddr !== hold['machineAddr via direct map']) {
    tally.skip('bytes that nothing in the file explains', 1);
    return;
  }
  tally.fact(
    where,
    'that its bytes are the pattern',
    bool(hold.patternFound, 'holdPage.patternFound'),
    isPattern(hexText(raw.bytes, where)),
  );
}

/** The guest knows its page by a pseudo-physical number; the table of Xen leads back from the machine frame to it. */
function replayMachineToPhysical(tally: Tally, file: Obj, cr3: number, entries: Entries): void {
  const hold = obj(file.holdPage, 'holdPage');
  const m2p = obj(file.m2p, 'm2p');
  const mfn = hexNumber(hold.mfn, 'holdPage.mfn');
  const pfn = hexNumber(hold['pfn (pseudo-physical, guest pagemap)'], 'holdPage.pfn');
  tally.fact('holdPage', 'pfnEqualsMfn', bool(hold.pfnEqualsMfn, 'holdPage.pfnEqualsMfn'), pfn === mfn);
  const machine = address(hold['machineAddr via direct map'], 'holdPage.machineAddr');
  tally.fact('holdPage', 'the frame of its machine address', hex(mfn), hex(Math.floor(machine / 4096)));
  const steps = pvSteps(m2p.walk, 'm2p.walk');
  const gva = MACH2PHYS_VIRT_START + mfn * 8n;
  const { value, loads } = walkLinear({ cr3, levels: steps[0]?.level ?? 4 }, entries, gva);
  compareLoads(tally, 'm2p', steps, loads);
  for (const s of steps) claimsOf(tally, s, gva);
  const r = value as unknown as Translation | PageFault;
  tally.fact('m2p', 'entryMachineAddr', m2p.entryMachineAddr, r.fault ? null : hex(r.hpa));
  tally.fact(
    'm2p',
    'equalsPfn',
    bool(m2p.equalsPfn, 'm2p.equalsPfn'),
    hexNumber(m2p.value, 'm2p.value') === pfn,
  );
}
/** Where Xen maps the machine-to-physical table for 64-bit PV guests (Xen public arch-x86/xen-x86_64.h). */
const MACH2PHYS_VIRT_START = 0xffff800000000000n;

/** walks-pv.json */
export function replayPvWalks(file: Obj): Outcome {
  const tally = new Tally();
  const table = new Table(tally);
  const cr3 = address(file.cr3, 'cr3');
  const walks = arr(file.walks, 'walks');
  for (const [i, v] of walks.entries()) table.add(pvSteps(obj(v, `walks[${i}]`).steps, `walks[${i}].steps`));
  table.add(pvSteps(obj(file.m2p, 'm2p').walk, 'm2p.walk'));
  for (const [i, v] of walks.entries())
    replayPvWalk(tally, v, `walks[${i}]`, cr3, table.entries, obj(file.holdPage, 'holdPage'));
  replayMachineToPhysical(tally, file, cr3, table.entries);
  if (file.grants !== undefined) replayGrants(tally, file);
  if (file.blkRing !== undefined) replayRing(tally, file.blkRing, file.grants);
  skipRest(tally, file, [
    'provenance',
    'cr3',
    'walks',
    'holdPage',
    'm2p',
    'grants',
    'blkRing',
    'grantTablePage',
  ]);
  return tally.outcome('page walks of a PV guest', [
    `${walks.length} walks, and the way back through Xen’s table`,
  ]);
}
