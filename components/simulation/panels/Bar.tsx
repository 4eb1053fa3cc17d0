import { memo, useId, useState } from 'react';
import { LevelSwitch } from '../front/LevelSwitch.tsx';
import { pairsOf } from '../model/address.ts';
import { queryOf } from '../model/query.ts';
import { usePlayer, useWidget } from '../player-context.ts';
import styles from './Bar.module.css';
import { CopyLink } from './CopyLink.tsx';
import { ModeSwitch } from './ModeSwitch.tsx';
import { Parameters } from './pieces.ts';

interface BarProps {
  readonly linkTo: (query: string) => string;
  readonly onHelp: () => void;
}

/** What is chosen about the run: mode, parameters, link, keys. */
export const Bar = memo(function Bar({ linkTo, onHelp }: BarProps) {
  const { store, content } = useWidget();
  const mode = usePlayer((p) => p.mode);
  const { scenario, params } = usePlayer((p) => p.run);
  const bare = usePlayer((p) => p.chrome === 'stage');
  const [open, setOpen] = useState(false);
  const sheet = useId();
  const adjustable = !bare && scenario.params.length > 0;
  return (
    <>
      <LevelSwitch />
      <ModeSwitch mode={mode} names={content.modes ?? {}} onMode={store.getState().setMode} />
      {adjustable && (
        <button
          type="button"
          className={`${styles.button} ${styles.opener}`}
          aria-expanded={open}
          aria-controls={sheet}
          onClick={() => setOpen(!open)}
        >
          Parameters
        </button>
      )}
      <span className={styles.end}>
        <CopyLink link={() => linkTo(queryOf(pairsOf(store.getState())))} watch={store.subscribe} />
        <button type="button" className={styles.button} aria-label="Keyboard shortcuts" onClick={onHelp}>
          ?
        </button>
      </span>
      <div id={sheet} className={styles.sheet} hidden={!open}>
        {open && (
          <Parameters
            schema={scenario.params}
            params={params}
            texts={content.params}
            onApply={store.getState().apply}
          />
        )}
      </div>
    </>
  );
});
