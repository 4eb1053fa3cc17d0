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
  { sign: '1', name: 'set: something happened', tone: 'shared', look: 'pending' },
  { sign: '1', name: 'masked: held back', tone: 'hardware', look: 'mask' },
  { sign: '0', name: 'clear', tone: 'shared', look: 'off' },
  { sign: '1', name: 'a kernel has still to look', tone: 'guest', look: 'todo' },
  { sign: '▲', name: 'the port that it has found', tone: 'guest', look: 'found' },
  { sign: '', name: 'where its look began', tone: 'guest', look: 'began' },
  { sign: '', name: 'the port at hand', tone: 'hardware', look: 'column' },
  {
    sign: 'P',
    name: 'PENDING, M MASKED, L LINKED, →n LINK: the port behind it',
    tone: 'shared',
    look: 'pending',
  },
  { sign: 'f3', name: 'a vector on its way', tone: 'hypervisor', look: 'found' },
];

/** The key to the bits, the words and the way in. */
export const Key = memo(() => (
  <KeyList label="Key to the signs">
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
