import { errnoName } from '../../core/errno.ts';
import type { StepRecord } from '../../core/machine.ts';
import { rec } from '../../core/state.ts';
import { effectOf } from '../../core/when.ts';
import { distinct, next, yesNo } from '../../stories/ask.ts';
import type { Asked, Option, Question } from '../../stories/scenario.ts';
import { moments } from './moments.ts';
import { workloadKey } from './workload.ts';

const total = (handled: Readonly<Record<string, number>>): number =>
  Object.values(handled).reduce((sum, n) => sum + n, 0);
const handledBy = (a: Asked, step: number): number => total(rec(a.history.state(step), workloadKey).handled);
const sendsFrom = ({ history, step }: Asked): number => {
  let count = 0;
  for (let n = step; n <= history.length; n++) {
    const r = history.record(n);
    if (r?.label === 'lookup' && r.procedure === 'evtchn_send') count++;
    if (r?.label === 'port' && r.procedure === 'send_guest_vcpu_virq') count++;
  }
  return count;
};

const runs = (a: Asked): readonly Option[] =>
  distinct([
    { id: 'counted', value: handledBy(a, a.history.length) - handledBy(a, a.step) },
    { id: 'sends', value: sendsFrom(a) },
    { id: 'double', value: 2 * sendsFrom(a) },
    { id: 'none', value: 0 },
  ]);

/** The thread that takes the next upcall, and when. */
const upcall = (a: Asked) => next(a, (r) => r.effects.some((e) => e.kind === 'interrupt'));

/** Does this event make Xen tell the vCPU: is the upcall byte set before anything else happens to a port? */
function tells(a: Asked): boolean {
  const { thread } = a.history.record(a.step) as StepRecord;
  const end = next(
    a,
    (r) =>
      r.thread === thread && /^(evtchn_(2l|fifo)_set_pending)$/.test(r.procedure) && r.label === 'pollers',
  );
  const marked = next(a, (r) => r.thread === thread && wroteUpcall(r), end?.step);
  return marked !== undefined;
}
const wroteUpcall = (r: StepRecord): boolean =>
  r.effects.some((e) => e.kind === 'write' && e.place.leaf === 'evtchn_upcall_pending' && e.value === 1);

function exits(a: Asked): string {
  const up = upcall(a);
  if (!up) return 'none';
  const left = next(a, (r) => r.thread === up.record.thread && effectOf(r, 'exit') !== undefined, up.step);
  return left ? 'yes' : 'no';
}

function acknowledges(a: Asked): string {
  const { thread } = a.history.record(a.step) as StepRecord;
  const back = next(a, (r) => r.thread === thread && r.label === 'iret');
  const eoi = effectOf(
    next(a, (r) => r.thread === thread && effectOf(r, 'eoi') !== undefined, back?.step)?.record,
    'eoi',
  );
  if (!eoi) return 'none';
  return eoi.how === 'virtualised: no exit' ? 'virtual' : 'exit';
}

const foundPort = (r: StepRecord): boolean =>
  moments.find((m) => m.id === 'found')?.when(r, NO_STATE) ?? false;
// That moment is told from the record alone.
const NO_STATE = undefined as never;

function portIn(a: Asked, step: number): number | undefined {
  const { thread } = a.history.record(step) as StepRecord;
  return a.history.state(step).threads[thread]?.top?.locals.port as number | undefined;
}
/** Ports that this scan will hand to drivers, in its order. */
function scanOrder(a: Asked): readonly number[] {
  const { thread } = a.history.record(a.step) as StepRecord;
  const out: number[] = [];
  for (let at = a; ; ) {
    const found = next(at, (r) => r.thread === thread && foundPort(r));
    const port = found && portIn(a, found.step);
    if (!found || port === undefined) return out;
    out.push(port);
    at = { history: a.history, step: found.step };
  }
}

/** The ports of this scan by number: three at most, so that one can be chosen. */
const PLACES = ['first', 'second', 'third'];
const portsOf = (a: Asked): readonly number[] =>
  [...new Set(scanOrder(a))].sort((x, y) => x - y).slice(0, PLACES.length);

function result(a: Asked): number | undefined {
  const { thread } = a.history.record(a.step) as StepRecord;
  return effectOf(
    next(a, (r) => r.thread === thread && effectOf(r, 'result') !== undefined)?.record,
    'result',
  )?.value;
}
const answers = (a: Asked): readonly Option[] =>
  distinct([
    { id: 'given', value: errnoName(result(a) ?? 0) },
    { id: 'zero', value: '0' },
    { id: 'einval', value: '-EINVAL' },
    { id: 'enospc', value: '-ENOSPC' },
  ]);

export const questions: readonly Question[] = [
  { id: 'runs', moment: 'sent', options: runs, answer: () => 'counted' },
  { id: 'tells', moment: 'pending', ...yesNo(tells) },
  {
    id: 'exits',
    moment: 'marked',
    options: () => [{ id: 'yes' }, { id: 'no' }, { id: 'none' }],
    answer: exits,
  },
  {
    id: 'acknowledges',
    moment: 'upcall',
    options: () => [{ id: 'exit' }, { id: 'virtual' }, { id: 'none' }],
    answer: acknowledges,
  },
  {
    id: 'order',
    moment: 'scanned',
    options: (a) => portsOf(a).map((value, i) => ({ id: PLACES[i] ?? 'third', value })),
    answer: (a) => PLACES[portsOf(a).indexOf(scanOrder(a)[0] ?? -1)] ?? 'third',
  },
  { id: 'answer', moment: 'called', options: answers, answer: () => 'given' },
];
