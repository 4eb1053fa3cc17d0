import { memo, type Ref } from 'react';
import type { ListingRow } from '../model/listing.ts';
import styles from './Listing.module.css';

interface LinesProps {
  readonly rows: readonly ListingRow[];
  readonly ref?: Ref<HTMLOListElement>;
}

/** The lines of a listing: what was executed is marked, and where the thread goes on. */
export const Lines = ({ rows, ref }: LinesProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <ol ref={ref} className={styles.lines} tabIndex={0} aria-label="Pseudo-code">
    {rows.map((row, i) => (
      <Line key={row.label} number={i + 1} {...row} />
    ))}
  </ol>
);

const MARKS = { done: 'executed', passed: 'looked at and passed over', next: 'next' } as const;

interface LineProps extends ListingRow {
  readonly number: number;
}

const Line = memo(function Line({ number, text, depth, mark }: LineProps) {
  const [code, comment] = split(text);
  return (
    <li
      data-line={number}
      className={mark && styles[mark]}
      aria-current={mark === 'done' || mark === 'passed' ? 'step' : undefined}
    >
      <code style={depth > 0 ? { paddingInlineStart: `${depth * 1.25}em` } : undefined}>
        {code}
        {comment && <span className={styles.comment}>{comment}</span>}
        {mark && <span className="visually-hidden"> ({MARKS[mark]})</span>}
      </code>
    </li>
  );
});

/** Comments are set quieter than code. */
function split(text: string): readonly [string, string] {
  const at = text.indexOf('//');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}
