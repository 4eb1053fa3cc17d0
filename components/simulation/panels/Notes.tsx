import { usePlayer } from '../player-context.ts';
import styles from './Bar.module.css';

/** What of the address could not be taken, in the engine's own words. */
export function Notes() {
  const problems = usePlayer((p) => p.problems);
  if (problems.length === 0) return null;
  return (
    <ul className={styles.problems} role="alert" style={{ gridArea: 'notes' }}>
      {problems.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
