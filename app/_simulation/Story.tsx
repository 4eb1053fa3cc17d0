import type { ReactNode } from 'react';
import { ABOUT, type WordedScenario, wordsOf } from '@/content/scenarios/index.ts';
import type { History } from '@/engine/index.ts';
import { runOf } from '../_lessons/runs.ts';
import { simulationHref } from './href.ts';
import { seriesOf } from './repeats.ts';
import styles from './Story.module.css';

type Occurrence = History['occurrences'][number];

/** The moments of the default run in order, each with the reason of the step that brings it about. What was there before is not repeated. */
export async function Story({ scenario }: { readonly scenario: WordedScenario }) {
  const [words, { explainedBy }, { history }] = await Promise.all([
    wordsOf(scenario),
    ABOUT[scenario](),
    runOf(scenario),
  ]);
  const lineOf = ({ id, step }: Occurrence): string => {
    const record = history.record(step);
    return explainedBy[id] ?? `${record?.procedure}.${record?.label}`;
  };
  const reasonOf = (o: Occurrence): string | undefined => {
    const why = words.narration[lineOf(o)];
    if (why === undefined || typeof why === 'string') return why;
    // Another line may be named that tells the moment: its text is of the case in which it did something.
    const passed =
      explainedBy[o.id] === undefined && history.record(o.step)?.effects.some((e) => e.kind === 'passed');
    return passed ? why.passed : why.holds;
  };
  const link = ({ id, nth }: Occurrence): ReactNode => (
    <a href={simulationHref(scenario, [['at', nth > 1 ? `${id}.${nth}` : id]])}>{words.moments[id] ?? id}</a>
  );
  return (
    <ol className={styles.story}>
      {seriesOf(history.occurrences, (o) => `${o.id} ${lineOf(o)}`).map(({ first, last, count, again }) => {
        if (again)
          return (
            <li key={first.step} className={styles.again}>
              {count === 1 ? 'Again: ' : `The same again, through ${count} moments, until: `}
              {link(last)}
            </li>
          );
        return (
          <li key={first.step}>
            {link(first)}
            {/[?!.]$/.test(words.moments[first.id] ?? first.id) ? ' ' : '. '}
            {reasonOf(first)}
          </li>
        );
      })}
    </ol>
  );
}
