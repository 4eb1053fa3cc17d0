/** What must hold of events, in the two-level ABI and in FIFO, wherever event channels are used. */
import { type DomainSpec, rec, type State, type Thread } from '../../core/state.ts';
import { eventBindingMechanism } from '../event-binding.ts';
import {
  type EvtchnTable,
  eventChannelMechanism,
  eventSendOpMechanism,
  evtchnKey,
  type FifoDomain,
  portOf,
  usable,
} from '../event-channel.ts';
import {
  CONTROL,
  chainFrom,
  EVTCHN_FIFO_LINK_MASK,
  eventFifoMechanism,
  has,
  LINKED,
  MASKED,
  PENDING,
  readWord,
} from '../event-fifo.ts';
import { eventOpsMechanism } from '../event-ops.ts';
import { type IrqTable, irqKey, linuxEventsMechanism } from '../linux-events.ts';
import { linuxEventsFifoMechanism } from '../linux-events-fifo.ts';
import { schedOpMechanism } from '../sched-op.ts';
import { maskWord, pendingWord, sharedInfoAt, VCPU_INFO, vcpuInfoAt } from '../shared-info.ts';
import { upcallMechanism } from '../upcall.ts';
import { vcpuKey } from '../vcpu.ts';
import { having, type Invariant } from './invariant.ts';

/** The domains that have event channels, and their virtual processors. */
const domainsOf = (s: State, domains: readonly DomainSpec[]) =>
  having(s, domains, evtchnKey).map((id) => ({ id, vcpus: vcpusOf(s, id) }));
function vcpusOf(s: State, domain: number): number {
  let n = 0;
  while (vcpuKey(domain, n) in s.records) n++;
  return n;
}

/** Listings that work on events, or run while something about them is half done: an interrupt, a scan, an operation. */
const WORKING: ReadonlySet<string> = new Set(
  [
    upcallMechanism,
    eventChannelMechanism,
    eventSendOpMechanism,
    eventOpsMechanism,
    eventBindingMechanism,
    eventFifoMechanism,
    linuxEventsMechanism,
    linuxEventsFifoMechanism,
    schedOpMechanism,
  ].flatMap((m) => m.procedures.map((p) => p.name)),
);
/** Where a virtual processor may sleep. */
const ASLEEP: ReadonlySet<string> = new Set(['vcpu_block', 'vmx_vmexit_handler', 'do_sched_op']);
function resting(thread: Thread): boolean {
  for (let f = thread.top; f; f = f.caller)
    if (WORKING.has(f.procedure) && !ASLEEP.has(f.procedure)) return false;
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
function nothingForgotten(s: State, domains: readonly DomainSpec[]): boolean {
  if (!quiet(s)) return true;
  return domainsOf(s, domains).every(({ id, vcpus }) => {
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
function toldWhatIsReady(s: State, domains: readonly DomainSpec[]): boolean {
  if (!quiet(s)) return true;
  return domainsOf(s, domains).every(({ id, vcpus }) => {
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
function endsAgree(s: State, domains: readonly DomainSpec[]): boolean {
  if (!quiet(s)) return true;
  return domainsOf(s, domains).every(({ id }) => {
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
function queuesHold(s: State, domains: readonly DomainSpec[]): boolean {
  if (!quiet(s)) return true;
  return domainsOf(s, domains).every(({ id, vcpus }) => {
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
