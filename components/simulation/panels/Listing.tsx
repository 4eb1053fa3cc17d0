import type { ReactNode } from 'react';
import type { Listing as ListingData } from '../model/listing.ts';
import styles from './Listing.module.css';

interface ListingProps {
  readonly listing: ListingData | undefined;
  /** Whose listing it is. */
  readonly thread: string;
  /** The lines. */
  readonly children: ReactNode;
}

/** The running procedure as pseudo-code, who called it, where it lives, and what its locals hold. */
export function Listing({ listing, thread, children }: ListingProps) {
  if (!listing) return <p className={styles.idle}>Nothing is left to execute.</p>;
  const { callers, procedure, source, locals } = listing;
  return (
    <div className={styles.listing}>
      <ol className={styles.stack} aria-label="Call stack">
        <li className={styles.thread}>{thread}</li>
        {callers.map((name, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stack is its order
          <li key={`${i}-${name}`} translate="no">
            {name}
          </li>
        ))}
        <li aria-current="true" translate="no">
          {procedure}
        </li>
      </ol>
      <p className={styles.source} translate="no">
        {[source.project, source.file].filter(Boolean).join(' ')}
        {source.symbol && source.symbol !== procedure && `: ${source.symbol}`}
      </p>
      {children}
      <p className={styles.locals} translate="no">
        {locals.map(({ name, value, changed }) => (
          <span key={name} className={changed ? styles.changed : undefined}>
            {name} = {value}
          </span>
        ))}
      </p>
    </div>
  );
}
