/** What the figures draw: derived from a state, never stored. */
import { rec, type State } from '../../core/state.ts';
import { domainKey } from '../../mechanisms/domain.ts';
import { type Evtchn, type EvtchnTable, evtchnKey, usable, vcpuOf } from '../../mechanisms/event-channel.ts';
import {
  type FifoView,
  has,
  inspectFifo,
  LINKED,
  MASKED,
  PENDING,
  readWord,
} from '../../mechanisms/event-fifo.ts';
import type { Abi } from '../../mechanisms/linux-events.ts';
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
import { DOM0, GUEST } from './map.ts';
import { type Operation, writeOperation } from './ops.ts';
import { type Workload, workloadKey } from './workload.ts';

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
export interface VcpuView {
  readonly vcpu: number;
  readonly upcall_pending: number;
  readonly upcall_mask: number;
  readonly pending_sel: bigint;
  readonly delivery: Vcpu;
  readonly fifo: FifoView | undefined;
}
export interface DomainView {
  readonly domain: number;
  readonly abi: Abi;
  readonly vcpus: readonly VcpuView[];
  /** Ports in use: all, or the first and the last few where there are very many. */
  readonly ports: readonly PortView[];
  readonly used: number;
  /** Words of 64 ports that hold one of `ports`, with all their bits. */
  readonly words: readonly {
    readonly word: number;
    readonly pending: bigint;
    readonly mask: bigint;
  }[];
  readonly valid: number;
  readonly max: number;
}
export interface EventChannelsView {
  readonly guest: DomainView;
  readonly dom0: DomainView;
  readonly guestType: 'pv' | 'hvm' | 'pvh';
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

function inspectDomain(s: State, domain: number, vcpus: number): DomainView {
  const t = rec(s, evtchnKey(domain));
  const used = t.ports.flatMap((p, port) => (usable(p) ? [port] : []));
  const shown = used.length <= SHOWN ? used : [...used.slice(0, ENDS), ...used.slice(-ENDS)];
  const at = sharedInfoAt(s, domain);
  const words = [...new Set(shown.map((p) => Math.floor(p / WORD_BITS)))].filter((w) => w < WORD_BITS);
  return {
    domain,
    abi: t.fifo ? 'fifo' : '2-level',
    vcpus: Array.from({ length: vcpus }, (_, vcpu) => ({
      vcpu,
      upcall_pending: s.ram.load(vcpuInfoAt(s, domain, vcpu), VCPU_INFO.evtchn_upcall_pending),
      upcall_mask: s.ram.load(vcpuInfoAt(s, domain, vcpu), VCPU_INFO.evtchn_upcall_mask),
      pending_sel: s.ram.load(vcpuInfoAt(s, domain, vcpu), VCPU_INFO.evtchn_pending_sel),
      delivery: rec(s, vcpuKey(domain, vcpu)),
      fifo: inspectFifo(s, domain, vcpu, shown),
    })),
    ports: shown.map((port) => portView(s, domain, t, port, t.ports[port] as Evtchn)),
    used: used.length,
    words: words.map((word) => ({
      word,
      pending: s.ram.load(at, pendingWord(word * WORD_BITS)),
      mask: s.ram.load(at, maskWord(word * WORD_BITS)),
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
    program: {
      ops: w.ops.map((o) => ({ text: writeOperation(o), who: o.who })),
      begun: w.begun,
      results: w.results,
      handled: w.handled,
    },
  };
}
