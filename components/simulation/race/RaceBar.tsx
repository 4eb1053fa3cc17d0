import { useId, useState } from 'react';
import { queryOf } from '../model/address.ts';
import styles from '../panels/Bar.module.css';
import { CopyLink } from '../panels/CopyLink.tsx';
import { Parameters } from '../panels/pieces.ts';
import { useGame, useRace } from './race-context.ts';
import { pairsOfRace } from './store.ts';

interface RaceBarProps {
  readonly linkTo: (query: string) => string;
  readonly onHelp: () => void;
}

/** What is chosen about the race: parameters, link, keys. */
export function RaceBar({ linkTo, onHelp }: RaceBarProps) {
  const { store, content } = useRace();
  const source = useGame((g) => g.source);
  const params = useGame((g) => g.run.params);
  const [open, setOpen] = useState(false);
  const sheet = useId();
  return (
    <>
      <button
        type="button"
        className={`${styles.button} ${styles.opener}`}
        aria-expanded={open}
        aria-controls={sheet}
        onClick={() => setOpen(!open)}
      >
        Parameters
      </button>
      <span className={styles.end}>
        <CopyLink link={() => linkTo(queryOf(pairsOfRace(store.getState())))} watch={store.subscribe} />
        <button type="button" className={styles.button} aria-label="Keyboard shortcuts" onClick={onHelp}>
          ?
        </button>
      </span>
      <div id={sheet} className={styles.sheet} hidden={!open}>
        {open && (
          <Parameters
            schema={source.params}
            params={params}
            texts={content.params}
            onApply={store.getState().apply}
          />
        )}
      </div>
    </>
  );
}

/** What of the address could not be taken. */
export function RaceNotes() {
  const problems = useGame((g) => g.problems);
  if (problems.length === 0) return null;
  return (
    <ul className={styles.problems} role="alert" style={{ gridArea: 'notes' }}>
      {problems.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
