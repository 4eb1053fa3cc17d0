import { type MouseEvent, memo } from 'react';
import { isWaiting, REASON } from '../model/withhold.ts';
import { usePlayer, useWidget } from '../player-context.ts';
import styles from './Scrubber.module.css';

/** Says why there is no next step, and leads past it. Who wanted to go on and could not hears it, once. */
export const WaitingNote = memo(function WaitingNote() {
  const { store } = useWidget();
  const waits = usePlayer(isWaiting);
  const refused = usePlayer((p) => p.refused);
  const skip = ({ currentTarget }: MouseEvent<HTMLButtonElement>): void => {
    // The button goes away: the keys of the widget act on.
    currentTarget.closest('section')?.focus({ preventScroll: true });
    store.getState().skip();
  };
  return (
    <>
      {waits && (
        <p className={`${styles.waiting} ${refused ? styles.refused : ''}`}>
          <span>{REASON}</span>
          <button type="button" onClick={skip}>
            Skip the question
          </button>
        </p>
      )}
      <span className="visually-hidden" role="status">
        {refused ? REASON : ''}
      </span>
    </>
  );
});
