import type { Tone } from '../model/worlds.ts';
import { toneClass } from '../stage/tone.ts';
import type { RaceContent } from './content.ts';
import styles from './RaceKey.module.css';

/** Whose colour is whose, on the stages and in the flights; and what their width means. */
export const RaceKey = ({ content }: { readonly content: RaceContent }) => (
  <ul className={styles.key} aria-label="Key to the colours">
    {(Object.keys(content.key) as Tone[]).map((tone) => (
      <li key={tone} className={toneClass(tone)}>
        <span className={styles.swatch} aria-hidden="true" />
        <span>{content.key[tone]}</span>
      </li>
    ))}
    <li>{content.pace}</li>
  </ul>
);
