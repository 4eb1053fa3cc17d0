import { memo, useMemo, useState } from 'react';
import type { Recording } from '../content.ts';
import { align, placeOf } from '../model/recorded.ts';
import { useContent, usePlayer } from '../player-context.ts';
import styles from './Recorded.module.css';
import { Recorded } from './Recorded.tsx';
import { RecordedSummary } from './RecordedSummary.tsx';

/** What a real system did, beside what this run does: closed until somebody wants it, and until then free. */
export const RecordedPanel = memo(function RecordedPanel() {
  const { recordings = [] } = useContent();
  // It shows the whole run, and so every answer.
  const predicting = usePlayer((p) => p.mode === 'predict');
  if (predicting) return null;
  return recordings.map((recording) => <Openable key={recording.title} recording={recording} />);
});

function Openable({ recording }: { readonly recording: Recording }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.panel} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <RecordedSummary recording={recording} />
      {open && <Live recording={recording} />}
    </details>
  );
}

function Live({ recording }: { readonly recording: Recording }) {
  const { moments } = useContent();
  const run = usePlayer((p) => p.run);
  const aligned = useMemo(() => align(recording, run), [recording, run]);
  const part = usePlayer((p) => placeOf(aligned.parts, p.step).part);
  const row = usePlayer((p) => placeOf(aligned.parts, p.step).row);
  return <Recorded recording={recording} moments={moments} part={part} row={row} {...aligned} />;
}
