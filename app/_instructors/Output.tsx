'use client';

import { useId, useState } from 'react';
import { type Copied, useCopied } from '../_site/use-copied.ts';
import styles from './Builder.module.css';

interface OutputProps {
  readonly label: string;
  readonly hint: string;
  readonly text: string;
  readonly rows?: number;
}

const SAID = {
  no: '',
  yes: 'Copied',
  'by hand': 'It is selected: copy it with the keyboard.',
} as const satisfies Record<Copied, string>;

/** A text to be taken elsewhere: copied by its button, or by hand where the clipboard is refused. */
export function Output({ label, hint, text, rows = 1 }: OutputProps) {
  const { field, copied, copy, forget } = useCopied();
  const [of, setOf] = useState(text);
  const id = useId();
  // What was copied is another text than this.
  if (of !== text) {
    setOf(text);
    forget();
  }
  return (
    <div className={styles.output}>
      <label htmlFor={id}>{label}</label>
      <p id={`${id}-hint`}>{hint}</p>
      <textarea
        ref={field}
        id={id}
        readOnly
        rows={rows}
        spellCheck={false}
        translate="no"
        value={text}
        aria-describedby={`${id}-hint`}
        onFocus={(e) => e.currentTarget.select()}
      />
      <div className={styles.row}>
        <button type="button" onClick={() => copy(text)} aria-label={`Copy: ${label}`}>
          Copy
        </button>
        <span role="status">{SAID[copied]}</span>
      </div>
    </div>
  );
}
