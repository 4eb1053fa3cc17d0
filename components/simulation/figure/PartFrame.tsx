import { memo } from 'react';
import { Explain } from '../stage/Explain.tsx';
import type { Kit } from '../stage/kit.ts';
import { toneClass } from '../stage/tone.ts';
import { Body } from './Body.tsx';
import styles from './Figure.module.css';
import { widthOf } from './fit.ts';
import { topOf } from './place.ts';
import type { Drawn, Format, Level, Part } from './spec.ts';

interface PartFrameProps {
  readonly uid: string;
  readonly part: Part<unknown>;
  readonly drawn: Drawn;
  readonly format: Format;
  readonly level: Level;
  /** The step, and the ids of the items that it changes (+) or only looks at (-), one in a line. */
  readonly lit: string;
  readonly kit: Kit;
}

/** A part: its frame, its title, and what it holds. */
export const PartFrame = memo(function PartFrame(props: PartFrameProps) {
  const { uid, part, drawn, format, level, lit, kit } = props;
  const { title = '', aside = '', frame = 'own', says, body, below } = drawn;
  const box = part.at[format];
  if (!box) return null;
  const { x, y, width, height } = box;
  const room = { level, format, width, height };
  const [step, ...ids] = lit.split('\n');
  const litOf = (id: string): number | undefined => {
    if (ids.includes(`+${id}`)) return Number(step);
    return ids.includes(`-${id}`) ? -Number(step) : undefined;
  };
  // What finds no room beside the title is left to the sentence.
  const fits = widthOf(title, 'title') + widthOf(aside, 'text') + 20 <= width;
  const top = topOf(drawn);
  return (
    <g transform={`translate(${x} ${y})`}>
      <Explain text={says} stop className={toneClass(part.tone)}>
        {frame !== 'bare' && (
          <rect className={styles[`${frame}Frame`]} width={width} height={height} rx={2} />
        )}
        {title !== '' && (
          <text className={frame === 'quiet' ? styles.titleQuiet : styles.title} x={8} y={15}>
            {title}
          </text>
        )}
        {aside !== '' && fits && (
          <text className={styles.aside} x={width - 8} y={15} textAnchor="end">
            {aside}
          </text>
        )}
        {body && (
          <Body
            body={body}
            level={level}
            top={top}
            width={width}
            height={below ? height - (height - top) * below.share : height}
            lit={litOf}
            kit={kit}
          />
        )}
        {below && (
          <Body
            body={below.body}
            level={level}
            top={height - (height - top) * below.share}
            width={width}
            height={height}
            lit={litOf}
            kit={kit}
          />
        )}
        {part.Custom && !body && (
          <part.Custom uid={uid} drawn={drawn} rect={box} room={room} lit={litOf} kit={kit} />
        )}
      </Explain>
    </g>
  );
});
