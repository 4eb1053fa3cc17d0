import type { ReactNode } from 'react';
import styles from './References.module.css';

export interface Reference {
  readonly id: string;
  readonly project: string;
  readonly title: string;
  readonly where: string;
  readonly revision: string;
  readonly href: string;
}

/** The sources of a page. `id`s are what its citations point at. */
export const References = ({ list }: { readonly list: readonly Reference[] }) => (
  <ol className={styles.references}>
    {list.map((r) => (
      <li key={r.id} id={r.id}>
        <span>{`${r.project}: `}</span>
        <a href={r.href}>{r.title}</a>
        <span>{`, ${r.where}. `}</span>
        <span className={styles.revision}>{r.revision}</span>
      </li>
    ))}
  </ol>
);

export interface Definition {
  readonly id: string;
  readonly term: string;
  readonly means: ReactNode;
  /** The id of the place where the text uses it first. */
  readonly usedAt: string;
}

/** The terms of a page. Each leads back to where the text uses it. */
export const Definitions = ({ list }: { readonly list: readonly Definition[] }) => (
  <dl className={styles.terms}>
    {list.map((d) => (
      <div key={d.id} id={d.id}>
        <dt>{d.term}</dt>
        <dd>
          <span>{d.means}</span>{' '}
          <a href={`#${d.usedAt}`} aria-label={`Back to “${d.term}” in the text`}>
            ↩
          </a>
        </dd>
      </div>
    ))}
  </dl>
);
