import { type CSSProperties, memo, type ReactNode } from 'react';
import type { RaceContent } from './content.ts';
import { type CompareRow, ratioText } from './ledger.ts';
import styles from './RaceLedger.module.css';

interface RaceLedgerProps {
  readonly rows: readonly CompareRow[];
  readonly content: RaceContent;
}

/** The bill of all sides, counter by counter. */
export const RaceLedger = ({ rows, content }: RaceLedgerProps) => (
  <table className={styles.ledger} style={{ '--sides': content.sides.length } as CSSProperties}>
    <caption className="visually-hidden">Cost so far, side by side</caption>
    <thead>
      <tr>
        <th scope="col">Cost so far</th>
        {content.sides.map(({ short }) => (
          <th key={short} scope="col" className={styles.number}>
            {short}
          </th>
        ))}
        <th scope="col" className={styles.number}>
          Ratio
        </th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <Row key={row.id} {...row} />
      ))}
    </tbody>
  </table>
);

/** Whether a row looks the same: it is drawn again only when a number or a mark changes. */
const looksSame = (a: CompareRow, b: CompareRow): boolean =>
  a.id === b.id &&
  a.values.every((n, i) => n === b.values[i]) &&
  a.added.every((n, i) => n > 0 === (b.added[i] ?? 0) > 0);

const Row = memo(function Row({ name, means, values, added }: CompareRow) {
  return (
    <tr>
      <th scope="row">
        <span>{name}</span>
        <span className={styles.means}>{means}</span>
      </th>
      {values.map((value, side) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a side is its index, and no side comes or goes
        <Cell key={side} className={(added[side] ?? 0) > 0 ? styles.moved : styles.number}>
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
