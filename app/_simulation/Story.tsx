import { ABOUT, WORDS, type WordedScenario } from '@/content/scenarios/index.ts';
import { runOf } from '../_lessons/runs.ts';
import { simulationHref } from './place.ts';
import styles from './Story.module.css';

/** The moments of the default run in order, each with the reason of the step that brings it about. */
export async function Story({ scenario }: { readonly scenario: WordedScenario }) {
  const [words, { toldBy }, { history }] = await Promise.all([
    WORDS[scenario](),
    ABOUT[scenario](),
    runOf(scenario),
  ]);
  return (
    <ol className={styles.story}>
      {history.occurrences.map(({ id, nth, step }) => {
        const record = history.record(step);
        const line = toldBy[id] ?? `${record?.procedure}.${record?.label}`;
        return (
          <li key={step}>
            <a href={simulationHref(scenario, [['at', nth > 1 ? `${id}.${nth}` : id]])}>
              {words.moments[id] ?? id}
            </a>
            {/[?!.]$/.test(words.moments[id] ?? id) ? ' ' : '. '}
            {words.narration[line]}
          </li>
        );
      })}
    </ol>
  );
}
