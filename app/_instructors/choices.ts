/** What can be chosen of each simulation: made from its default run while the page is made. */
import { aimsOf } from '@/components/simulation/model/levels.ts';
import { runOf } from '@/components/simulation/model/run.ts';
import { SIMULATIONS } from '@/content/course.ts';
import { LABELS, type WordedScenario } from '@/content/scenarios/index.ts';
import type { Handle } from '@/content/scenarios/words.ts';
import { atOf, defaults, loadScenario, writeAt, writeParam } from '@/engine/index.ts';

/** A value of an address, and what it is called. */
export type Choice = readonly [value: string, name: string];

export interface Choices {
  readonly id: WordedScenario;
  readonly title: string;
  readonly moments: readonly Choice[];
  readonly chapters: readonly Choice[];
  readonly handles: readonly Handle[];
}

/** In the order in which they are learnt. */
export const allChoices = (): Promise<readonly Choices[]> =>
  Promise.all(SIMULATIONS.flatMap(({ entries }) => entries.map(({ id }) => choicesOf(id))));

async function choicesOf(id: WordedScenario): Promise<Choices> {
  const [scenario, labels] = await Promise.all([loadScenario(id), LABELS[id]()]);
  const run = runOf(scenario, defaults(scenario.params));
  const named = run.history.stops.story.filter((s) => s.moment !== undefined && s.again === 0);
  return {
    id,
    title: labels.title,
    moments: [
      ['start', labels.moments.start ?? 'Before'],
      ...named.map(
        ({ step, moment = '' }): Choice => [
          writeAt(atOf(run.history, step)),
          labels.moments[moment] ?? moment,
        ],
      ),
      ['end', labels.moments.end ?? 'After'],
    ],
    chapters: aimsOf(run).map(({ id: aim }): Choice => [aim, labels.goals?.[aim] ?? aim]),
    // What a run has without being asked needs no place in an address.
    handles: (labels.handles ?? []).map((handle) => {
      const usual = writeParam(defaults(scenario.params)[handle.param] ?? '');
      return {
        ...handle,
        values: handle.values.map(([value, name]) => [value === usual ? '' : value, name] as const),
      };
    }),
  };
}
