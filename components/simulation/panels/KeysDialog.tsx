import { type Ref, useId } from 'react';
import { KEYS } from '../keys.ts';
import styles from './KeysDialog.module.css';

interface KeysDialogProps {
  readonly ref: Ref<HTMLDialogElement>;
  /** What the story is divided into. */
  readonly unit?: 'chapter' | 'phase';
}

/** A native dialog: focus, Escape and the backdrop are the browser's. */
export function KeysDialog({ ref, unit = 'chapter' }: KeysDialogProps) {
  const title = useId();
  return (
    <dialog ref={ref} className={styles.dialog} aria-labelledby={title}>
      <h2 id={title}>Keyboard shortcuts</h2>
      <p>They work while something in the simulation has the focus.</p>
      <dl>
        {KEYS.map(({ shown, does }) => (
          <div key={does}>
            <dt>
              {shown.map((k) => (
                <kbd key={k}>{k}</kbd>
              ))}
            </dt>
            <dd>{does.replace('chapter', unit)}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
