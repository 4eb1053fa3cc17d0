import type { Tone } from '../../model/worlds.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Point } from '../../stage/geometry.ts';
import type { Kit } from '../../stage/kit.ts';
import type { StageLayout } from '../../stage/layout.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './Glance.module.css';
import type { Pass } from './passes.ts';

interface BoxProps {
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly tone: Tone;
  readonly name: string;
  /** What stands in it, if that changes. */
  readonly note?: string | undefined;
  readonly text: string;
}

/** A thing with a name. Purple where it belongs to both. */
export const Box = ({ box, tone, name, note, text }: BoxProps) => (
  <Explain text={text} stop className={toneClass(tone)}>
    <rect className={tone === 'shared' ? styles.shared : styles.own} {...box} rx={2} />
    <text className={styles.name} x={box.x + box.width / 2} y={box.y + 16} textAnchor="middle">
      {name}
    </text>
    {note !== undefined && (
      <text className={styles.note} x={box.x + box.width / 2} y={box.y + 30} textAnchor="middle">
        {note}
      </text>
    )}
  </Explain>
);

interface DoneProps {
  readonly layout: StageLayout;
  readonly done: number;
  readonly total: number;
}

/** How many requests the guest has back. */
export const Done = ({ layout, done, total }: DoneProps) => (
  <text
    className={`${styles.done} ${toneClass('guest')}`}
    x={layout.border - 8}
    y={layout.bands.user.y - 8}
    textAnchor="end"
  >
    {done} of {total} done
  </text>
);

interface DoingProps {
  readonly passes: readonly Pass[];
  /** The scene's own paths, by the id of what passes. */
  readonly paths: Readonly<Record<string, readonly Point[]>>;
  readonly step: number;
  readonly kit: Kit;
}

/** What passes in this beat. */
export const Doing = ({ passes, paths, step, kit }: DoingProps) =>
  passes.map(({ id, tone, points }) => {
    const way = paths[id] ?? points ?? [];
    return (
      way.length > 0 && (
        <g key={id} className={toneClass(tone)}>
          <kit.Wire step={step} points={way} className={styles.lit} />
        </g>
      )
    );
  });
