/** Predictions: where the run stops to ask, what has been answered, and how far a reader may look ahead. */
import type { Asked, History, Option, Question, Scenario } from '@/engine/index.ts';

/** A question put at one step of one run. */
export interface Ask {
  readonly key: string;
  readonly question: Question;
  readonly step: number;
  /** Where what happened can be seen: the next moment of the story. */
  readonly reveal: number;
}

export type Answers = Readonly<Record<string, string>>;

/** In the place of an answer: the reader wants to see what happens, and has not said what will. */
export const SKIPPED = '';

export function asksOf(
  scenario: Pick<Scenario, 'questions'>,
  history: History,
  from: number,
): readonly Ask[] {
  return (
    scenario.questions
      .flatMap((question) =>
        history.occurrences
          .filter((o) => o.id === question.moment && o.step >= from && o.step < history.length)
          // What has been asked once is known.
          .slice(0, 1)
          .map(({ step }) => ({
            key: `${question.id}@${step}`,
            question,
            step,
            reveal: revealOf(history, step),
          })),
      )
      // What has one answer is no question.
      .filter((ask) => ask.question.options({ history, step: ask.step }).length > 1)
      .sort((a, b) => a.step - b.step)
  );
}

const revealOf = (history: History, step: number): number =>
  history.occurrences.find((o) => o.step > step)?.step ?? history.length;

/** The first question that waits for an answer. */
export const openAsk = (asks: readonly Ask[], answers: Answers): Ask | undefined =>
  asks.find((a) => !(a.key in answers));

/** The last step that may be looked at. */
export const horizonOf = (asks: readonly Ask[], answers: Answers, length: number): number =>
  openAsk(asks, answers)?.step ?? length;

/**
 * What is to be shown at a step: the open question or the last one answered, and before it one whose verdict came only
 * where the next is already put.
 */
export function shownAt(asks: readonly Ask[], answers: Answers, step: number): readonly Ask[] {
  const here = asks.findLastIndex((a) => a.step <= step);
  const [before, ask] = [asks[here - 1], asks[here]];
  if (!ask) return [];
  const fresh = before && before.key in answers && !(ask.key in answers) && before.reveal >= ask.step;
  return fresh ? [before, ask] : [ask];
}

export interface Verdict {
  readonly chosen: string;
  readonly right: string;
  readonly correct: boolean;
}

const asked = (history: History, ask: Ask): Asked => ({ history, step: ask.step });

/** In an order that gives nothing away: numbers by size, others turned by a different amount at each asking. */
export function optionsOf(history: History, ask: Ask): readonly Option[] {
  const options = ask.question.options(asked(history, ask));
  if (options.every((o) => typeof o.value === 'number')) {
    return [...options].sort((a, b) => Number(a.value) - Number(b.value));
  }
  const turn = options.length > 2 ? ask.step % options.length : 0;
  return [...options.slice(turn), ...options.slice(0, turn)];
}

/** The engine's own run is the judge. */
export function verdictOf(history: History, ask: Ask, answers: Answers): Verdict | undefined {
  const chosen = answers[ask.key];
  if (chosen === undefined) return undefined;
  const right = ask.question.answer(asked(history, ask));
  return { chosen, right, correct: chosen === right };
}
