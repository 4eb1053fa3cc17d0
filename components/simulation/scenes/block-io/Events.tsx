import { memo } from 'react';
import type { BlockIoView } from '@/engine/index.ts';
import type { Tone } from '../../model/worlds.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './BlockIo.module.css';
import type { Box } from './layouts.ts';
import { type Lit, litBy } from './lit.ts';

type EventView = BlockIoView['events']['guest'];

interface Bit {
  readonly label: string;
  readonly leaf: string;
  readonly on: boolean;
}

/** The bits of one domain's shared_info that decide whether and how it hears of an event. */
const bitsOf = (events: EventView): readonly Bit[] => [
  { label: 'upcall', leaf: 'evtchn_upcall_pending', on: events.upcall_pending !== 0 },
  { label: 'select', leaf: 'evtchn_pending_sel', on: events.pending_sel !== 0n },
  { label: 'pend', leaf: 'evtchn_pending', on: events.ports.some((p) => p.pending) },
  { label: 'mask', leaf: 'evtchn_mask', on: events.ports.some((p) => p.masked) },
];

interface EventsProps {
  readonly events: EventView;
  readonly name: string;
  readonly tone: Tone;
  readonly box: Box;
  /** Leaves of the fields that the step touched. */
  readonly lit: Lit;
  readonly kit: Kit;
}

/** Event bits live in a page that the domain shares with Xen, so they straddle the border between them. */
export const Events = memo(function Events({ events, name, tone, box, lit, kit }: EventsProps) {
  const bits = bitsOf(events);
  const pitch = box.width / bits.length;
  const text = `Event bits of the ${name}, shared with Xen: ${bits.map((b) => `${b.leaf} ${b.on ? 1 : 0}`).join(', ')}.`;
  return (
    <Explain text={text} stop className={toneClass(tone)}>
      <rect className={styles.shared} {...box} rx={2} />
      {bits.map((bit, i) => (
        <EventBit
          key={bit.leaf}
          {...bit}
          x={box.x + pitch * (i + 0.5)}
          y={box.y}
          height={box.height}
          lit={litBy(lit, bit.leaf)}
          kit={kit}
        />
      ))}
    </Explain>
  );
});

interface EventBitProps extends Bit {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const SIDE = 18;

const EventBit = memo(function EventBit({ label, leaf, on, x, y, height, lit, kit }: EventBitProps) {
  const square = { x: x - SIDE / 2, y: y + 5, width: SIDE, height: SIDE };
  return (
    <g data-explain={`${leaf} = ${on ? 1 : 0}.`} className={lit === undefined ? '' : styles.lit}>
      <rect className={on ? styles.bitOn : styles.bitOff} {...square} />
      {lit !== undefined && (
        <>
          <kit.Flash step={lit} rest={0}>
            <rect className={styles.flash} {...square} />
          </kit.Flash>
          <rect className={styles.outline} {...square} />
        </>
      )}
      <text className={on ? styles.bitOnText : styles.bitText} x={x} y={y + 18} textAnchor="middle">
        {on ? 1 : 0}
      </text>
      <text className={styles.small} x={x} y={y + height - 7} textAnchor="middle">
        {label}
      </text>
    </g>
  );
});
