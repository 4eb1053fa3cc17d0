import styles from './Stage.module.css';

/** Every part of the drawing can be reached and explains itself; who wants to go on gets past them all. */
export const SkipDrawing = () => (
  <button
    type="button"
    className={styles.skip}
    onClick={({ currentTarget }) =>
      currentTarget.closest('section')?.querySelector<HTMLElement>('button[aria-label="Next step"]')?.focus()
    }
  >
    Skip the drawing
  </button>
);
