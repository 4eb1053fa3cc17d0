import styles from './Front.module.css';
import type { Named } from './tour.ts';

interface NamingProps {
  readonly named: Named;
  readonly nth: number;
  readonly of: number;
  readonly onNext: () => void;
  readonly onEnd: () => void;
}

/** One part of the stage by name; it is lit while this stands in the place of the caption. */
export const Naming = ({ named, nth, of, onNext, onEnd }: NamingProps) => (
  <>
    <p className={styles.what} role="status">
      <span>{named.says}</span>
    </p>
    <p className={styles.naming}>
      <button type="button" onClick={nth === of ? onEnd : onNext}>
        {nth === of ? 'Begin' : 'Next part'}
      </button>
      {nth < of && (
        <button type="button" onClick={onEnd}>
          Skip
        </button>
      )}
      <span>{`${nth} of ${of}`}</span>
    </p>
  </>
);
