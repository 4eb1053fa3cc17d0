import styles from './TryAgain.module.css';

interface TryAgainProps {
  /** What is missing, as the beginning of a sentence: "The parameters". */
  readonly what: string;
  readonly again: () => void;
  /** Where there is no other way to do without it. */
  readonly onClose?: (() => void) | undefined;
}

/** Stands where a piece of the page should be and could not be fetched. Everything else stays as it is. */
export const TryAgain = ({ what, again, onClose }: TryAgainProps) => (
  <div role="alert" className={styles.notice}>
    <p>
      {`${what} could not be fetched: the network may be gone, or the site may have changed since this page was opened.`}
    </p>
    <button type="button" onClick={again}>
      Try again
    </button>
    {onClose && (
      <button type="button" onClick={onClose}>
        Do without
      </button>
    )}
  </div>
);
