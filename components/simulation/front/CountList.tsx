import { COUNTERS, type CounterId } from '@/engine/index.ts';
import type { Run } from '../model/run.ts';
import styles from './Front.module.css';

interface CountListProps {
  readonly run: Run;
  readonly step: number;
  readonly ids: readonly CounterId[];
  /** What first moves after this step stays hidden: it would give a prediction away. */
  readonly end: number;
}

/** What the run has cost up to here: at most four counts. */
export const CountList = ({ run, step, ids, end }: CountListProps) => {
  const ledger = run.history.ledger(step);
  const shown = ids.filter((id) => (run.index.firstCost.get(id) ?? Number.POSITIVE_INFINITY) <= end);
  if (shown.length === 0) return null;
  return (
    <dl className={styles.counts}>
      {shown.map((id) => {
        const { name, one } = COUNTERS.find((c) => c.id === id) ?? { name: id, one: id };
        return (
          <div key={id}>
            <dd>{ledger[id]}</dd>
            <dt>{ledger[id] === 1 ? one : name}</dt>
          </div>
        );
      })}
    </dl>
  );
};
