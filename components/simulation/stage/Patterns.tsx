import { memo } from 'react';
import type { Tone } from '../model/worlds.ts';
import styles from './Stage.module.css';
import { toneClass } from './tone.ts';

/** Each world's hatch, so that no meaning hangs on colour alone. Paths in a 6 × 6 tile. */
const HATCHES: Readonly<Record<Tone, string>> = {
  guest: 'M-1 1l2-2M0 6l6-6M5 7l2-2',
  hypervisor: 'M0 1.5h6M0 4.5h6',
  host: 'M1.5 1v1M4.5 4v1',
  'device-model': 'M-1 5l2 2M0 0l6 6M5-1l2 2',
  hardware: 'M0 3h6M3 0v6',
  shared: 'M0 0l6 6M6 0l-6 6',
};

export const patternId = (uid: string, tone: Tone): string => `${uid}-${tone}`;
export const patternFill = (uid: string, tone: Tone): string => `url(#${patternId(uid, tone)})`;

/** @param uid distinguishes the drawings of one page */
export const Patterns = memo(function Patterns({ uid }: { readonly uid: string }) {
  return (
    <defs>
      {(Object.keys(HATCHES) as Tone[]).map((tone) => (
        <pattern key={tone} id={patternId(uid, tone)} width="6" height="6" patternUnits="userSpaceOnUse">
          <path d={HATCHES[tone]} className={`${styles.hatch} ${toneClass(tone)}`} />
        </pattern>
      ))}
    </defs>
  );
});
