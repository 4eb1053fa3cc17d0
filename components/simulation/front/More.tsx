import { useEffect, useId, useRef } from 'react';
import { KeyTable } from '../panels/KeyTable.tsx';
import { ModeSwitch } from '../panels/ModeSwitch.tsx';
import { Parameters } from '../panels/Parameters.tsx';
import { Speed } from '../panels/Speed.tsx';
import { useContent, usePlayer, useWidget } from '../player-context.ts';
import styles from './More.module.css';

interface MoreProps {
  readonly onClose: () => void;
}

/** All that is chosen about a run besides the handles: how to take part, pace, parameters, and the keys. A native dialog. */
export function More({ onClose }: MoreProps) {
  const { store } = useWidget();
  const content = useContent();
  const mode = usePlayer((p) => p.mode);
  const { scenario, params } = usePlayer((p) => p.run);
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={styles.drawer} aria-labelledby={title} onClose={onClose}>
      <form method="dialog" className={styles.close}>
        <h2 id={title}>This run</h2>
        <button type="submit">Close</button>
      </form>
      <section aria-label="How you take part" className={styles.row}>
        <ModeSwitch mode={mode} names={content.modes ?? {}} onMode={store.getState().setMode} />
        <Speed />
      </section>
      {scenario.params.length > 0 && (
        <section aria-label="Parameters">
          <Parameters
            schema={scenario.params}
            params={params}
            texts={content.params}
            onApply={store.getState().apply}
          />
        </section>
      )}
      <section aria-label="Keys" className={styles.keys}>
        <h3>Keys</h3>
        <KeyTable />
      </section>
    </dialog>
  );
}
