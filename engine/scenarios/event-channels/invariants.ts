/** What must hold in every state, whatever the schedule. */
import { rec, type State, type Thread } from '../../core/state.ts';
import {
  type EvtchnTable,
  evtchnKey,
  type FifoDomain,
  portOf,
  usable,
} from '../../mechanisms/event-channel.ts';
import {
  CONTROL,
  chainFrom,
  EVTCHN_FIFO_LINK_MASK,
  has,
  LINKED,
  MASKED,
  PENDING,
  readWord,
} from '../../mechanisms/event-fifo.ts';
import { type IrqTable, irqKey } from '../../mechanisms/linux-events.ts';
import { maskWord, pendingWord, sharedInfoAt, VCPU_INFO, vcpuInfoAt } from '../../mechanisms/shared-info.ts';
import type { Invariant } from '../../stories/scenario.ts';
import { DOM0, GUEST } from './map.ts';

const DOMAINS = [
  { id: GUEST.id, vcpus: GUEST.vcpus },
  { id: DOM0.id, vcpus: 1 },
] as const;

/** Listings in which nothing about events is half done: between operations, asleep, or not begun. */
const RESTING = new Set([
  'program',
  'default_idle',
  'vcpu_block',
  'vmx_vmexit_handler',
  'do_sched_op',
  'pv_hypercall',
  'HYPERVISOR_hypercall',
]);
function resting(thread: Thread): boolean {
  for (let f = thread.top; f; f = f.caller) if (!RESTING.has(f.procedure)) return false;
  return true;
}
const quiet = (s: State): boolean => Object.values(s.threads).every(resting);

/** Words of the 2-level bits that have a port pending and not masked. */
function waitingWords(s: State, domain: number): bigint {
  const at = sharedInfoAt(s, domain);
  let out = 0n;
  for (let w = 0; w < 64; w++)
    if (s.ram.load(at, pendingWord(w * 64)) & ~s.ram.load(at, maskWord(w * 64))) out |= 1n << BigInt(w);
  return out;
}

/** Every event that waits unmasked will be found: its word is selected (2-level) or its port linked (FIFO). */
function nothingForgotten(s: State): boolean {
  if (!quiet(s)) return true;
  return DOMAINS.every(({ id, vcpus }) => {
    const t = rec(s, evtchnKey(id));
    if (t.fifo) return everyPort(t, (port) => fifoFindable(s, t.fifo as FifoDomain, port));
    let selected = 0n;
    for (let v = 0; v < vcpus; v++)
      selected |= s.ram.load(vcpuInfoAt(s, id, v), VCPU_INFO.evtchn_pending_sel);
    return (waitingWords(s, id) & ~selected) === 0n;
  });
}
const everyPort = (t: EvtchnTable, holds: (port: number) => boolean): boolean =>
  t.ports.every((p, port) => !usable(p) || holds(port));
const fifoFindable = (s: State, f: FifoDomain, port: number): boolean => {
  const w = readWord(s, f, port);
  return !has(w, PENDING) || has(w, MASKED) || has(w, LINKED);
};

/** A vCPU with something selected or ready has been told. */
function toldWhatIsReady(s: State): boolean {
  if (!quiet(s)) return true;
  return DOMAINS.every(({ id, vcpus }) => {
    const t = rec(s, evtchnKey(id));
    return Array.from({ length: vcpus }, (_, v) => v).every((v) => {
      const at = vcpuInfoAt(s, id, v);
      const control = t.fifo?.vcpus[v]?.control_block;
      const waits = t.fifo
        ? control !== null && control !== undefined && s.ram.load(control, CONTROL.ready) !== 0
        : s.ram.load(at, VCPU_INFO.evtchn_pending_sel) !== 0n;
      return !waits || s.ram.load(at, VCPU_INFO.evtchn_upcall_pending) !== 0;
    });
  });
}

/** Two ends of a channel name each other, and port 0 is nobody's. */
function endsAgree(s: State): boolean {
  if (!quiet(s)) return true;
  return DOMAINS.every(({ id }) => {
    const t = rec(s, evtchnKey(id));
    return t.ports.every((p, port) => {
      if (port === 0) return p.state === 'reserved';
      if (p.state !== 'interdomain') return true;
      const other = portOf(rec(s, evtchnKey(p.remoteDom)), p.remotePort);
      return other.state === 'interdomain' && other.remoteDom === id && other.remotePort === port;
    });
  });
}

/** Every linked port is on exactly one chain that starts at a head, and Xen's tail is the end of it. */
function queuesHold(s: State): boolean {
  if (!quiet(s)) return true;
  return DOMAINS.every(({ id, vcpus }) => {
    const t = rec(s, evtchnKey(id));
    return !t.fifo || chainsHold(s, t, rec(s, irqKey(id)), vcpus);
  });
}
function chainsHold(s: State, t: EvtchnTable, irq: IrqTable, vcpus: number): boolean {
  const f = t.fifo as FifoDomain;
  const seen: number[] = [];
  for (let v = 0; v < vcpus; v++) {
    const vcpu = f.vcpus[v];
    if (!vcpu || vcpu.control_block === null) continue;
    for (const [q, head] of CONTROL.head.entries()) {
      const chain = chainFrom(s, f, irq.heads?.[v]?.[q] || s.ram.load(vcpu.control_block, head));
      const last = chain.at(-1);
      if (last !== undefined && (last !== vcpu.tails[q] || readWord(s, f, last) & EVTCHN_FIFO_LINK_MASK))
        return false;
      seen.push(...chain);
    }
  }
  const linked = t.ports.flatMap((_, port) => (has(readWord(s, f, port), LINKED) ? [port] : []));
  return new Set(seen).size === seen.length && linked.every((port) => seen.includes(port));
}

export const invariants: readonly Invariant[] = [
  { name: 'every event that waits unmasked will be found', holds: nothingForgotten },
  { name: 'a vCPU with something selected or ready has been told', holds: toldWhatIsReady },
  { name: 'the two ends of a channel name each other', holds: endsAgree },
  { name: 'every linked port is on one chain, and the tail is its end', holds: queuesHold },
];
