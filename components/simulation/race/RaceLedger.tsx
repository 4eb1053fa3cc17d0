import { memo, type ReactNode } from 'react';
import type { RaceContent } from './content.ts';
import { type CompareRow, ratioText } from './ledger.ts';
import { SIDES } from './lockstep.ts';
import styles from './RaceLedger.module.css';

interface RaceLedgerProps {
  readonly rows: readonly CompareRow[];
  readonly content: RaceContent;
}

/** The bill of both, counter by counter. */
export const RaceLedger = ({ rows, content }: RaceLedgerProps) => (
  <table className={styles.ledger}>
    <caption className="visually-hidden">Cost so far, side by side</caption>
    <thead>
      <tr>
        <th scope="col">Cost so far</th>
        {SIDES.map((side) => (
          <th key={side} scope="col" className={styles.number}>
            {content.sides[side].short}
          </th>
        ))}
        <th scope="col" className={styles.number}>
          Ratio
        </th>
      </tr>
    </thead>
    <tbody>
      {rows.map(({ id, name, means, values, deltas }) => (
        <Row
          key={id}
          name={name}
          means={means}
          left={values[0]}
          right={values[1]}
          leftMoved={deltas[0] > 0}
          rightMoved={deltas[1] > 0}
        />
      ))}
    </tbody>
  </table>
);

interface RowProps extends Pick<CompareRow, 'name' | 'means'> {
  readonly left: number;
  readonly right: number;
  readonly leftMoved: boolean;
  readonly rightMoved: boolean;
}

const Row = memo(function Row({ name, means, left, right, leftMoved, rightMoved }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <span>{name}</span>
        <span className={styles.means}>{means}</span>
      </th>
      <Cell className={leftMoved ? styles.moved : styles.number}>{left}</Cell>
      <Cell className={rightMoved ? styles.moved : styles.number}>{right}</Cell>
      <Cell className={styles.ratio}>{ratioText([left, right]) ?? '–'}</Cell>
    </tr>
  );
});

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
