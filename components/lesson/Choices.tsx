import { type ReactNode, useId } from 'react';
import styles from './Choices.module.css';

interface Choice {
  readonly id: string;
  readonly text: ReactNode;
  readonly right: boolean;
  /** What is true, and where this answer comes from. */
  readonly reply: ReactNode;
}

interface ChoicesProps {
  readonly ask: ReactNode;
  readonly intro?: ReactNode;
  readonly choices: readonly Choice[];
  /** Stands under the answers: where it can be seen. */
  readonly after?: ReactNode;
}

/** Commit first, then see: opening an answer is choosing it. It needs no script. */
export function Choices({ ask, intro, choices, after }: ChoicesProps) {
  const group = useId();
  return (
    <div className={styles.question}>
      {intro && <p>{intro}</p>}
      <fieldset>
        <legend>{ask}</legend>
        {choices.map((c) => (
          <details key={c.id} name={group} className={styles.choice}>
            <summary>{c.text}</summary>
            <div className={styles.reply}>
              <strong className={c.right ? styles.good : styles.bad}>
                {c.right ? 'Right. ' : 'Not so. '}
              </strong>
              <span>{c.reply}</span>
            </div>
          </details>
        ))}
      </fieldset>
      {after}
    </div>
  );
}
