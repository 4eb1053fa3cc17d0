/** What must hold in every state, whatever is called and however. */
import { rec, type State } from '../../core/state.ts';
import { hcallKey } from '../../mechanisms/continuation.ts';
import { domainKey, hostOf } from '../../mechanisms/domain.ts';
import { hypercallPage } from '../../mechanisms/hypercall-page.ts';
import type { Invariant } from '../../mechanisms/invariants/invariant.ts';
import { AT, GUEST, machineOf } from './map.ts';

const inXen = (s: State): boolean => s.threads.guest?.top?.world === 'hypervisor';

/** The page is empty, all int3 (while Xen fills it), or exactly what Xen writes for this processor. */
function pageIsWhole(s: State): boolean {
  const bytes = s.ram.bytes(machineOf(AT.hypercall_page), 4096);
  if (bytes.every((b) => b === bytes[0])) return true;
  const whole = hypercallPage(hostOf(s).vendor);
  return bytes.every((b, i) => b === whole[i]);
}

/** Outside Xen no call is half done: only between being asked to stop and being made again. */
const noMulticallOutside = (s: State): boolean => inXen(s) || !rec(s, hcallKey(GUEST.id)).inMulticall;

/** No frame of the guest is in its p2m twice, and only its own RAM is there. */
function p2mHolds(s: State): boolean {
  const ranges = rec(s, domainKey(GUEST.id)).p2m.filter((r) => r.what === 'RAM');
  return ranges.every(
    (r, i) =>
      r.mfn - r.gfn === machineOf(0) / 4096 &&
      r.gfn + r.pages <= GUEST.pages &&
      ranges.every((o, k) => k === i || o.gfn >= r.gfn + r.pages || o.gfn + o.pages <= r.gfn),
  );
}

export const invariants: readonly Invariant[] = [
  { name: 'the hypercall page is untouched or whole', holds: pageIsWhole },
  { name: 'a multicall is not left open behind the guest', holds: noMulticallOutside },
  { name: 'the p2m names each frame of the guest’s RAM at most once', holds: p2mHolds },
];
