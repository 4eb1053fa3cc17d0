import { memo, useId } from 'react';
import { DEPTH_NAMES, depthsOf } from '../model/levels.ts';
import modes from '../panels/ModeSwitch.module.css';
import { usePlayer, useWidget } from '../player-context.ts';

/** How deep the reader looks. */
export const LevelSwitch = memo(function LevelSwitch() {
  const { store } = useWidget();
  const group = useId();
  const level = usePlayer((p) => p.level);
  const depths = depthsOf(usePlayer((p) => p.run));
  return (
    <div className={modes.modes} role="radiogroup" aria-label="Level">
      {depths.map((d) => (
        <label key={d}>
          <input
            type="radio"
            name={group}
            value={d}
            checked={d === level}
            onChange={() => store.getState().setLevel(d)}
          />
          <span>{DEPTH_NAMES[d]}</span>
        </label>
      ))}
    </div>
  );
});
