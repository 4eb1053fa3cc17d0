import { useEffect, useId, useRef } from 'react';
import { KEYS } from '../keys.ts';
import styles from './KeysDialog.module.css';

interface KeysDialogProps {
  readonly onClose: () => void;
  /** What the story is divided into. */
  readonly unit?: 'chapter' | 'phase';
}

/** Open while it is there. A native dialog: focus, Escape and the backdrop are the browser's. */
export function KeysDialog({ onClose, unit = 'chapter' }: KeysDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={title} onClose={onClose}>
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
