import { memo } from 'react';
import type { SlotState } from '@/engine/index.ts';
import { KeyList } from '../../stage/KeyList.tsx';
import { toneClass } from '../../stage/tone.ts';
import { EventsKey } from './EventsKey.tsx';
import styles from './Key.module.css';
import { SLOT_LOOKS } from './slots.ts';

/** The key to the event bits and to the slots. */
export const Key = () => (
  <>
    <EventsKey />
    <SlotsKey />
  </>
);

const SlotsKey = memo(() => (
  <KeyList label="Key to the slots">
    {(Object.keys(SLOT_LOOKS) as SlotState[]).map((state) => {
      const { glyph, name, tone, fill } = SLOT_LOOKS[state];
      return (
        <li key={state} className={toneClass(tone)}>
          <span className={`${styles.swatch} ${styles[fill]}`} aria-hidden="true">
            {glyph}
          </span>
          <span>{name}</span>
        </li>
      );
    })}
  </KeyList>
));
