import { memo } from 'react';
import { KeyList } from '../../stage/KeyList.tsx';

const BITS = [
  ['upcall', 'the vCPU is told to look (evtchn_upcall_pending)'],
  ['select', 'in which word to look'],
  ['pend', 'an event waits'],
  ['mask', 'and is held back'],
] as const;

/** The key to the four boxes of event bits. */
export const EventsKey = memo(() => (
  <KeyList label="Key to the event bits">
    {BITS.map(([name, meaning]) => (
      <li key={name}>
        <b translate="no">{name}</b>
        <span>{meaning}</span>
      </li>
    ))}
  </KeyList>
));
