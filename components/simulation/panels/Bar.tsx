import { useRef } from 'react';
import type { SimulationContent } from '../content.ts';
import { pairsOf, queryOf } from '../model/address.ts';
import { usePlayer, useWidget } from '../player-context.ts';
import styles from './Bar.module.css';
import { CopyLink } from './CopyLink.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { ModeSwitch } from './ModeSwitch.tsx';
import { Parameters } from './Parameters.tsx';

interface BarProps {
  readonly linkTo: (query: string) => string;
  readonly help: React.RefObject<HTMLDialogElement | null>;
}

/** What is chosen about the run: mode, parameters, link, keys. */
export function Bar({ linkTo, help }: BarProps) {
  const { store, content } = useWidget();
  const mode = usePlayer((p) => p.mode);
  const bare = usePlayer((p) => p.chrome === 'stage');
  return (
    <>
      <ModeSwitch mode={mode} names={content.modes ?? {}} onMode={store.getState().setMode} />
      {!bare && <ParametersDisclosure content={content} />}
      <span className={styles.end}>
        <CopyLink link={() => linkTo(queryOf(pairsOf(store.getState())))} />
        <button
          type="button"
          className={styles.button}
          aria-label="Keyboard shortcuts"
          onClick={() => help.current?.showModal()}
        >
          <kbd aria-hidden="true">?</kbd>
        </button>
      </span>
      <KeysDialog ref={help} />
    </>
  );
}

function ParametersDisclosure({ content }: { readonly content: SimulationContent }) {
  const { store } = useWidget();
  const { scenario, params } = usePlayer((p) => p.run);
  const details = useRef<HTMLDetailsElement>(null);
  if (scenario.params.length === 0) return null;
  return (
    <details ref={details} className={styles.details}>
      <summary className={styles.button}>Parameters</summary>
      <div className={styles.sheet}>
        <Parameters
          schema={scenario.params}
          params={params}
          texts={content.params}
          onApply={store.getState().apply}
        />
      </div>
    </details>
  );
}
