import type { CounterId } from '@/engine/index.ts';
import type { SimulationContent } from '../content.ts';
import type { Run } from '../model/run.ts';
import { countName } from '../model/telling.ts';
import styles from './Front.module.css';

interface CountListProps {
  readonly content: SimulationContent;
  readonly run: Run;
  readonly step: number;
  readonly ids: readonly CounterId[];
  /** What first moves after this step stays hidden: it would give a prediction away. */
  readonly end: number;
}

/** What the run has cost up to here: at most four counts. */
export const CountList = ({ content, run, step, ids, end }: CountListProps) => {
  const ledger = run.history.ledger(step);
  const shown = ids.filter((id) => (run.index.firstCost.get(id) ?? Number.POSITIVE_INFINITY) <= end);
  if (shown.length === 0) return null;
  return (
    <dl className={styles.counts}>
      {shown.map((id) => (
        <div key={id}>
          <dd>
            <span>{ledger[id]}</span>
          </dd>
          <dt>
            <span>{countName(content, id, ledger[id])}</span>
          </dt>
        </div>
      ))}
    </dl>
  );
};
