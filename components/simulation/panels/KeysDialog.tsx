import { useEffect, useId, useRef } from 'react';
import styles from './KeysDialog.module.css';
import { KeyTable } from './KeyTable.tsx';

interface KeysDialogProps {
  readonly onClose: () => void;
  /** What the story is divided into. */
  readonly unit?: 'chapter' | 'goal';
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
      <KeyTable unit={unit} />
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
