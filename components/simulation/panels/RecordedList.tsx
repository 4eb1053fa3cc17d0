import { useMemo } from 'react';
import { readParams } from '@/engine/index.ts';
import type { Recording } from '../content.ts';
import { align, rowAt } from '../model/recorded.ts';
import { TryAgain } from '../piece/TryAgain.tsx';
import { useFetched } from '../piece/use-fetched.ts';
import { useContent, usePlayer, useWidget } from '../player-context.ts';
import { Recorded } from './Recorded.tsx';

interface RecordedListProps {
  readonly load: () => Promise<readonly Recording[]>;
}

/** The recordings of this story, each beside the run. */
export function RecordedList({ load }: RecordedListProps) {
  const { value: recordings, failed, again } = useFetched(load);
  if (failed) return <TryAgain what="The recordings" again={again} />;
  return recordings?.map((recording) => <Beside key={recording.id} recording={recording} />);
}

function Beside({ recording }: { readonly recording: Recording }) {
  const { store } = useWidget();
  const { moments } = useContent();
  const run = usePlayer((p) => p.run);
  const aligned = useMemo(() => align(recording, run), [recording, run]);
  const now = usePlayer((p) => rowAt(aligned.rows, p.step));
  return (
    <Recorded
      recording={recording}
      moments={moments}
      now={now}
      onStep={store.getState().goTo}
      onRun={() => store.getState().apply(readParams(run.scenario.params, recording.params))}
      {...aligned}
    />
  );
}
