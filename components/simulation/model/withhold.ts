/**
 * What is withheld until a question is answered. One notion, whoever asks: the run itself, in predict mode, or the text
 * beside the widget. The stage waits at the step of the question, and nothing shows what comes after it.
 */
import type { Range } from './levels.ts';
import { type Answers, type Ask, horizonOf } from './predict.ts';
import type { Run } from './run.ts';

/** A question of the text beside the widget, at the step that is on the stage when it is put. */
export interface Hold {
  /** Reveals what the question hides, without an answer. */
  readonly skip: () => void;
}

export interface Withholding {
  readonly run: Run;
  /** The part of it that is shown. */
  readonly range: Pick<Range, 'to'>;
  readonly step: number;
  readonly asks: readonly Ask[];
  readonly answers: Answers;
  readonly held: (Hold & { readonly step: number }) | undefined;
  /** The text beside the widget has a question left about this scenario, wherever the reader is in it. */
  readonly pending: boolean;
}

/** Why nothing goes on. */
export const REASON = 'Answer first, or skip the question.';

/** The last step that may be looked at now. */
export const horizon = ({ asks, answers, range, held }: Withholding): number =>
  Math.min(horizonOf(asks, answers, range.to), held?.step ?? Number.POSITIVE_INFINITY);

/** A question is open, and what comes after it is not shown. */
export const isAsking = (p: Withholding): boolean => horizon(p) < p.range.to;

/** The stage has come to an open question. */
export const isWaiting = (p: Withholding): boolean => isAsking(p) && p.step >= horizon(p);

/** What gives an answer away by itself, such as a total, is not drawn. */
export const isWithheld = (p: Withholding): boolean => p.pending || isAsking(p);
