import { memo, useState } from 'react';
import { fetchedPiece } from '../piece/fetched-piece.tsx';
import { useContent, usePlayer } from '../player-context.ts';
import styles from './Recorded.module.css';
import { RecordedSummary } from './RecordedSummary.tsx';

/** Fetched by those who open it. */
const RecordedList = fetchedPiece('The recordings', () =>
  import('./RecordedList.tsx').then((m) => m.RecordedList),
);

/** What a real system did, beside what this run does: closed until somebody wants it, and until then free. */
export const RecordedPanel = memo(function RecordedPanel() {
  const { recordings } = useContent();
  const [open, setOpen] = useState(false);
  // It shows the whole run, and so every answer.
  const predicting = usePlayer((p) => p.mode === 'predict');
  if (!recordings || predicting) return null;
  return (
    <details className={styles.panel} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <RecordedSummary />
      {open && <RecordedList load={recordings} />}
    </details>
  );
});
