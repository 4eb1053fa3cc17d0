import { errnoName } from '../../core/errno.ts';
import { rec } from '../../core/state.ts';
import { all, any, at, does, labelled, type When, writes } from '../../core/when.ts';
import { eventBindingMechanism } from '../../mechanisms/event-binding.ts';
import { evtchn_2l_set_pending, evtchn_send_op } from '../../mechanisms/event-channel.ts';
import { evtchn_fifo_set_pending } from '../../mechanisms/event-fifo.ts';
import { atLine } from '../../mechanisms/mechanism.ts';
import { counted, countOf, next, nextEffect, oneOf, order, threadOf, yesNo } from '../../stories/ask.ts';
import type { Asked, Question } from '../../stories/scenario.ts';
import { workloadKey } from './story.ts';

const total = (handled: Readonly<Record<string, number>>): number =>
  Object.values(handled).reduce((sum, n) => sum + n, 0);
const handledBy = (a: Asked, step: number): number => total(rec(a.history.state(step), workloadKey).handled);
const sends = any(
  at(evtchn_send_op, 'lookup'),
  atLine(eventBindingMechanism, 'send_guest_vcpu_virq', 'port'),
);
/** From the step of the question on, which is a send itself. */
const sendsFrom = (a: Asked): number => countOf({ ...a, step: a.step - 1 }, sends);

const byThread =
  (id: string): When =>
  (r) =>
    r.thread === id;

/** Does this event make Xen tell the vCPU: is the upcall byte set before anything else happens to a port? */
function tells(a: Asked): boolean {
  const own = byThread(threadOf(a));
  const end = next(
    a,
    all(own, any(at(evtchn_2l_set_pending, 'pollers'), at(evtchn_fifo_set_pending, 'pollers'))),
  );
  return (
    next(
      a,
      all(
        own,
        writes('evtchn_upcall_pending', (value) => value === 1n),
      ),
      end?.step,
    ) !== undefined
  );
}

/** Does the vCPU leave guest mode on its way to the next upcall? */
function exits(a: Asked): 'yes' | 'no' | 'none' {
  const up = next(a, does('interrupt'));
  if (!up) return 'none';
  return next(a, all(byThread(up.record.thread), does('exit')), up.step) ? 'yes' : 'no';
}

function acknowledges(a: Asked): 'exit' | 'virtual' | 'none' {
  const own = byThread(threadOf(a));
  const eoi = nextEffect(a, 'eoi', own, next(a, all(own, labelled('iret')))?.step);
  if (!eoi) return 'none';
  return eoi.how === 'virtualised: no exit' ? 'virtual' : 'exit';
}

const hands = does('call', (e) => /^handle_(edge|percpu)_irq/.test(e.procedure));
/** Ports that this scan will hand to drivers, in its order. */
function scanOrder(a: Asked): readonly number[] {
  const own = byThread(threadOf(a));
  const out: number[] = [];
  for (
    let found = next(a, all(own, hands));
    found;
    found = next({ ...a, step: found.step }, all(own, hands))
  ) {
    const port = a.history.state(found.step).threads[found.record.thread]?.top?.locals.port;
    if (port === undefined) break;
    out.push(Number(port));
  }
  return out;
}

export const questions: readonly Question[] = [
  {
    id: 'runs',
    moment: 'sent',
    ...counted((a) => handledBy(a, a.history.length) - handledBy(a, a.step), {
      sends: sendsFrom,
      double: (a) => 2 * sendsFrom(a),
      none: 0,
    }),
  },
  { id: 'tells', moment: 'rung', ...yesNo(tells) },
  { id: 'exits', moment: 'flagged', ...oneOf(['yes', 'no', 'none'], exits) },
  { id: 'acknowledges', moment: 'taken', ...oneOf(['exit', 'virtual', 'none'], acknowledges) },
  { id: 'order', moment: 'looked', ...order(scanOrder, ['first', 'second', 'third']) },
  {
    id: 'answer',
    moment: 'doubtful',
    ...counted(
      (a) => errnoName(nextEffect(a, 'result', byThread(threadOf(a)))?.value ?? 0),
      { zero: '0', einval: '-EINVAL', enospc: '-ENOSPC' },
      { id: 'given' },
    ),
  },
];
