import { QuestionOnStage } from '@/components/lesson/QuestionOnStage.tsx';
import { LABELS } from '@/content/scenarios/index.ts';
import { runOf, stepOf } from '../runs.ts';
import type { TagContext } from './context.ts';
import { type PlaceProps, placeOf } from './place.ts';

interface PredictProps extends TagContext, Pick<PlaceProps, 'params' | 'level'> {
  readonly question: string;
  /** Which occurrence of the question's moment. */
  readonly nth?: number;
  readonly intro?: string;
  /** The moment that is the answer: the stage shows it when the reader has committed, and nothing of it before. */
  readonly reveals: string;
}

/** A question of the scenario about a run. The engine executes that run when the page is made, and is the judge. */
export async function Predict({ scenario, question, nth = 1, params, level, intro, reveals }: PredictProps) {
  const [words, { scenario: played, history }] = await Promise.all([
    LABELS[scenario](),
    runOf(scenario, params),
  ]);
  const asked = played.questions.find((q) => q.id === question);
  const step = asked && history.find(asked.moment, nth);
  const text = words.questions[question];
  if (!asked || step === undefined || !text)
    throw new Error(`This run never comes to the question ${question}.`);
  if ((await stepOf({ scenario, params, at: reveals })) <= step)
    throw new Error(`The moment ${reveals} is over when ${question} is asked.`);
  const at = nth > 1 ? `${asked.moment}.${nth}` : asked.moment;
  const [before, outcome] = await Promise.all([
    placeOf({ scenario, params, level, at }),
    placeOf({ scenario, params, level, at: reveals }),
  ]);
  const answer = asked.answer({ history, step });
  const choices = asked.options({ history, step }).map(({ id, value }) => ({
    id,
    text: (text.options[id]?.text ?? id).replaceAll('{value}', String(value ?? '')),
    right: id === answer,
    reply: text.options[id]?.reply,
  }));
  return (
    <QuestionOnStage
      ask={text.ask}
      intro={intro}
      choices={choices}
      before={{ ...before.place, href: before.href }}
      outcome={{ ...outcome.place, href: outcome.href }}
    />
  );
}
