import { memo } from 'react';
import { aimAt, aimsOf } from '../model/levels.ts';
import { horizon } from '../model/withhold.ts';
import { useContent, usePlayer, useWidget } from '../player-context.ts';
import { AimList } from './AimList.tsx';

/** The aims, live: those after an open question are withheld. */
export const AimsPanel = memo(function AimsPanel() {
  const { store } = useWidget();
  const content = useContent();
  const run = usePlayer((p) => p.run);
  const end = usePlayer(horizon);
  const { from, to } = usePlayer((p) => p.range);
  const current = usePlayer((p) => aimAt(p.run, p.step));
  return (
    <AimList
      aims={aimsOf(run).filter((a, i, all) => a.step <= to && (all[i + 1]?.step ?? to + 1) > from)}
      end={end}
      opens={run.history.opens}
      names={content.goals ?? {}}
      current={current}
      onAim={store.getState().goTo}
    />
  );
});
