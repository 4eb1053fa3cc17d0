import { Fragment } from 'react';
import type { ModelNote } from '@/content/scenarios/words.ts';
import { referenceOf } from '../_lessons/CitedSources.tsx';
import styles from './Story.module.css';

/** In what respects the model is a model: for a teacher to check. */
export const ModelNotes = ({ notes }: { readonly notes: readonly ModelNote[] }) => (
  <dl className={styles.notes}>
    {notes.map(({ about, note, sources }) => (
      <Fragment key={about}>
        <dt>{about}</dt>
        <dd>
          {note}
          {sources.length > 0 && (
            <span className={styles.sources}>
              {' '}
              {sources.map((key, i) => {
                const { href, title } = referenceOf(key, key);
                return (
                  <Fragment key={key}>
                    {i > 0 && ', '}
                    <a href={href}>{title.split('/').at(-1)}</a>
                  </Fragment>
                );
              })}
            </span>
          )}
        </dd>
      </Fragment>
    ))}
  </dl>
);
