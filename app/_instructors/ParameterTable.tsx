import type { EmbedParameter } from '@/content/embed-parameters.ts';
import styles from './ParameterTable.module.css';

interface ParameterTableProps {
  readonly caption: string;
  readonly rows: readonly EmbedParameter[];
}

/** Parameters of an address: what each takes, and what it does. */
export function ParameterTable({ caption, rows }: ParameterTableProps) {
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">What it does</th>
          <th scope="col">What it takes</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, takes, does }) => (
          <tr key={name}>
            <th scope="row">
              <code translate="no">{name}</code>
            </th>
            <td>{does}</td>
            <td>{typeof takes === 'string' ? takes : takes.join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
