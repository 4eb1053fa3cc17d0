import { memo } from 'react';
import type { ThreadId } from '@/engine/index.ts';
import { type RunIndex, trailAt } from '../model/run-index.ts';
import { LEVELS } from '../model/worlds.ts';
import type { Point } from './geometry.ts';
import type { Kit } from './kit.ts';
import type { StageLayout } from './layout.ts';
import styles from './Stage.module.css';
import { toneClass } from './tone.ts';

/** Marks that are drawn one by one; older ones are only counted. */
const SHOWN = 6;
const PITCH = 4.5;
const REACH = 6;
const BOUNDARIES = [0, 1, 2] as const;
const HYPERVISOR = 1;

interface TrailProps {
  readonly x: number;
  readonly side: 1 | -1;
  readonly thread: ThreadId;
  readonly index: RunIndex;
  readonly step: number;
  /** The step that was shown before. */
  readonly from: number;
  /** Above the level of lines. */
  readonly plain: boolean;
  readonly layout: StageLayout;
  readonly kit: Kit;
}

/**
 * A thread's lane, and at each boundary a mark for every time it crossed: arrows down and up, and their count. Above the
 * level of lines only what the guest pays at the border of the hypervisor is counted.
 */
export function Trail({ x, side, thread, index, step, from, plain, layout, kit }: TrailProps) {
  return BOUNDARIES.map((boundary) => {
    if (plain && boundary !== HYPERVISOR) return null;
    const { count, downs, latest } = trailAt(index, thread, boundary, step, SHOWN);
    const last = latest.at(-1);
    const level = LEVELS[boundary + 1];
    if (count === 0 || !level) return null;
    const fresh = count - trailAt(index, thread, boundary, from, 0).count;
    const arrows =
      !last || fresh <= 0 ? [] : plain ? waysOf(fresh, last.down, x < layout.border) : [last.down];
    const y = layout.bands[level].y;
    const reach = layout.format === 'small' ? REACHES.small : REACHES.other;
    return (
      <g key={boundary}>
        {arrows.map((down, i) => (
          <kit.Wire
            key={down ? 'down' : 'up'}
            step={step}
            still={plain}
            className={styles.crossing}
            points={arrow(x + (arrows.length > 1 ? 12 * i - 6 : 0), y, down, reach)}
          />
        ))}
        {plain ? (
          x < layout.border && <Toll x={x} y={y} downs={downs} layout={layout} />
        ) : (
          <Marks
            x={x + side * 16}
            side={side}
            y={y}
            ways={latest.map((c) => (c.down ? 'd' : 'u')).join('')}
            count={count}
          />
        )}
      </g>
    );
  });
}

/**
 * The ways, down or not, that a thread went since the last stop. Who is back where they were has gone both; of those,
 * only the guest is shown, for it is the guest that pays.
 */
function waysOf(crossings: number, last: boolean, guest: boolean): readonly boolean[] {
  if (crossings % 2 === 1) return [last];
  return guest ? [!last, last] : [];
}

/** Past what is counted at the border; a small stage has no more room. */
const REACHES = { small: 17, other: 24 } as const;

/** From one side of the surface to the other, with a barb at the end. */
function arrow(x: number, y: number, down: boolean, reach: number): readonly Point[] {
  const [from, to] = down ? [y - reach, y + reach] : [y + reach, y - reach];
  const barb = to + (down ? -7 : 7);
  return [
    { x, y: from },
    { x, y: to },
    { x: x - 5, y: barb },
    { x, y: to },
    { x: x + 5, y: barb },
  ];
}

interface TollProps {
  readonly x: number;
  readonly y: number;
  /** How often the thread has gone down. */
  readonly downs: number;
  readonly layout: StageLayout;
}

/** What has been paid at the border that was crossed: it stands there. */
const Toll = memo(function Toll({ x, y, downs, layout }: TollProps) {
  const name = layout.platform.worlds.find((w) => w.level === 'hypervisor')?.name ?? '';
  // A small stage has no room to say whose it is.
  const text = `${layout.format === 'small' ? '' : 'guest: '}${downs} × into ${name}`;
  const width = text.length * 5.6 + 12;
  const left = Math.min(Math.max(x - width / 2, 2), layout.width - width - 2);
  return (
    <g
      data-explain={`It has gone down to the hypervisor ${downs} times so far.`}
      className={toneClass('hypervisor')}
    >
      <rect className={styles.toll} x={left} y={y - 9} width={width} height={18} rx={3} />
      <text className={styles.tollText} x={left + width / 2} y={y + 4} textAnchor="middle">
        {text}
      </text>
    </g>
  );
});

interface MarksProps {
  readonly x: number;
  readonly side: 1 | -1;
  readonly y: number;
  /** A letter for each mark, newest last: d or u. */
  readonly ways: string;
  readonly count: number;
}

const Marks = memo(function Marks({ x, side, y, ways, count }: MarksProps) {
  const d = [...ways]
    .map((way, i) => {
      const at = x + side * i * PITCH;
      const tip = way === 'd' ? y + REACH : y - REACH;
      const back = way === 'd' ? tip - 3 : tip + 3;
      return `M${at} ${y - REACH}V${y + REACH}M${at - 1.8} ${back}L${at} ${tip}L${at + 1.8} ${back}`;
    })
    .join('');
  return (
    <g data-explain={`${count} crossings so far.`}>
      <path className={styles.marks} d={d} />
      <text
        className={styles.count}
        x={x + side * (ways.length * PITCH + 1)}
        y={y - 3}
        textAnchor={side === 1 ? 'start' : 'end'}
      >
        {count}
      </text>
    </g>
  );
});
