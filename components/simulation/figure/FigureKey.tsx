import { memo } from 'react';
import { KeyList } from '../stage/KeyList.tsx';
import { toneClass } from '../stage/tone.ts';
import styles from './FigureKey.module.css';
import { isAtLeast, type KeyEntry, type Level } from './spec.ts';

interface FigureKeyProps {
  readonly entries: readonly KeyEntry[];
  readonly level: Level;
}

/** The key to the figure's signs: those that its level uses. */
export const FigureKey = memo(function FigureKey({ entries, level }: FigureKeyProps) {
  const shown = entries.filter((e) => isAtLeast(level, e.from ?? 'story'));
  if (shown.length === 0) return null;
  return (
    <KeyList label="Key to the signs">
      {shown.map(({ sign, means, look, tone = 'hypervisor' }) => (
        <li key={means} className={toneClass(tone)}>
          <span
            className={`${styles.sign} ${look ? (styles[look] ?? '') : ''}`}
            aria-hidden="true"
            translate="no"
          >
            {sign}
          </span>
          <span>{means}</span>
        </li>
      ))}
    </KeyList>
  );
});
