import { memo } from 'react';
import { aimAt, aimsOf } from '../model/levels.ts';
import { useContent, usePlayer, useWidget } from '../player-context.ts';
import { horizon } from '../store.ts';
import { AimList } from './AimList.tsx';

/** The aims, live. In predict mode only as far as has been earned. */
export const AimsPanel = memo(function AimsPanel() {
  const { store } = useWidget();
  const content = useContent();
  const run = usePlayer((p) => p.run);
  const end = usePlayer(horizon);
  const current = usePlayer((p) => aimAt(p.run, p.step));
  return (
    <AimList
      aims={aimsOf(run).filter((a) => a.step <= end)}
      opens={run.history.opens}
      names={content.goals ?? {}}
      current={current}
      onAim={store.getState().goTo}
    />
  );
});
