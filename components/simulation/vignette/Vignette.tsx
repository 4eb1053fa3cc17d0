import type { CSSProperties } from 'react';
import type { ThreadText } from '../content.ts';
import { drawingsOf } from '../figure/drawings.ts';
import { litItems } from '../figure/lights.ts';
import { passesOf } from '../figure/passing.ts';
import { type Cells, type Drawn, type FigureSpec, itemsOf, type Rect } from '../figure/spec.ts';
import { focusOf } from '../model/focus.ts';
import type { Look } from '../model/look.ts';
import { type Tone, worldNamed } from '../model/worlds.ts';
import { polyline } from '../stage/geometry.ts';
import type { StageLayout } from '../stage/layout.ts';
import { type Fitted, fitted, LEADING } from './fitted.ts';
import styles from './Vignette.module.css';

interface VignetteProps {
  readonly spec: FigureSpec<unknown> | undefined;
  readonly look: Look;
  readonly layout: StageLayout;
  readonly texts: Readonly<Record<string, ThreadText>>;
}

/**
 * A stage as a small picture: the same grounds, parts and places as in its story, with no more words than the names of
 * the parts, in letters that can be read at a third of the size; what passes, and whose turn it is.
 */
export function Vignette({ spec, look, layout, texts }: VignetteProps) {
  const drawn = spec ? drawingsOf(spec, look.view, 'story', layout.format) : [];
  const before =
    spec && look.beforeView !== undefined ? drawingsOf(spec, look.beforeView, 'story', layout.format) : [];
  const focus = focusOf(look.record);
  const { record, view, beforeView } = look;
  const [passing] =
    spec && record
      ? passesOf(spec, { record, view, before: beforeView }, look.between(), layout, 'story')
      : [];
  return (
    <svg viewBox={`0 0 ${layout.width} ${layout.height}`} className={styles.vignette} aria-hidden="true">
      <Grounds layout={layout} />
      {spec?.parts.map((part, i) => {
        const own = drawn[i];
        const box = part.at[layout.format];
        if (!own || !box) return null;
        const isLit = litItems(own, before[i], focus).length > 0;
        return <PartBox key={part.id} drawn={own} box={box} tone={part.tone} isLit={isLit} />;
      })}
      {passing && (
        <path d={polyline(passing.points)} className={styles.passing} style={inTone(passing.wire.tone)} />
      )}
      <Running look={look} layout={layout} texts={texts} />
    </svg>
  );
}

const inTone = (tone: Tone): CSSProperties =>
  ({ '--tone': `var(--${tone})`, '--fill': `var(--${tone}-fill)` }) as CSSProperties;

/** The two sides, the hypervisor under both, hardware under that. */
function Grounds({ layout: { width, height, border, bands } }: { readonly layout: StageLayout }) {
  const under = bands.hypervisor;
  const grounds: readonly (readonly [Tone, Rect])[] = [
    ['guest', { x: 0, y: 0, width: border, height: under.y }],
    ['host', { x: border, y: 0, width: width - border, height: under.y }],
    ['hypervisor', { x: 0, y: under.y, width, height: under.height }],
    ['hardware', { x: 0, y: under.y + under.height, width, height: height - under.y - under.height }],
  ];
  return (
    <>
      {grounds.map(([tone, box]) => (
        <rect key={tone} {...box} className={styles.ground} style={inTone(tone)} />
      ))}
      <path d={`M0 ${under.y}H${width}`} className={styles.border} />
    </>
  );
}

interface PartBoxProps {
  readonly drawn: Drawn;
  readonly box: Rect;
  readonly tone: Tone;
  readonly isLit: boolean;
}

function PartBox({ drawn, box, tone, isLit }: PartBoxProps) {
  const cells = drawn.body?.kind === 'cells' ? drawn.body : undefined;
  const name = drawn.title ?? itemsOf(drawn)[0]?.label ?? '';
  const room = cells ? { ...box, height: Math.min(box.height, 44) } : box;
  return (
    <g style={inTone(tone)}>
      <rect {...box} rx={3} className={isLit ? styles.lit : styles.part} />
      {cells && <Grid cells={cells} box={box} />}
      <Name name={fitted(name, room.width - 12, room.height)} box={room} />
    </g>
  );
}

/** Squares: full where there is something in them. */
function Grid({ cells, box }: { readonly cells: Cells; readonly box: Rect }) {
  const top = 46;
  const rows = cells.rows.length;
  const across = Math.max(...cells.rows.map((r) => r.cells.length));
  const width = (box.width - 16) / across;
  const height = Math.min((box.height - top - 12) / rows, rows > 1 ? width : 110);
  return cells.rows.flatMap((row, y) =>
    row.cells.map((cell, x) => (
      <rect
        key={`${row.label} ${cell.id}`}
        x={box.x + 8 + x * width + 2}
        y={box.y + top + y * height + 2}
        width={width - 4}
        height={height - 4}
        className={EMPTY.has(cell.look ?? 'plain') ? styles.cell : styles.full}
        style={inTone(cell.tone ?? row.tone ?? 'guest')}
      />
    )),
  );
}
/** Looks of a cell in which there is nothing. */
const EMPTY = new Set(['faint', 'idle', 'clear']);

function Name({ name: { lines, size }, box }: { readonly name: Fitted; readonly box: Rect }) {
  const pitch = size * LEADING;
  const middle = box.y + box.height / 2 - ((lines.length - 1) * pitch) / 2;
  return lines.map((line, i) => (
    <text key={line} x={box.x + box.width / 2} y={middle + i * pitch} fontSize={size} className={styles.name}>
      {line}
    </text>
  ));
}

/** The thread whose step it was, where it stands. */
function Running({ look, layout, texts }: Pick<VignetteProps, 'look' | 'layout' | 'texts'>) {
  const id = look.record?.thread;
  const top = id === undefined ? undefined : look.state.threads[id]?.top;
  if (id === undefined || !top) return null;
  const world = worldNamed(layout.platform, top.world);
  const name = texts[id]?.short ?? id;
  const width = name.length * 13 + 34;
  const x = Math.min(Math.max(layout.lanes[id] ?? 0, width / 2 + 8), layout.width - width / 2 - 8);
  return (
    <g transform={`translate(${x} ${layout.stand[world.level]})`} style={inTone(world.tone)}>
      <rect x={-width / 2} y={-20} width={width} height={40} rx={20} className={styles.token} />
      <text fontSize={24} className={styles.who}>
        {name}
      </text>
    </g>
  );
}
