/** What answers a question of a guide: what the run tells at that moment, or what the simulation replies to a wrong answer. */
import { runOf } from '@/components/simulation/model/run.ts';
import { toldOfMoment } from '@/components/simulation/model/telling.ts';
import type { Asked, Misconception } from '@/content/guides/guide.ts';
import { LABELS, type WordedScenario } from '@/content/scenarios/index.ts';
import { loadScenario, readAt, readParams, stepAt } from '@/engine/index.ts';
import { pairsOf } from '../_lessons/runs.ts';
import { simulationHref } from '../_simulation/href.ts';

interface Answer {
  readonly text: string;
  /** Of the simulation, opened at the moment. */
  readonly href: string;
}

/** Throws where the run has no such moment in its story, or the simulation no such reply. */
export async function answerOf(id: WordedScenario, asked: Asked & Partial<Misconception>): Promise<Answer> {
  const { at, params, reply } = asked;
  const [scenario, labels] = await Promise.all([loadScenario(id), LABELS[id]()]);
  const pairs = pairsOf(params);
  const run = runOf(scenario, readParams(scenario.params, Object.fromEntries(pairs)));
  const step = stepAt(run.history, readAt(at));
  const stop = run.history.stops.story.find((s) => s.step === step);
  if (step === undefined || !stop) throw new Error(`The story of ${id} ${params ?? ''} has no moment ${at}.`);
  const href = simulationHref(id, [...pairs, ['at', at]]);
  if (reply) {
    const [question, option] = reply;
    const text = labels.questions[question]?.options[option]?.reply;
    if (!text) throw new Error(`${id} has no reply ${question}/${option}.`);
    return { text, href };
  }
  const { what, why } = toldOfMoment({ ...labels, narration: {} }, run, {
    moment: step >= run.history.length ? 'end' : (stop.moment ?? 'start'),
    again: stop.again,
    step,
  });
  return { text: `${what} ${why}`.trim(), href };
}
