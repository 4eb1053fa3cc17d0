import { memo } from 'react';
import type { Tone } from '../../model/worlds.ts';
import { KeyList } from '../../stage/KeyList.tsx';
import { toneClass } from '../../stage/tone.ts';
import styles from './Key.module.css';

const SIGNS: readonly {
  readonly sign: string;
  readonly name: string;
  readonly tone: Tone;
  readonly look: string;
}[] = [
  { sign: '5', name: 'the guest’s entry, loaded', tone: 'guest', look: 'loaded' },
  { sign: '3', name: 'Xen’s entry, loaded', tone: 'hypervisor', look: 'loaded' },
  { sign: '6', name: 'the last load', tone: 'hypervisor', look: 'current' },
  { sign: '', name: 'still to come', tone: 'hardware', look: 'waiting' },
  { sign: '–', name: 'need not be loaded', tone: 'hardware', look: 'unneeded' },
];

/** The key to the grid's cells. The number is the load's own. */
export const Key = memo(() => (
  <KeyList label="Key to the grid">
    {SIGNS.map(({ sign, name, tone, look }) => (
      <li key={name} className={toneClass(tone)}>
        <span className={`${styles.swatch} ${styles[look]}`} aria-hidden="true">
          {sign}
        </span>
        <span>{name}</span>
      </li>
    ))}
  </KeyList>
));
