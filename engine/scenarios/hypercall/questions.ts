import { errnoName } from '../../core/errno.ts';
import type { StepRecord } from '../../core/machine.ts';
import { effectOf } from '../../core/when.ts';
import { XEN_CPUID_FIRST_LEAF } from '../../mechanisms/cpuid.ts';
import { distinct, next } from '../../stories/ask.ts';
import type { Asked, Option, Question } from '../../stories/scenario.ts';
import { GUEST, machineOf } from './map.ts';

const exit = (r: StepRecord): boolean => effectOf(r, 'exit') !== undefined;
const exitsFrom = (a: Asked, last = a.history.length): number => {
  let n = 0;
  for (let at: Asked = a; ; ) {
    const found = next(at, exit, last);
    if (!found) return n;
    n++;
    at = { history: a.history, step: found.step };
  }
};
const inGuest = (r: StepRecord): boolean => r.world === 'guest-kernel' || r.world === 'guest-user';

/** Until the call's function in the guest has its answer. */
const returned = (a: Asked): number =>
  next(a, (r) => r.label === 'result' && inGuest(r))?.step ?? a.history.length;

const exitOptions = (a: Asked): readonly Option[] =>
  distinct([
    { id: 'counted', value: exitsFrom(a, returned(a)) },
    { id: 'none', value: 0 },
    { id: 'one', value: 1 },
    { id: 'two', value: 2 },
  ]);

const answer = (a: Asked): number | undefined =>
  effectOf(
    next(a, (r) => r.procedure === 'hvm_hypercall' && effectOf(r, 'result') !== undefined)?.record,
    'result',
  )?.value;
const shownAnswer = (a: Asked): string => {
  const value = answer(a);
  return value === undefined ? 'none' : errnoName(value);
};

/** The signature is in the next leaf that is asked, or a later one. */
const base = (a: Asked): string => {
  const found = next(
    a,
    (r) => r.procedure === 'hypervisor_cpuid_base' && Number(effectOf(r, 'return')?.value ?? 0) > 0,
  );
  return effectOf(found?.record, 'return')?.value === XEN_CPUID_FIRST_LEAF ? 'first' : 'second';
};

/** Whose memory Xen writes into. */
function owner(a: Asked): string {
  const fill = effectOf(next(a, (r) => effectOf(r, 'fill') !== undefined)?.record, 'fill');
  if (!fill) return 'nobody';
  return fill.at >= machineOf(0) && fill.at < machineOf(GUEST.pages * 4096) ? 'guest' : 'xen';
}

/** What a pointer without a mapping leads to: an error number, or something worse. */
function pointer(a: Asked): string {
  const walk = next(
    a,
    (r) => r.procedure === 'hvm_translate_get_page' && effectOf(r, 'return') !== undefined,
  );
  if (effectOf(walk?.record, 'return')?.value !== null) return 'copied';
  return next(a, (r) => effectOf(r, 'exception') !== undefined) ? 'page-fault' : 'error';
}

/** Where the guest goes on after a call that was asked to stop. */
function resumes(a: Asked): string {
  const r = next(a, inGuest)?.record;
  return r && (r.label === 'instruction' || r.label === 'call') ? 'again' : 'after';
}

export const questions: readonly Question[] = [
  {
    id: 'base',
    moment: 'asked',
    options: () => [{ id: 'first' }, { id: 'second' }],
    answer: base,
  },
  {
    id: 'owner',
    moment: 'told',
    options: () => [{ id: 'guest' }, { id: 'xen' }, { id: 'nobody' }],
    answer: owner,
  },
  { id: 'exits', moment: 'loaded', options: exitOptions, answer: () => 'counted' },
  {
    id: 'answer',
    moment: 'dispatched',
    options: (a) =>
      distinct([
        { id: 'given', value: shownAnswer(a) },
        { id: 'zero', value: '0' },
        { id: 'efault', value: '-EFAULT' },
        { id: 'einval', value: '-EINVAL' },
        { id: 'enosys', value: '-ENOSYS' },
      ]),
    answer: () => 'given',
  },
  {
    id: 'pointer',
    moment: 'walk',
    options: () => [{ id: 'copied' }, { id: 'error' }, { id: 'page-fault' }],
    answer: pointer,
  },
  { id: 'resumes', moment: 'preempted', options: () => [{ id: 'again' }, { id: 'after' }], answer: resumes },
];
