import { wayNote } from '../model/way-note.ts';
import { usePlayer } from '../player-context.ts';
import styles from './Bar.module.css';

/** What of the address could not be taken, in the engine's own words; and in what this run is not the scenario's own. */
export function Notes() {
  const problems = usePlayer((p) => p.problems);
  const way = usePlayer((p) => p.run.history.instance.way);
  const notes = wayNote(way);
  if (problems.length === 0 && notes.length === 0) return null;
  return (
    <div style={{ gridArea: 'notes' }}>
      {problems.length > 0 && (
        <ul className={styles.problems} role="alert">
          {problems.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      {notes.length > 0 && (
        <p className={styles.way} style={{ margin: 0 }} role="note" aria-label="About this run">
          {notes.map((text) => (
            <span key={text}>{`${text} `}</span>
          ))}
        </p>
      )}
    </div>
  );
}
