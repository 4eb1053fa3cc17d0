import { memo } from 'react';
import type { Focus } from '../model/focus.ts';
import type { Look } from '../model/look.ts';
import { arrowhead, polyline } from '../stage/geometry.ts';
import type { Kit } from '../stage/kit.ts';
import type { StageLayout } from '../stage/layout.ts';
import { toneClass } from '../stage/tone.ts';
import { drawingsOf } from './drawings.ts';
import styles from './Figure.module.css';
import { type Light, litItems } from './lights.ts';
import { PartFrame } from './PartFrame.tsx';
import { isDrawnAt, passesOf } from './passing.ts';
import { wirePoints } from './route.ts';
import {
  type Drawn,
  type FigureSpec,
  type Format,
  isNarrow,
  itemsOf,
  type Level,
  type Part,
  type Wire,
} from './spec.ts';

export interface FigureProps<V = unknown> {
  readonly spec: FigureSpec<V>;
  readonly uid: string;
  readonly look: Look<V>;
  readonly layout: StageLayout;
  readonly level: Level;
  readonly focus: Focus;
  readonly kit: Kit;
  /** What gives an answer away is not drawn. */
  readonly withheld?: boolean;
}

/** Without the names of the code there is room for larger type; a phone needs it. */
const classOf = (level: Level, format: Format): string =>
  [
    styles.figure,
    level !== 'lines' && styles.plainFigure,
    level === 'story' && styles.storyFigure,
    level === 'story' && isNarrow(format) && styles.phoneFigure,
  ]
    .filter(Boolean)
    .join(' ');

/** Draws a figure: its wires at rest, its parts, and on top what passes in this step. */
export function Figure<V>({ spec, uid, look, layout, level, focus, kit, withheld }: FigureProps<V>) {
  const { format } = layout;
  const { step, record, view, beforeView, between } = look;
  const drawn = drawingsOf(spec, view, level, format, withheld);
  const before = beforeView === undefined ? undefined : drawingsOf(spec, beforeView, level, format, withheld);
  const lit = litParts(drawn, before, focus, level);
  return (
    <g className={classOf(level, format)}>
      <Resting
        spec={spec}
        layout={layout}
        level={level}
        shown={drawn.map((d) => (d ? 1 : 0)).join('')}
        rests={spec.wires.map(({ rests }) => (restsIn(rests, view) ? 1 : 0)).join('')}
      />
      {spec.parts.map((part, i) => {
        const own = drawn[i];
        return own ? (
          <PartFrame
            key={part.id}
            uid={uid}
            part={part as Part<unknown>}
            drawn={own}
            level={level}
            format={format}
            lit={litText(lit[i] ?? [], step, level)}
            kit={kit}
          />
        ) : null;
      })}
      {record &&
        passesOf(spec, { record, view, before: beforeView }, between(), layout, level).map(
          ({ wire, back, points }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two that follow the same way are one and the same drawing
            <g key={i} className={toneClass(wire.tone)}>
              <kit.Wire step={step} points={points} back={back} className={styles.passing} tone={wire.tone} />
              {level !== 'lines' && <path className={styles.arrowhead} d={arrowhead(points, back)} />}
            </g>
          ),
        )}
    </g>
  );
}

/** The step and the ids of what it changes (+) or only looks at (-), as one text: equal texts need no redraw. Empty where nothing is lit. */
const litText = (lights: readonly Light[], step: number, level: Level): string =>
  lights.length > 0
    ? [step, ...lights.map(({ id, looked }) => `${looked && level !== 'lines' ? '-' : '+'}${id}`)].join('\n')
    : '';

/** Things that are lit at once. */
const AT_ONCE: Readonly<Record<Level, number>> = { story: 2, mechanism: 4, lines: Number.POSITIVE_INFINITY };

/**
 * What a step lights in each part. A level that shows little lights little: what the step itself touched
 * comes first, then what else is new.
 */
function litParts(
  drawn: readonly (Drawn | null)[],
  before: readonly (Drawn | null)[] | undefined,
  focus: Focus,
  level: Level,
): readonly (readonly Light[])[] {
  if (!before) return drawn.map(() => []);
  const all = drawn.map((own, i) => (own ? litItems(own, before[i], focus) : []));
  let left = AT_ONCE[level];
  if (all.flat().length <= left) return all;
  const out = all.map(() => [] as Light[]);
  for (const touched of [true, false])
    all.forEach((lights, i) => {
      const own = drawn[i];
      const items = own ? itemsOf(own) : [];
      for (const light of lights) {
        const isTouched = items.find((x) => x.id === light.id)?.lights?.some((l) => focus.has(l)) ?? false;
        if (isTouched === touched && left > 0) {
          out[i]?.push(light);
          left--;
        }
      }
    });
  return out;
}

const restsIn = <V,>(rests: Wire<V>['rests'], view: V): boolean =>
  typeof rests === 'function' ? rests(view) : rests === true;

interface RestingProps {
  readonly spec: FigureSpec<never>;
  readonly layout: StageLayout;
  readonly level: Level;
  /** Which parts are drawn, a digit for each. */
  readonly shown: string;
  /** Which wires rest now, a digit for each. */
  readonly rests: string;
}

/** What is connected with what while nothing passes. A wire rests only where both of its ends are drawn. */
const Resting = memo(function Resting({ spec, layout, level, shown, rests }: RestingProps) {
  const { format } = layout;
  const rectOf = (id: string) => {
    const at = spec.parts.findIndex((p) => p.id === id);
    return shown[at] === '1' ? spec.parts[at]?.at[format] : undefined;
  };
  return spec.wires.map((wire, i) => {
    if (rests[i] !== '1' || !isDrawnAt(wire, level)) return null;
    const points = wirePoints(wire, format, rectOf, layout);
    const label = wire.label?.[format];
    return points ? (
      <g key={wire.id} className={toneClass(wire.tone)}>
        <path className={styles.wire} d={polyline(points)} />
        {label && (
          <text className={styles.wireLabel} x={label.x} y={label.y} textAnchor="middle">
            {label.text}
          </text>
        )}
      </g>
    ) : null;
  });
}) as <V>(props: Omit<RestingProps, 'spec'> & { readonly spec: FigureSpec<V> }) => React.ReactNode;
