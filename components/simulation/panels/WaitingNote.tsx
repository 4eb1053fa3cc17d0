import { memo } from 'react';
import { openAsk } from '../model/predict.ts';
import { usePlayer } from '../player-context.ts';
import styles from './Scrubber.module.css';

/** Says why there is no next step. */
export const WaitingNote = memo(function WaitingNote() {
  const waits = usePlayer((p) => openAsk(p.asks, p.answers)?.step === p.step);
  return waits ? <p className={styles.waiting}>Answer the question to go on.</p> : null;
});
