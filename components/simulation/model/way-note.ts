/** In what a run is not the scenario's own: nobody shall take one without a line, or in a chosen order, for the real thing. */
import type { Strike, Way } from '@/engine/index.ts';

/** What a line is, that a run may leave out, in plain words. */
const LEFT_OUT: Readonly<Record<Strike, string>> = {
  barrier: 'the barriers, which keep order',
  'final-check': 'the last look before sleep',
  're-arm': 'the note that asks to be rung for',
  'overflow-check': 'the check that no more is asked than fits',
  'request-copy': 'the copy of a request before it is used',
  'mask-before-clear': 'the mask that is set before a bit is cleared',
  'tlb-flush': 'the flush of remembered translations',
};

/** One sentence for each; none for a run as the scenario has it. */
export const wayNote = ({ without, memory, schedule = [] }: Way): readonly string[] => [
  ...(without ? [`Left out on purpose: ${LEFT_OUT[without]}.`] : []),
  ...(memory === 'tso' ? ['Writes may wait, as on x86.'] : []),
  ...(schedule.length > 0 ? ['Order chosen by hand.'] : []),
];
