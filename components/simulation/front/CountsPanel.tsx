import { memo } from 'react';
import { horizon } from '../model/withhold.ts';
import { useContent, usePlayer } from '../player-context.ts';
import { CountList } from './CountList.tsx';

/** The counts, live. */
export const CountsPanel = memo(function CountsPanel() {
  const run = usePlayer((p) => p.run);
  const step = usePlayer((p) => p.step);
  const end = usePlayer(horizon);
  const content = useContent();
  return <CountList content={content} run={run} step={step} ids={content.counts ?? []} end={end} />;
});
