'use client';

import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import styles from './Choices.module.css';

export interface Choice {
  readonly id: string;
  readonly text: ReactNode;
  readonly right: boolean;
  /** What is true, and where this answer comes from. */
  readonly reply: ReactNode;
}

export interface ChoicesProps {
  readonly ask: ReactNode;
  readonly intro?: ReactNode;
  readonly choices: readonly Choice[];
  readonly onCommit?: () => void;
  /** The reader may see the answer without giving one. */
  readonly onSkip?: () => void;
  /** They have, here or elsewhere. */
  readonly skipped?: boolean;
  /** Stands under the answers, before and after they are shown. */
  readonly after?: (settled: boolean) => ReactNode;
}

/** A question that is answered once: choose, commit, and see. Without scripts, and on paper, its answers stand open. */
export function Choices({ ask, intro, choices, onCommit, onSkip, skipped = false, after }: ChoicesProps) {
  const name = useId();
  const [picked, pick] = useState<string>();
  const [committed, setCommitted] = useState(false);
  const settled = committed || skipped;
  const [reply, pressed] = [useRef<HTMLDivElement>(null), useRef(false)];
  // The button that had the focus is gone; what it was pressed for is read next. Who skips elsewhere stays there.
  useEffect(() => {
    if (settled && pressed.current) reply.current?.focus({ preventScroll: true });
  }, [settled, reply, pressed]);
  const commit = (e: FormEvent): void => {
    e.preventDefault();
    if (picked === undefined) return;
    pressed.current = true;
    setCommitted(true);
    onCommit?.();
  };
  const skip = (): void => {
    pressed.current = true;
    onSkip?.();
  };
  const isAnswer = (c: Choice): boolean => (skipped ? c.right : picked === c.id);
  return (
    <div className={styles.question}>
      {intro && <p>{intro}</p>}
      <form onSubmit={commit} className={styles.form}>
        <fieldset>
          <legend>{ask}</legend>
          {choices.map((c) => (
            <div key={c.id} className={styles.choice}>
              <label>
                <input
                  type="radio"
                  name={name}
                  checked={picked === c.id}
                  onChange={() => pick(c.id)}
                  disabled={settled}
                />
                <span>{c.text}</span>
              </label>
              {settled && (
                <Reply {...c} picked={committed && picked === c.id} ref={isAnswer(c) ? reply : undefined} />
              )}
            </div>
          ))}
        </fieldset>
        {!settled && (
          <p className={styles.ways}>
            <button type="submit" className={styles.commit} disabled={picked === undefined}>
              Commit to this answer
            </button>
            {onSkip && (
              <button type="button" className={styles.skip} onClick={skip}>
                Skip the question
              </button>
            )}
          </p>
        )}
      </form>
      <div className={styles.open}>
        <p>
          <strong>{ask}</strong>
        </p>
        {choices.map((c) => (
          <details key={c.id}>
            <summary>{c.text}</summary>
            <Verdict right={c.right} picked>
              {c.reply}
            </Verdict>
          </details>
        ))}
      </div>
      {after && <p>{after(settled)}</p>}
    </div>
  );
}

interface ReplyProps extends Choice {
  readonly picked: boolean;
  readonly ref: React.Ref<HTMLDivElement> | undefined;
}

/** The reader's own answer and the right one are answered at once; the others when they are asked for. */
function Reply({ right, picked, reply, ref }: ReplyProps) {
  if (right || picked)
    return (
      <div ref={ref} tabIndex={ref ? -1 : undefined} className={styles.reply}>
        <Verdict right={right} picked={picked}>
          {reply}
        </Verdict>
      </div>
    );
  return (
    <details className={styles.reply}>
      <summary>Why not this</summary>
      {reply}
    </details>
  );
}

const Verdict = ({
  right,
  picked,
  children,
}: {
  readonly right: boolean;
  readonly picked: boolean;
  readonly children: ReactNode;
}) => (
  <>
    <strong className={right ? styles.good : styles.bad}>
      {right ? (picked ? 'Right. ' : 'This is right. ') : 'Not so. '}
    </strong>
    <span>{children}</span>
  </>
);
