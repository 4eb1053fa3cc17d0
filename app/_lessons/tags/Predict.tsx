import { Choices } from '@/components/lesson/Choices.tsx';
import { StageLink } from '@/components/lesson/PassageOnStage.tsx';
import { LABELS } from '@/content/scenarios/index.ts';
import { simulationHref } from '../../_simulation/href.ts';
import { pairsOf, runOf } from '../runs.ts';
import type { TagContext } from './context.ts';

interface PredictProps extends TagContext {
  readonly question: string;
  /** Which occurrence of the question's moment. */
  readonly nth?: number;
  readonly params?: string;
  readonly intro?: string;
}

/** A question of the scenario about a run. The engine executes that run when the page is made, and is the judge. */
export async function Predict({ scenario, question, nth = 1, params, intro }: PredictProps) {
  const [words, { scenario: played, history }] = await Promise.all([
    LABELS[scenario](),
    runOf(scenario, params),
  ]);
  const asked = played.questions.find((q) => q.id === question);
  const step = asked && history.find(asked.moment, nth);
  const text = words.questions[question];
  if (!asked || step === undefined || !text)
    throw new Error(`This run never comes to the question ${question}.`);
  const answer = asked.answer({ history, step });
  const pairs = [...pairsOf(params), ['at', nth > 1 ? `${asked.moment}.${nth}` : asked.moment] as const];
  const choices = asked.options({ history, step }).map(({ id, value }) => ({
    id,
    text: (text.options[id]?.text ?? id).replaceAll('{value}', String(value ?? '')),
    right: id === answer,
    reply: text.options[id]?.reply,
  }));
  return (
    <Choices
      ask={text.ask}
      intro={intro}
      choices={choices}
      after={
        <StageLink pairs={pairs} href={simulationHref(scenario, pairs)}>
          Show this moment on the stage
        </StageLink>
      }
    />
  );
}
