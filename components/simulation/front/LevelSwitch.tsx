import { memo } from 'react';
import { DEPTH_NAMES, depthsOf } from '../model/levels.ts';
import { Radios } from '../panels/Radios.tsx';
import { usePlayer, useWidget } from '../player-context.ts';

/** How deep the reader looks. */
export const LevelSwitch = memo(function LevelSwitch() {
  const { store } = useWidget();
  const level = usePlayer((p) => p.level);
  const depths = depthsOf(usePlayer((p) => p.run));
  return (
    <Radios
      label="Level"
      options={depths.map((d) => [d, DEPTH_NAMES[d]] as const)}
      value={level}
      onValue={store.getState().setLevel}
    />
  );
});
