/**
 * A Linux kernel's side of the FIFO ABI: the queues' scan, and masks that live in the event words.
 * Source: Linux 6.1 drivers/xen/events/events_fifo.c.
 */
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, type Procedure, procedure, ret } from '../core/procedure.ts';
import { event_word, evtchn_unmask, evtchnKey, type FifoDomain, wordAt } from './event-channel.ts';
import {
  BUSY,
  CONTROL,
  EVTCHN_FIFO_LINK_MASK,
  EVTCHN_FIFO_MAX_QUEUES,
  eventFifoMechanism,
  has,
  LINKED,
  MASKED,
  minus,
  PENDING,
  plus,
} from './event-fifo.ts';
import {
  ask,
  type Bits,
  base,
  edge,
  flowOf,
  inAbi,
  irqKey,
  linuxEventsMechanism,
  mask_evtchn,
  onStack,
  type Port,
  percpu,
  self,
} from './linux-events.ts';
import type { Mechanism } from './mechanism.ts';

const FIFO = 'drivers/xen/events/events_fifo.c';
const WORD = event_word.fields.event_word;

const fifoWord = (m: Machine, port: number): number =>
  wordAt(m.rec(evtchnKey(self(m))).fifo as FifoDomain, port) as number;

const FIFO_BITS: Bits = {
  abi: 'fifo',
  file: FIFO,
  masks: 'evtchn_fifo_mask',
  mask: 'set_bit(MASKED, event_word)',
  clear: 'clear_bit(PENDING, event_word)',
  setMask: (m, port) => {
    const at = fifoWord(m, port);
    m.lock();
    m.store(at, WORD, plus(m.load(at, WORD), MASKED));
  },
  clearPending: (m, port) => {
    const at = fifoWord(m, port);
    m.lock();
    m.store(at, WORD, minus(m.load(at, WORD), PENDING));
  },
};

/** `evtchn_fifo_unmask`: the mask goes only if nothing is pending; otherwise Xen has to link the port again. */
const unmaskFifo = (name: string, symbol: string): Procedure =>
  procedure<Port>(inAbi(name, 'fifo'), base(`drivers/xen/events/events_base.c, ${FIFO}`, symbol), [
    line('read', 'w = event_word; if (!MASKED) return', (m, l) => {
      l.w = m.load(fifoWord(m, l.port), WORD);
      return has(l.w, MASKED) ? undefined : ret();
    }),
    line('pending', 'if (PENDING) goto ask', (m, l) =>
      has(l.w as number, PENDING) ? goto('argument') : m.passOver(),
    ),
    line(
      'unmask',
      'cmpxchg(event_word, w & ~BUSY, w & ~MASKED): changed meanwhile or BUSY → again',
      (m, l) => {
        const at = fifoWord(m, l.port);
        const expected = minus(l.w as number, BUSY);
        m.lock();
        if (m.load(at, WORD) !== expected) return goto('read');
        m.store(at, WORD, minus(expected, MASKED));
        return ret();
      },
    ),
    line('argument', 'unmask.port = port', (m, l) => m.store(onStack(m), evtchn_unmask.fields.port, l.port)),
    ask,
  ]);

// ── the FIFO scan ───────────────────────────────────────────────────────────────────────────────────

interface FifoScan extends Locals {
  ready: number;
  q: number;
}
const controlBlock = (m: Machine): number =>
  m.rec(evtchnKey(self(m))).fifo?.vcpus[m.vcpu]?.control_block as number;
const lowestOf = (bits: number): number => 31 - Math.clz32(bits & -bits);

/** `xchg(&control_block->ready, 0)`. */
function takeReady(m: Machine): number {
  const at = controlBlock(m);
  m.lock();
  const ready = m.load(at, CONTROL.ready);
  if (ready !== 0) m.store(at, CONTROL.ready, 0);
  return ready;
}

export const evtchn_fifo_handle_events = procedure<FifoScan>(
  'evtchn_fifo_handle_events',
  base(FIFO, '__evtchn_fifo_handle_events'),
  [
    line('ready', 'ready = xchg(&control_block->ready, 0)', (m, l) => {
      l.ready = takeReady(m);
    }),
    line('queue', 'while (ready): q = lowest set   // 0 is the highest priority', (m, l) => {
      if (l.ready === 0) return m.passOver(ret());
      l.q = lowestOf(l.ready);
      return undefined;
    }),
    line('consume', '  consume_one_event(q, &ready)', (_, l) =>
      call('consume_one_event', { q: l.q, ready: l.ready }, 'ready'),
    ),
    line('more', '  ready |= xchg(&control_block->ready, 0)   // something more urgent?', (m, l) => {
      l.ready |= takeReady(m);
      return goto('queue');
    }),
  ],
);

interface Consume extends FifoScan {
  port: number;
  head: number;
}
const headsOf = (m: Machine): readonly number[] =>
  m.rec(irqKey(self(m))).heads?.[m.vcpu] ?? new Array<number>(EVTCHN_FIFO_MAX_QUEUES).fill(0);

function setHead(m: Machine, q: number, port: number): void {
  const all = (m.rec(irqKey(self(m))).heads ?? []).slice();
  while (all.length <= m.vcpu) all.push(new Array<number>(EVTCHN_FIFO_MAX_QUEUES).fill(0));
  all[m.vcpu] = headsOf(m).map((h, i) => (i === q ? port : h));
  m.patch(irqKey(self(m)), { heads: all });
}

export const consume_one_event = procedure<Consume>('consume_one_event', base(FIFO, 'consume_one_event'), [
  line('head', 'port = q->head[q]; if (port == 0) { virt_rmb(); port = control_block->head[q] }', (m, l) => {
    const head = headsOf(m)[l.q] ?? 0;
    l.port = head === 0 ? m.load(controlBlock(m), CONTROL.head[l.q] ?? CONTROL.ready) : head;
  }),
  line('unlink', 'head = clear_linked(event_word): LINKED = 0, LINK = 0 in one cmpxchg', (m, l) => {
    const at = fifoWord(m, l.port);
    m.lock();
    const w = m.load(at, WORD);
    m.store(at, WORD, minus(w, LINKED + EVTCHN_FIFO_LINK_MASK));
    l.head = w & EVTCHN_FIFO_LINK_MASK;
  }),
  line('empty', 'if (head == 0) clear_bit(q, ready)   // that was the last', (m, l) => {
    if (l.head !== 0) return m.passOver();
    l.ready &= ~(1 << l.q);
    return undefined;
  }),
  line('handle', 'if (event_word: PENDING && !MASKED) handle_irq_for_port(port)', (m, l) => {
    const w = m.load(fifoWord(m, l.port), WORD);
    return has(w, PENDING) && !has(w, MASKED) ? call(flowOf(m, l.port), { port: l.port }) : m.passOver();
  }),
  line('next', 'q->head[q] = head', (m, l) => {
    setHead(m, l.q, l.head);
    return ret(l.ready);
  }),
]);

/** For a kernel that uses the FIFO ABI: beside what the 2-level one has. */
export const linuxEventsFifoMechanism: Mechanism = {
  id: 'linux-events-fifo',
  needs: [linuxEventsMechanism, eventFifoMechanism],
  procedures: [
    evtchn_fifo_handle_events,
    consume_one_event,
    edge(FIFO_BITS),
    percpu(FIFO_BITS),
    mask_evtchn(FIFO_BITS),
    unmaskFifo('xen_irq_lateeoi', 'xen_irq_lateeoi, evtchn_fifo_unmask'),
    unmaskFifo('unmask_evtchn', 'enable_dynirq, evtchn_fifo_unmask'),
  ],
};
