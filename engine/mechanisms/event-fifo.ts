/**
 * Event channels, FIFO ABI: one 32-bit word for each port, sixteen queues for each vCPU that link such words into chains,
 * and a control block with the heads and one ready bit for each queue.
 * Source: Xen xen/common/event_fifo.c; layouts xen/include/public/event_channel.h.
 */
import { frameBase, gfn as gfnOf, type Maddr, maddr, PAGE_SIZE } from '../core/brand.ts';
import { errno } from '../core/errno.ts';
import { layout, list, u32 } from '../core/layout.ts';
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, procedure, ret, xen } from '../core/procedure.ts';
import { rec, type State } from '../core/state.ts';
import { DOMID_XEN, domainKey, hasVcpu, hostOf, translate } from './domain.ts';
import {
  EVENT_WORDS_PER_PAGE,
  EVTCHN_2L_NR_CHANNELS,
  EVTCHN_FIFO_LINKED,
  EVTCHN_FIFO_NR_CHANNELS,
  EVTCHN_FIFO_PRIORITY_DEFAULT,
  type EvtchnTable,
  event_word,
  eventChannelMechanism,
  evtchnKey,
  type FifoDomain,
  fifoPortOf,
  portOf,
  setFifoPort,
  usable,
  valid,
  vcpuOf,
  wordAt,
} from './event-channel.ts';
import type { Mechanism } from './mechanism.ts';
import { bitOf, pendingWord, sharedInfoAt } from './shared-info.ts';
import { upcallMechanism } from './upcall.ts';
import { checkPollers } from './vcpu.ts';

export const EVTCHN_FIFO_PRIORITY_MAX = 0;
export const EVTCHN_FIFO_PRIORITY_MIN = 15;
export const EVTCHN_FIFO_MAX_QUEUES = 16;

export const EVTCHN_FIFO_PENDING = 31;
export const EVTCHN_FIFO_MASKED = 30;
export const EVTCHN_FIFO_BUSY = 28;
export const EVTCHN_FIFO_LINK_BITS = 17;
export const EVTCHN_FIFO_LINK_MASK = 2 ** EVTCHN_FIFO_LINK_BITS - 1;

export const MAX_EVENT_ARRAY_PAGES = EVTCHN_FIFO_NR_CHANNELS / EVENT_WORDS_PER_PAGE;

/** Shared with Xen, one for each vCPU: which queues have something, and the first port of each. */
export const evtchn_fifo_control_block = layout('evtchn_fifo_control_block', {
  ready: u32,
  _rsvd: u32,
  head: list(u32, EVTCHN_FIFO_MAX_QUEUES),
});
export const CONTROL = evtchn_fifo_control_block.fields;

const WORD = event_word.fields.event_word;
/** The bits of an event word, as numbers that a 32-bit word can be compared with. */
export const PENDING = 2 ** EVTCHN_FIFO_PENDING;
export const MASKED = 2 ** EVTCHN_FIFO_MASKED;
export const LINKED = 2 ** EVTCHN_FIFO_LINKED;
export const BUSY = 2 ** EVTCHN_FIFO_BUSY;
export const has = (word: number, bit: number): boolean => (word & bit) !== 0;
export const plus = (word: number, bits: number): number => (word | bits) >>> 0;
export const minus = (word: number, bits: number): number => (word & ~bits) >>> 0;

const fifo = (symbol: string) => ({
  source: xen('xen/common/event_fifo.c', symbol),
  world: 'hypervisor' as const,
});
const self = (m: Machine): number => m.domain as number;
const fifoOf = (m: Machine, domain: number): FifoDomain => m.rec(evtchnKey(domain)).fifo as FifoDomain;
const word = (m: Machine, domain: number, port: number): number => wordAt(fifoOf(m, domain), port) as number;

/** Sets a bit of a port's word by LOCK BTS; says whether it was set before. */
function testAndSet(m: Machine, domain: number, port: number, bit: number): boolean {
  const at = word(m, domain, port);
  m.lock();
  const old = m.load(at, WORD);
  if (has(old, bit)) return true;
  m.store(at, WORD, plus(old, bit));
  return false;
}

/** Xen's own note of the last port of a queue; 0: empty. */
const tailOf = (m: Machine, domain: number, vcpu: number, priority: number): number =>
  fifoOf(m, domain).vcpus[vcpu]?.tails[priority] ?? 0;

function setVcpu(
  m: Machine,
  domain: number,
  vcpu: number,
  change: Partial<FifoDomain['vcpus'][number]>,
): void {
  const f = fifoOf(m, domain);
  const vcpus = f.vcpus.map((v, i) => (i === vcpu ? { ...v, ...change } : v));
  m.patch(evtchnKey(domain), { fifo: { ...f, vcpus } });
}

function setTail(m: Machine, domain: number, vcpu: number, priority: number, port: number): void {
  const tails = fifoOf(m, domain).vcpus[vcpu]?.tails ?? [];
  setVcpu(m, domain, vcpu, { tails: tails.map((t, i) => (i === priority ? port : t)) });
}

const controlOf = (m: Machine, domain: number, vcpu: number): Maddr =>
  fifoOf(m, domain).vcpus[vcpu]?.control_block as Maddr;

// ── raising ─────────────────────────────────────────────────────────────────────────────────────────

interface Pend extends Locals {
  dom: number;
  vcpu: number;
  port: number;
  /** The queue: its priority is its number. */
  q: number;
  linked: boolean;
  fresh: boolean;
}

export const evtchn_fifo_set_pending = procedure<Pend>(
  'evtchn_fifo_set_pending',
  fifo('evtchn_fifo_set_pending'),
  [
    line(
      'word',
      'word = evtchn_fifo_word_from_port(d, port): page missing → evtchn->pending = true; return',
      (m, l) => {
        if (wordAt(fifoOf(m, l.dom), l.port) !== undefined) return undefined;
        setFifoPort(m, l.dom, l.port, { pending: true });
        return ret();
      },
    ),
    line(
      'queue',
      'q = v->queue[priority]; old_q = the last one; lock both   // changed under 3 tries: the event is lost',
      (m, l) => {
        l.q = fifoPortOf(m.rec(evtchnKey(l.dom)), l.port).priority;
      },
    ),
    line('control', 'if (!v->control_block) return   // no block yet: the event is dropped', (m, l) =>
      controlOf(m, l.dom, l.vcpu) === null ? ret() : m.passOver(),
    ),
    line('pending', 'check_pollers = !test_and_set_bit(PENDING, event_word)', (m, l) => {
      l.fresh = !testAndSet(m, l.dom, l.port, PENDING);
      if (l.fresh) m.emit({ kind: 'notify', from: m.domain ?? DOMID_XEN, to: l.dom, port: l.port });
    }),
    line('mask', 'if (test_bit(MASKED, event_word)) goto pollers', (m, l) =>
      has(m.load(word(m, l.dom, l.port), WORD), MASKED) ? goto('pollers') : m.passOver(),
    ),
    line('link', 'if (test_and_set_bit(LINKED, event_word)) goto pollers', (m, l) =>
      testAndSet(m, l.dom, l.port, LINKED) ? goto('pollers') : undefined,
    ),
    line('moved', 'if (old_q->tail == port) old_q->tail = 0; evtchn->fifo_lastq = q', (m, l) => {
      const { lastVcpu, lastPriority } = fifoPortOf(m.rec(evtchnKey(l.dom)), l.port);
      if (tailOf(m, l.dom, lastVcpu, lastPriority) === l.port) setTail(m, l.dom, lastVcpu, lastPriority, 0);
      setFifoPort(m, l.dom, l.port, { lastVcpu: l.vcpu, lastPriority: l.q });
    }),
    line('tail', 'linked = q->tail && evtchn_fifo_set_link(word of q->tail, port)', (m, l) => {
      const tail = tailOf(m, l.dom, l.vcpu, l.q);
      l.linked = false;
      return tail === 0
        ? undefined
        : call('evtchn_fifo_set_link', { dom: l.dom, tail, link: l.port }, 'linked');
    }),
    line('head', 'if (!linked) head[q] = port   // the queue was empty', (m, l) => {
      if (l.linked) return m.passOver();
      m.store(controlOf(m, l.dom, l.vcpu), CONTROL.head[l.q] ?? CONTROL.ready, l.port);
      return undefined;
    }),
    line('end', 'q->tail = port; unlock both', (m, l) => setTail(m, l.dom, l.vcpu, l.q, l.port)),
    line('ready', 'if (linked || test_and_set_bit(q, ready)) goto pollers', (m, l) => {
      if (l.linked) return goto('pollers');
      const at = controlOf(m, l.dom, l.vcpu);
      m.lock();
      const ready = m.load(at, CONTROL.ready);
      if (has(ready, 1 << l.q)) return goto('pollers');
      m.store(at, CONTROL.ready, plus(ready, 1 << l.q));
      return undefined;
    }),
    line('mark', 'vcpu_mark_events_pending(v)', (_, l) =>
      call('vcpu_mark_events_pending', { dom: l.dom, vcpu: l.vcpu }),
    ),
    line(
      'pollers',
      'if (check_pollers) evtchn_check_pollers(d, port)   // who sleeps in SCHEDOP_poll',
      (m, l) => (l.fresh && checkPollers(m, l.dom, l.port) ? ret() : m.passOver(ret())),
    ),
  ],
);

interface Link extends Locals {
  dom: number;
  /** The port whose word is the end of the chain, and the port to put behind it. */
  tail: number;
  link: number;
  w: number;
  tries: number;
}
const linkedTo = (w: number, link: number): number => plus(minus(w, BUSY + EVTCHN_FIFO_LINK_MASK), link);

/** `cmpxchg` of the tail's word; false if the guest changed it meanwhile. */
function exchange(m: Machine, l: Link): boolean {
  const at = word(m, l.dom, l.tail);
  m.lock();
  const now = m.load(at, WORD);
  if (now !== l.w) {
    l.w = now;
    return false;
  }
  m.store(at, WORD, linkedTo(l.w, l.link));
  return true;
}

/** Puts a port behind the last one of a queue, unless the guest has just taken that one out: then the queue is empty. */
export const evtchn_fifo_set_link = procedure<Link>('evtchn_fifo_set_link', fifo('evtchn_fifo_set_link'), [
  line('read', 'w = read_atomic(event_word of the tail); if (!LINKED) return false', (m, l) => {
    l.w = m.load(word(m, l.dom, l.tail), WORD);
    l.tries = 0;
    return has(l.w, LINKED) ? undefined : ret(false);
  }),
  line('link', 'if (cmpxchg(event_word, w, w with LINK = port)) return true', (m, l) =>
    exchange(m, l) ? ret(true) : m.passOver(),
  ),
  line('lock', 'set_bit(BUSY, event_word)   // the guest may not unmask now', (m, l) => {
    const at = word(m, l.dom, l.tail);
    m.lock();
    m.store(at, WORD, plus(m.load(at, WORD), BUSY));
  }),
  line('reread', 'w = read_atomic(event_word)', (m, l) => {
    l.w = m.load(word(m, l.dom, l.tail), WORD);
  }),
  line(
    'retry',
    'up to 4 times: if (!LINKED) break; if (cmpxchg(event_word, w, LINK = port)) return true',
    (m, l) => {
      if (!has(l.w, LINKED)) return undefined;
      if (exchange(m, l)) return ret(true);
      l.tries++;
      return l.tries < 4 ? goto('retry') : undefined;
    },
  ),
  line('unlock', 'clear_bit(BUSY, event_word); return LINKED ? true : false   // true: given up', (m, l) => {
    const at = word(m, l.dom, l.tail);
    m.lock();
    m.store(at, WORD, minus(m.load(at, WORD), BUSY));
    return ret(has(l.w, LINKED));
  }),
]);

interface Port extends Locals {
  dom: number;
  port: number;
}
export const evtchn_fifo_unmask = procedure<Port>('evtchn_fifo_unmask', fifo('evtchn_fifo_unmask'), [
  line('word', 'word = evtchn_fifo_word_from_port(d, port): page missing → return', (m, l) =>
    wordAt(fifoOf(m, l.dom), l.port) === undefined ? ret() : undefined,
  ),
  line('mask', 'clear_bit(MASKED, event_word)', (m, l) => {
    const at = word(m, l.dom, l.port);
    m.lock();
    m.store(at, WORD, minus(m.load(at, WORD), MASKED));
  }),
  line('relink', 'if (test_bit(PENDING, event_word)) evtchn_fifo_set_pending(v, evtchn)', (m, l) => {
    if (!has(m.load(word(m, l.dom, l.port), WORD), PENDING)) return m.passOver(ret());
    const vcpu = vcpuOf(portOf(m.rec(evtchnKey(l.dom)), l.port));
    return call('evtchn_fifo_set_pending', { dom: l.dom, vcpu, port: l.port });
  }),
]);

// ── setting up ──────────────────────────────────────────────────────────────────────────────────────

/** `map_guest_page`: the machine frame behind a frame of the guest's own RAM. */
function mapGuestPage(m: Machine, frame: number): Maddr | undefined {
  const mfn = translate(m.rec(domainKey(self(m))), gfnOf(frame));
  return mfn === undefined ? undefined : frameBase(mfn);
}

const emptyFifo = (vcpus: number): FifoDomain => ({
  event_array: [],
  vcpus: Array.from({ length: vcpus }, () => ({
    control_block: null,
    tails: new Array<number>(EVTCHN_FIFO_MAX_QUEUES).fill(0),
  })),
});

/** Ports that are pending in the 2-level bits when the domain switches over (`setup_ports`). */
function carriedOver(m: Machine, t: EvtchnTable): EvtchnTable['fifoPorts'] {
  const at = sharedInfoAt(m, self(m));
  const out = { ...t.fifoPorts };
  for (let port = 1; port < Math.min(t.valid, EVTCHN_2L_NR_CHANNELS); port++) {
    const pending = (m.load(at, pendingWord(port)) & bitOf(port)) !== 0n;
    const known = out[port];
    if (!pending && !known) continue;
    const old = fifoPortOf(t, port);
    out[port] = { ...old, priority: EVTCHN_FIFO_PRIORITY_DEFAULT, pending: pending || old.pending };
  }
  return out;
}

interface Init extends Locals {
  gfn: number;
  offset: number;
  vcpu: number;
}
export const evtchn_fifo_init_control = procedure<Init>(
  'evtchn_fifo_init_control',
  fifo('evtchn_fifo_init_control, map_control_block, setup_ports'),
  [
    line('built', '#ifndef CONFIG_EVTCHN_FIFO return -EOPNOTSUPP', (m) =>
      hostOf(m).evtchnFifo ? undefined : ret(errno('EOPNOTSUPP')),
    ),
    line('vcpu', 'v = domain_vcpu(d, vcpu): none → -ENOENT', (m, l) =>
      hasVcpu(m.rec(domainKey(self(m))), l.vcpu) ? undefined : ret(errno('ENOENT')),
    ),
    line('offset', 'if (offset > PAGE_SIZE - 72 || offset & 7) return -EINVAL', (m, l) =>
      l.offset > PAGE_SIZE - evtchn_fifo_control_block.size || (l.offset & 7) !== 0
        ? ret(errno('EINVAL'))
        : m.passOver(),
    ),
    line(
      'first',
      'if (!d->evtchn_fifo) setup_control_block() for each vCPU, setup_event_array(): no heap → -ENOMEM',
      (m, l) => {
        const t = m.rec(evtchnKey(self(m)));
        l.first = t.fifo === null;
        if (!l.first) return m.passOver();
        return hostOf(m).heapExhausted ? ret(errno('ENOMEM')) : undefined;
      },
    ),
    line('again', 'if (v->evtchn_fifo->control_block) return -EINVAL   // it has one already', (m, l) => {
      const block = m.rec(evtchnKey(self(m))).fifo?.vcpus[l.vcpu]?.control_block ?? null;
      return block === null ? m.passOver() : ret(errno('EINVAL'));
    }),
    line('map', 'map_guest_page(d, control_gfn): none → -EINVAL', (m, l) => {
      l.at = mapGuestPage(m, l.gfn);
      return l.at === undefined ? ret(errno('EINVAL')) : undefined;
    }),
    line(
      'switch',
      'first: d->evtchn_port_ops = fifo; setup_ports(): what is set in evtchn_pending is remembered',
      (m, l) => {
        const t = m.rec(evtchnKey(self(m)));
        if (!l.first) return;
        const vcpus = m.rec(domainKey(self(m))).vcpus ?? 1;
        m.patch(evtchnKey(self(m)), { fifo: emptyFifo(vcpus), fifoPorts: carriedOver(m, t) });
      },
    ),
    line('block', 'v->evtchn_fifo->control_block = page + offset; return 0', (m, l) => {
      setVcpu(m, self(m), l.vcpu, { control_block: maddr((l.at as number) + l.offset) });
      return ret(0);
    }),
  ],
);

interface Expand extends Locals {
  gfn: number;
  port: number;
}
export const evtchn_fifo_expand_array = procedure<Expand>(
  'evtchn_fifo_expand_array',
  fifo('evtchn_fifo_expand_array, add_page_to_event_array'),
  [
    line('fifo', 'if (!d->evtchn_fifo) return -EOPNOTSUPP', (m) =>
      m.rec(evtchnKey(self(m))).fifo ? m.passOver() : ret(errno('EOPNOTSUPP')),
    ),
    line('slot', 'if (num_evtchns / 1024 >= 128) return -ENOSPC', (m) =>
      fifoOf(m, self(m)).event_array.length >= MAX_EVENT_ARRAY_PAGES ? ret(errno('ENOSPC')) : m.passOver(),
    ),
    line('map', 'map_guest_page(d, array_gfn): none → -EINVAL', (m, l) => {
      l.at = mapGuestPage(m, l.gfn);
      return l.at === undefined ? ret(errno('EINVAL')) : undefined;
    }),
    line('add', 'event_array[slot] = page; num_evtchns += 1024', (m, l) => {
      const f = fifoOf(m, self(m));
      l.port = f.event_array.length * EVENT_WORDS_PER_PAGE;
      const event_array = [...f.event_array, maddr(l.at as number)];
      m.patch(evtchnKey(self(m)), { fifo: { ...f, event_array } });
    }),
    line('waiting', 'for each of its ports that is evtchn->pending: evtchn_fifo_set_pending()', (m, l) => {
      const t = m.rec(evtchnKey(self(m)));
      const end = fifoOf(m, self(m)).event_array.length * EVENT_WORDS_PER_PAGE;
      while (l.port < end && valid(t, l.port)) {
        const port = l.port++;
        const chn = portOf(t, port);
        if (fifoPortOf(t, port).pending) {
          l.found = port;
          return call('evtchn_fifo_set_pending', { dom: self(m), vcpu: vcpuOf(chn), port });
        }
      }
      return m.passOver(ret(0));
    }),
    line('next', '  next port', () => goto('waiting')),
  ],
);

interface Priority extends Locals {
  port: number;
  priority: number;
}
export const evtchn_set_priority_op = procedure<Priority>(
  'evtchn_set_priority',
  {
    source: xen(
      'xen/common/event_channel.c, xen/common/event_fifo.c',
      'evtchn_set_priority, evtchn_fifo_set_priority',
    ),
    world: 'hypervisor',
  },
  [
    line('port', 'chn = _evtchn_from_port(d, port): none → -EINVAL', (m, l) =>
      valid(m.rec(evtchnKey(self(m))), l.port) ? undefined : ret(errno('EINVAL')),
    ),
    line('abi', '2-level: no set_priority → -ENOSYS', (m) =>
      m.rec(evtchnKey(self(m))).fifo ? m.passOver() : ret(errno('ENOSYS')),
    ),
    line('usable', 'if (!evtchn_usable(chn)) return -EACCES', (m, l) =>
      usable(portOf(m.rec(evtchnKey(self(m))), l.port)) ? m.passOver() : ret(errno('EACCES')),
    ),
    line('range', 'if (priority > 15) return -EINVAL', (m, l) =>
      l.priority > EVTCHN_FIFO_PRIORITY_MIN ? ret(errno('EINVAL')) : m.passOver(),
    ),
    line('set', 'evtchn->priority = priority   // from the next event on; return 0', (m, l) => {
      setFifoPort(m, self(m), l.port, { priority: l.priority });
      return ret(0);
    }),
  ],
);

export const eventFifoMechanism: Mechanism = {
  id: 'event-fifo',
  needs: [eventChannelMechanism, upcallMechanism],
  procedures: [
    evtchn_fifo_set_pending,
    evtchn_fifo_set_link,
    evtchn_fifo_unmask,
    evtchn_fifo_init_control,
    evtchn_fifo_expand_array,
    evtchn_set_priority_op,
  ],
};

// ── views ───────────────────────────────────────────────────────────────────────────────────────────

export interface QueueView {
  readonly priority: number;
  readonly ready: boolean;
  readonly head: number;
  /** Where the head lies; undefined without a control block. */
  readonly headAt: number | undefined;
  readonly tail: number;
  /** Ports from the head along LINK, as far as they are LINKED. */
  readonly chain: readonly number[];
}
export interface WordView {
  readonly port: number;
  /** Where the word lies; undefined while its page is missing. */
  readonly at: number | undefined;
  /** Raised while the page was missing: Xen's own note. */
  readonly kept: boolean;
  readonly value: number;
  readonly pending: boolean;
  readonly masked: boolean;
  readonly linked: boolean;
  readonly busy: boolean;
  readonly link: number;
  readonly priority: number;
}
export interface FifoView {
  readonly ready: number;
  /** Where the ready bits lie, at the start of the control block: null until the guest has given one. */
  readonly control: Maddr | null;
  readonly queues: readonly QueueView[];
  readonly words: readonly WordView[];
  readonly pages: number;
}

export const readWord = (state: Pick<State, 'ram'>, f: FifoDomain, port: number): number => {
  const at = wordAt(f, port);
  return at === undefined ? 0 : state.ram.load(at, WORD);
};

/** From a port along LINK while the words are LINKED. */
export function chainFrom(state: Pick<State, 'ram'>, f: FifoDomain, first: number): readonly number[] {
  const out: number[] = [];
  for (let port = first; port !== 0 && !out.includes(port); ) {
    const w = readWord(state, f, port);
    if (!has(w, LINKED)) break;
    out.push(port);
    port = w & EVTCHN_FIFO_LINK_MASK;
  }
  return out;
}

/** The queues of one vCPU and the words of these ports; undefined in a 2-level domain. */
export function inspectFifo(
  state: State,
  domain: number,
  vcpu: number,
  ports: readonly number[],
): FifoView | undefined {
  const t = rec(state, evtchnKey(domain));
  const f = t.fifo;
  if (!f) return undefined;
  const v = f.vcpus[vcpu];
  const control = v?.control_block ?? null;
  const ready = control === null ? 0 : state.ram.load(control, CONTROL.ready);
  const queues = Array.from({ length: EVTCHN_FIFO_MAX_QUEUES }, (_, priority): QueueView => {
    const head = control === null ? 0 : state.ram.load(control, CONTROL.head[priority] ?? CONTROL.ready);
    return {
      priority,
      ready: has(ready, 1 << priority),
      head,
      headAt: control === null ? undefined : control + (CONTROL.head[priority]?.offset ?? 0),
      tail: v?.tails[priority] ?? 0,
      chain: chainFrom(state, f, head),
    };
  });
  const words = ports.map((port): WordView => {
    const value = readWord(state, f, port);
    return {
      port,
      at: wordAt(f, port),
      kept: fifoPortOf(t, port).pending,
      value,
      pending: has(value, PENDING),
      masked: has(value, MASKED),
      linked: has(value, LINKED),
      busy: has(value, BUSY),
      link: value & EVTCHN_FIFO_LINK_MASK,
      priority: fifoPortOf(t, port).priority,
    };
  });
  return { ready, control, queues, words, pages: f.event_array.length };
}
