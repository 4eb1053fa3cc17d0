import { memo, type ReactNode } from 'react';
import type { RaceContent } from './content.ts';
import { type CompareRow, ratioText } from './ledger.ts';
import styles from './RaceLedger.module.css';

interface RaceLedgerProps {
  readonly rows: readonly CompareRow[];
  readonly content: RaceContent;
  /** Its name for a listener. */
  readonly name: string;
  /** Says of each counter what it counts. */
  readonly detailed?: boolean;
}

/** What all sides have cost, counter by counter. */
export const RaceLedger = ({ rows, content, name, detailed = false }: RaceLedgerProps) => (
  <table className={styles.ledger}>
    <caption className="visually-hidden">{name}</caption>
    <thead>
      <tr>
        <th scope="col">So far</th>
        {content.sides.map(({ short }) => (
          <th key={short} scope="col" className={styles.number}>
            {short}
          </th>
        ))}
        <th scope="col" className={styles.ratio}>
          Ratio
        </th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <Row key={row.id} {...row} detailed={detailed} />
      ))}
    </tbody>
  </table>
);

/** Whether a row looks the same: it is drawn again only when a number changes. */
const looksSame = (a: CompareRow, b: CompareRow): boolean =>
  a.id === b.id && a.values.every((n, i) => n === b.values[i]);

const Row = memo(function Row({
  name,
  means,
  values,
  detailed,
}: CompareRow & { readonly detailed: boolean }) {
  return (
    <tr>
      <th scope="row">
        <span>{name}</span>
        {detailed && <span className={styles.means}>{means}</span>}
      </th>
      {values.map((value, side) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a side is its index, and no side comes or goes
        <Cell key={side} className={styles.number}>
          {value}
        </Cell>
      ))}
      <Cell className={styles.ratio}>{ratioText(values) ?? '–'}</Cell>
    </tr>
  );
}, looksSame);

interface CellProps {
  readonly className: string | undefined;
  readonly children: ReactNode;
}

/** What stands in a cell is laid out by itself: a table is measured whole whenever a cell could have grown. */
const Cell = ({ className, children }: CellProps) => (
  <td className={className}>
    <span className={styles.value}>{children}</span>
  </td>
);
