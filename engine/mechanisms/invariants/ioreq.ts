import { rec, type State } from '../../core/state.ts';
import { ioreq, ioreq_send, ioreqServerKey, STATE_BITS, STATE_IOREQ_NONE, vcpuIoKey } from '../ioreq.ts';
import { vcpuKey } from '../vcpu.ts';
import { having, type Invariant } from './invariant.ts';

/** A vCPU that waits for its device model has sent a request that is not taken back yet. */
function waitsForSomething(s: State, domain: number): boolean {
  if (!rec(s, vcpuKey(domain)).blockedInXen) return true;
  const filling = Object.values(s.threads).some((t) => t.top?.procedure === ioreq_send.name);
  const { page } = rec(s, ioreqServerKey(domain));
  return filling || (s.ram.load(page, ioreq.fields.state) & STATE_BITS) !== STATE_IOREQ_NONE;
}

export const invariants: readonly Invariant[] = [
  {
    name: 'a vCPU that is blocked in Xen has a request under way',
    holds: (s, domains) => having(s, domains, ioreqServerKey).every((id) => waitsForSomething(s, id)),
  },
  {
    name: 'no domain was crashed',
    holds: (s, domains) => having(s, domains, vcpuIoKey).every((id) => !rec(s, vcpuIoKey(id)).crashed),
  },
  {
    name: 'a device model that is connected stays enabled',
    holds: (s, domains) =>
      having(s, domains, ioreqServerKey).every((id) => rec(s, ioreqServerKey(id)).enabled),
  },
];
