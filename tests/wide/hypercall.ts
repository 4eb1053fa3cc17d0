import { hypercallParams } from '../../engine/scenarios/hypercall/story.ts';
import { namesOf } from './names.ts';

/** Many runs of this scenario, from which its cover was chosen; all of them are executed by the long tests. */
const CALLS = namesOf(hypercallParams.list, 'call');
const ARGUMENTS = namesOf(hypercallParams.list, 'arguments');
export const wide: readonly string[] = CALLS.flatMap((call) =>
  ARGUMENTS.flatMap((args) =>
    [
      '',
      'how=direct vendor=amd',
      'viridian=on preempt=on',
      'how=page-misaligned',
      'how=page-nowhere vendor=amd',
    ].map((more) => `call=${call} arguments=${args} ${more}`),
  ),
);
