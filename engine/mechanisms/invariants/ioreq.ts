import { rec, type State } from '../../core/state.ts';
import {
  ioreq,
  ioreq_send,
  ioreqServerKey,
  STATE_BITS,
  STATE_IOREQ_INPROCESS,
  STATE_IOREQ_NONE,
  STATE_IOREQ_READY,
  vcpuIoKey,
} from '../ioreq.ts';
import { vcpuKey } from '../vcpu.ts';
import { having, type Invariant } from './invariant.ts';

/** A vCPU that waits for its device model has sent a request that is not taken back yet. */
function waitsForSomething(s: State, domain: number): boolean {
  if (!rec(s, vcpuKey(domain)).blockedInXen) return true;
  const filling = Object.values(s.threads).some((t) => t.top?.procedure === ioreq_send.name);
  const { page } = rec(s, ioreqServerKey(domain));
  return filling || (s.ram.load(page, ioreq.fields.state) & STATE_BITS) !== STATE_IOREQ_NONE;
}

/** While the device model has a request in hand the guest, which has one vCPU, is in Xen. */
function waitsForAnswer(s: State, domain: number): boolean {
  const { page } = rec(s, ioreqServerKey(domain));
  const state = s.ram.load(page, ioreq.fields.state) & STATE_BITS;
  if (state !== STATE_IOREQ_READY && state !== STATE_IOREQ_INPROCESS) return true;
  return s.threads.guest?.top?.world === 'hypervisor';
}

export const invariants: readonly Invariant[] = [
  {
    name: 'the guest executes nothing while the device model has its request',
    holds: (s, domains) => having(s, domains, ioreqServerKey).every((id) => waitsForAnswer(s, id)),
  },
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
