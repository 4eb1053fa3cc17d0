import { errnoName } from '../../core/errno.ts';
import { all, does, effectOf, inWorld, labelled, returns, within } from '../../core/when.ts';
import { XEN_CPUID_FIRST_LEAF } from '../../mechanisms/cpuid.ts';
import { hvm_translate_get_page } from '../../mechanisms/guest-walk.ts';
import { hypercallMechanism } from '../../mechanisms/hypercall.ts';
import { hypervisor_cpuid_base } from '../../mechanisms/linux-detect.ts';
import { listingOf } from '../../mechanisms/mechanism.ts';
import { counted, countOf, next, nextEffect, oneOf } from '../../stories/ask.ts';
import type { Asked, Question } from '../../stories/scenario.ts';
import { GUEST, machineOf } from './map.ts';

const inGuest = inWorld('guest-kernel', 'guest-user');

/** Until the call's function in the guest has its answer. */
const returned = (a: Asked): number => next(a, all(labelled('result'), inGuest))?.step ?? a.history.length;

function answer(a: Asked): string {
  const result = nextEffect(a, 'result', within(listingOf(hypercallMechanism, 'hvm_hypercall')));
  return result ? errnoName(result.value) : 'none';
}

/** Where the signature is: in the next leaf that is asked, or a later one. */
function base(a: Asked): 'first' | 'second' {
  const found = next(
    a,
    all(
      within(hypervisor_cpuid_base),
      returns((v) => Number(v ?? 0) > 0),
    ),
  );
  return effectOf(found?.record, 'return')?.value === XEN_CPUID_FIRST_LEAF ? 'first' : 'second';
}

/** Whose memory Xen writes into. */
function owner(a: Asked): 'guest' | 'xen' | 'nobody' {
  const fill = nextEffect(a, 'fill');
  if (!fill) return 'nobody';
  return fill.at >= machineOf(0) && fill.at < machineOf(GUEST.pages * 4096) ? 'guest' : 'xen';
}

/** What a pointer without a mapping leads to: an error number, or something worse. */
function pointer(a: Asked): 'copied' | 'error' | 'page-fault' {
  const walked = nextEffect(a, 'return', within(hvm_translate_get_page));
  if (walked?.value !== null) return 'copied';
  return next(a, does('exception')) ? 'page-fault' : 'error';
}

/** Where the guest goes on after a call that was asked to stop. */
function resumes(a: Asked): 'again' | 'after' {
  const r = next(a, inGuest)?.record;
  return r && (r.label === 'instruction' || r.label === 'call') ? 'again' : 'after';
}

export const questions: readonly Question[] = [
  { id: 'base', moment: 'asked', ...oneOf(['first', 'second'], base) },
  { id: 'owner', moment: 'told', ...oneOf(['guest', 'xen', 'nobody'], owner) },
  {
    id: 'exits',
    moment: 'loaded',
    ...counted((a) => countOf(a, does('exit'), returned(a)), { none: 0, one: 1, two: 2 }),
  },
  {
    id: 'answer',
    moment: 'dispatched',
    ...counted(
      answer,
      { zero: '0', efault: '-EFAULT', einval: '-EINVAL', enosys: '-ENOSYS' },
      { id: 'given' },
    ),
  },
  { id: 'pointer', moment: 'walk', ...oneOf(['copied', 'error', 'page-fault'], pointer) },
  { id: 'resumes', moment: 'preempted', ...oneOf(['again', 'after'], resumes) },
];
