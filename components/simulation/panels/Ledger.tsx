import { memo } from 'react';
import type { LedgerRow } from '../model/ledger-rows.ts';
import styles from './Ledger.module.css';

/** What the run has cost so far, and what this step added. */
export const Ledger = ({ rows }: { readonly rows: readonly LedgerRow[] }) => (
  <dl className={styles.ledger}>
    {rows.map((row) => (
      <Row key={row.id} {...row} />
    ))}
  </dl>
);

const Row = memo(function Row({ name, means, value, delta }: LedgerRow) {
  return (
    <div>
      <dt>
        <span>{name}</span>
        <span className={styles.means}>{means}</span>
      </dt>
      <dd>
        <span className={styles.cost}>
          {delta > 0 && <span className={styles.delta}>{`+${delta}`}</span>}
          <b>{value}</b>
        </span>
      </dd>
    </div>
  );
});
