/** What the figures draw: derived from a state, never stored. */
import type { Locals } from '../../core/procedure.ts';
import { rec, type State } from '../../core/state.ts';
import { domainKey } from '../../mechanisms/domain.ts';
import {
  type Evtchn,
  type EvtchnTable,
  evtchnKey,
  portOf,
  usable,
  vcpuOf,
} from '../../mechanisms/event-channel.ts';
import {
  type FifoView,
  has,
  inspectFifo,
  LINKED,
  MASKED,
  PENDING,
  readWord,
} from '../../mechanisms/event-fifo.ts';
import { type Abi, irqKey } from '../../mechanisms/linux-events.ts';
import {
  bitOf,
  maskWord,
  pendingWord,
  sharedInfoAt,
  VCPU_INFO,
  vcpuInfoAt,
  WORD_BITS,
} from '../../mechanisms/shared-info.ts';
import { type Vcpu, vcpuKey } from '../../mechanisms/vcpu.ts';
import { type Operation, writeOperation } from './ops.ts';
import { DOM0, GUEST, type Workload, workloadKey } from './story.ts';

export interface PortView {
  readonly port: number;
  readonly state: Evtchn['state'];
  /** The other end of a channel between domains; for one that waits, the domain that it waits for. */
  readonly remoteDom: number | null;
  readonly remotePort: number | null;
  /** Of a VIRQ or a PIRQ. */
  readonly number: number | null;
  readonly vcpu: number;
  readonly pending: boolean;
  readonly masked: boolean;
  readonly linked: boolean;
}
/** A kernel's look at what is pending, while it lasts: its own copies of what it has taken from the shared words. */
export interface ScanView {
  /** 2-level: words of the selector that are still to be looked at. */
  readonly words: bigint;
  /** The word that is looked at, and its bits that are still to be handled. */
  readonly word: number | null;
  readonly bits: bigint;
  /** 2-level: the port at which this look began. */
  readonly start: number | null;
  /** FIFO: queues that are still to be emptied, and the one at hand. */
  readonly ready: number;
  readonly queue: number | null;
  /** The port that was found. */
  readonly port: number | null;
  /** FIFO: the port behind it, once it has been taken out of its queue; 0: it was the last. */
  readonly next: number | null;
}
export interface VcpuView {
  readonly vcpu: number;
  /** Where its `vcpu_info` lies. */
  readonly at: number;
  readonly upcall_pending: number;
  readonly upcall_mask: number;
  readonly pending_sel: bigint;
  /** Where each of the three lies. */
  readonly fields: Readonly<Record<'upcall_pending' | 'upcall_mask' | 'pending_sel', number>>;
  readonly delivery: Vcpu;
  readonly fifo: FifoView | undefined;
  /** FIFO: the port that the kernel takes next from each queue; 0: it asks the control block. */
  readonly heads: readonly number[];
  readonly scan: ScanView | null;
}
export interface DomainView {
  readonly domain: number;
  /** Where its `shared_info` lies. */
  readonly at: number;
  readonly abi: Abi;
  readonly vcpus: readonly VcpuView[];
  /** Ports in use: all, or the first and the last few where there are very many. */
  readonly ports: readonly PortView[];
  readonly used: number;
  /** The first word, and every other that holds one of `ports`, with all their bits. */
  readonly words: readonly {
    readonly word: number;
    readonly pending: bigint;
    readonly mask: bigint;
    /** Where the two lie. */
    readonly pendingAt: number;
    readonly maskAt: number;
    /** Which of its ports are in use, bit for bit. */
    readonly used: bigint;
  }[];
  readonly valid: number;
  readonly max: number;
}
export interface EventChannelsView {
  readonly guest: DomainView;
  readonly dom0: DomainView;
  readonly guestType: 'pv' | 'hvm' | 'pvh';
  /** The port that the running code is about. */
  readonly subject: { readonly domain: number; readonly port: number } | null;
  readonly program: {
    readonly ops: readonly { readonly text: string; readonly who: Operation['who'] }[];
    readonly begun: number;
    readonly results: Workload['results'];
    readonly handled: Workload['handled'];
  };
}

const SHOWN = 40;
const ENDS = 8;

function bitsOf(s: State, domain: number, t: EvtchnTable, port: number) {
  if (t.fifo) {
    const w = readWord(s, t.fifo, port);
    return { pending: has(w, PENDING), masked: has(w, MASKED), linked: has(w, LINKED) };
  }
  const at = sharedInfoAt(s, domain);
  return {
    pending: (s.ram.load(at, pendingWord(port)) & bitOf(port)) !== 0n,
    masked: (s.ram.load(at, maskWord(port)) & bitOf(port)) !== 0n,
    linked: false,
  };
}

function portView(s: State, domain: number, t: EvtchnTable, port: number, chn: Evtchn): PortView {
  return {
    port,
    state: chn.state,
    remoteDom: 'remoteDom' in chn ? chn.remoteDom : null,
    remotePort: chn.state === 'interdomain' ? chn.remotePort : null,
    number: 'number' in chn ? chn.number : null,
    vcpu: vcpuOf(chn),
    ...bitsOf(s, domain, t, port),
  };
}

/** Locals of the listings that a thread is in, innermost first. */
function framesOf(
  s: State,
  thread: string,
): readonly { readonly procedure: string; readonly locals: Locals }[] {
  const out = [];
  for (let f = s.threads[thread]?.top ?? null; f; f = f.caller) out.push(f);
  return out;
}
const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** The thread of each vCPU, as in setup. */
const threadOf = (domain: number, vcpu: number): string =>
  domain === DOM0.id ? 'dom0' : vcpu === 0 ? 'guest' : `guest${vcpu}`;

const portAt = ({ word, bit }: { word: number; bit: number }): number => word * WORD_BITS + bit;

function scanOf(s: State, domain: number, vcpu: number): ScanView | null {
  const frames = framesOf(s, threadOf(domain, vcpu));
  const scan = frames.find((f) => /^evtchn_(2l|fifo)_handle_events$/.test(f.procedure));
  if (!scan) return null;
  const one = frames.find((f) => f.procedure === 'consume_one_event');
  const { words, start, word, bits, ready, q, port, head } = { ...scan.locals, ...one?.locals };
  if (words === undefined && ready === undefined) return null;
  return {
    words: (words as bigint | undefined) ?? 0n,
    start: start ? portAt(start as { word: number; bit: number }) : null,
    word: numberOr(word),
    bits: (bits as bigint | undefined) ?? 0n,
    ready: numberOr(ready) ?? 0,
    queue: numberOr(q),
    port: numberOr(port),
    next: numberOr(head),
  };
}

/** Of the running thread: the innermost listing that is about a port, Xen's of any domain or a kernel's own. */
function subjectOf(s: State): EventChannelsView['subject'] {
  if (s.last === null) return null;
  for (const { procedure, locals } of framesOf(s, s.last)) {
    const named = NAMES_DOMAIN.has(procedure) && locals.port !== undefined;
    const domain = numberOr(named ? locals.dom : OWNERS[s.last]);
    const port = numberOr(locals.port ?? locals.lport);
    if (port !== null && port !== 0 && domain !== null) return { domain, port };
  }
  return null;
}
const OWNERS: Readonly<Record<string, number>> = { guest: GUEST.id, guest1: GUEST.id, dom0: DOM0.id };
/** Listings of Xen that say whose port it is; in the others it is one of the caller's. */
const NAMES_DOMAIN = new Set([
  'evtchn_2l_set_pending',
  'evtchn_fifo_set_pending',
  'evtchn_fifo_set_link',
  'evtchn_fifo_unmask',
  'evtchn_send',
  'evtchn_close',
  'send_guest_vcpu_virq',
]);

function usedIn(t: EvtchnTable, word: number): bigint {
  let bits = 0n;
  for (let port = word * WORD_BITS; port < (word + 1) * WORD_BITS; port++)
    if (usable(portOf(t, port))) bits |= bitOf(port);
  return bits;
}

function inspectDomain(s: State, domain: number, vcpus: number): DomainView {
  const t = rec(s, evtchnKey(domain));
  const used = t.ports.flatMap((p, port) => (usable(p) ? [port] : []));
  const shown = used.length <= SHOWN ? used : [...used.slice(0, ENDS), ...used.slice(-ENDS)];
  const at = sharedInfoAt(s, domain);
  const words = [...new Set([0, ...shown.map((p) => Math.floor(p / WORD_BITS))])].filter(
    (w) => w < WORD_BITS,
  );
  const irq = rec(s, irqKey(domain));
  return {
    domain,
    at,
    abi: t.fifo ? 'fifo' : '2-level',
    vcpus: Array.from({ length: vcpus }, (_, vcpu) => ({
      vcpu,
      at: vcpuInfoAt(s, domain, vcpu),
      upcall_pending: s.ram.load(vcpuInfoAt(s, domain, vcpu), VCPU_INFO.evtchn_upcall_pending),
      upcall_mask: s.ram.load(vcpuInfoAt(s, domain, vcpu), VCPU_INFO.evtchn_upcall_mask),
      pending_sel: s.ram.load(vcpuInfoAt(s, domain, vcpu), VCPU_INFO.evtchn_pending_sel),
      fields: {
        upcall_pending: vcpuInfoAt(s, domain, vcpu) + VCPU_INFO.evtchn_upcall_pending.offset,
        upcall_mask: vcpuInfoAt(s, domain, vcpu) + VCPU_INFO.evtchn_upcall_mask.offset,
        pending_sel: vcpuInfoAt(s, domain, vcpu) + VCPU_INFO.evtchn_pending_sel.offset,
      },
      delivery: rec(s, vcpuKey(domain, vcpu)),
      fifo: inspectFifo(s, domain, vcpu, shown),
      heads: irq.heads?.[vcpu] ?? [],
      scan: scanOf(s, domain, vcpu),
    })),
    ports: shown.map((port) => portView(s, domain, t, port, t.ports[port] as Evtchn)),
    used: used.length,
    words: words.map((word) => ({
      word,
      pending: s.ram.load(at, pendingWord(word * WORD_BITS)),
      mask: s.ram.load(at, maskWord(word * WORD_BITS)),
      pendingAt: at + pendingWord(word * WORD_BITS).offset,
      maskAt: at + maskWord(word * WORD_BITS).offset,
      used: usedIn(t, word),
    })),
    valid: t.valid,
    max: t.max,
  };
}

export function inspect(state: State): EventChannelsView {
  const w = rec(state, workloadKey);
  return {
    guest: inspectDomain(state, GUEST.id, GUEST.vcpus),
    dom0: inspectDomain(state, DOM0.id, 1),
    guestType: rec(state, domainKey(GUEST.id)).type,
    subject: subjectOf(state),
    program: {
      ops: w.ops.map((o) => ({ text: writeOperation(o), who: o.who })),
      begun: w.begun,
      results: w.results,
      handled: w.handled,
    },
  };
}
