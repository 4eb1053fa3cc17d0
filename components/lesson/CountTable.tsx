import type { ReactNode } from 'react';
import styles from './CountTable.module.css';

interface CountTableProps {
  readonly caption: ReactNode;
  /** Names of the runs that are compared. */
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    readonly counts: readonly (number | string)[];
  }[];
}

/** Counts of one or more runs, one row for what is counted. */
export const CountTable = ({ caption, columns, rows }: CountTableProps) => (
  <div className={styles.scroll}>
    <table className={styles.table}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          {columns.map((c) => (
            <th key={c} scope="col" className={styles.number}>
              {c}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, counts }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {counts.map((n, i) => (
              <td key={columns[i]} className={styles.number}>
                {n}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
