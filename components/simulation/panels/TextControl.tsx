import { useState } from 'react';
import styles from './Parameters.module.css';

interface TextControlProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  /** What the run has. What is typed stays until another run replaces the whole control. */
  readonly value: string;
  /** Texts worth trying. */
  readonly suggestions: readonly string[];
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean;
}

/** A text in a small language: typed freely, or begun from an example. */
export function TextControl({ label, value, suggestions, ...input }: TextControlProps) {
  const [text, setText] = useState(value);
  return (
    <>
      <input
        {...input}
        type="text"
        value={text}
        onChange={(e) => setText(e.target.value)}
        spellCheck={false}
        autoComplete="off"
      />
      {suggestions.length > 0 && (
        <select
          className={styles.examples}
          aria-label={`${label}: examples`}
          value={suggestions.includes(text) ? text : ''}
          onChange={(e) => setText(e.target.value)}
        >
          <option value="" disabled>
            Begin with an example
          </option>
          {suggestions.map((s) => (
            <option key={s} value={s}>
              {s === '' ? '(empty)' : s}
            </option>
          ))}
        </select>
      )}
    </>
  );
}
