import { type RefObject, useId, useState } from 'react';
import { usePlayer, useWidget } from '../player-context.ts';
import styles from './Bar.module.css';
import { CopyLink } from './CopyLink.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { ModeSwitch } from './ModeSwitch.tsx';
import { Parameters } from './Parameters.tsx';

interface BarProps {
  readonly linkTo: (query: string) => string;
  readonly help: RefObject<HTMLDialogElement | null>;
}

/** What is chosen about the run: mode, parameters, link, keys. */
export function Bar({ linkTo, help }: BarProps) {
  const { store, content } = useWidget();
  const mode = usePlayer((p) => p.mode);
  const { scenario, params } = usePlayer((p) => p.run);
  const bare = usePlayer((p) => p.chrome === 'stage');
  const [open, setOpen] = useState(false);
  const sheet = useId();
  const adjustable = !bare && scenario.params.length > 0;
  return (
    <>
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
        <CopyLink linkTo={linkTo} />
        <button
          type="button"
          className={styles.button}
          aria-label="Keyboard shortcuts"
          onClick={() => help.current?.showModal()}
        >
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
      <KeysDialog ref={help} />
    </>
  );
}
