import { memo, useMemo } from 'react';
import { type Level as FigureLevel, type FigureSpec, isAtLeast, type Rect } from '../figure/spec.ts';
import { type Level, type Stratum, strataOf } from '../model/worlds.ts';
import { freeSpot } from './free-spot.ts';
import type { StageLayout } from './layout.ts';
import { patternFill } from './Patterns.tsx';
import styles from './Stage.module.css';
import { toneClass } from './tone.ts';

const bandOf = ({ bands }: StageLayout, { top, bottom }: Stratum) => {
  const { y } = bands[top];
  return { y, height: bands[bottom].y + bands[bottom].height - y };
};

interface StrataProps {
  readonly layout: StageLayout;
  readonly uid: string;
  /** Titles of the two columns; the platform's names where a scenario has no words of its own. */
  readonly columns: { readonly guest: string; readonly host: string } | undefined;
  /** Each ground is called by its name, instead of by its level of privilege. */
  readonly plain: boolean;
  /** The figure whose parts stand on the grounds. */
  readonly spec: FigureSpec<unknown> | undefined;
  readonly level: FigureLevel;
}

/** Everything on the stage that never changes: as in a geological section, what lies beside and under what. */
export const Strata = memo(function Strata({ layout, uid, columns, plain, spec, level }: StrataProps) {
  const { width, border, bands, margin, platform } = layout;
  const titleY = bands.user.y - 9;
  const strata = strataOf(platform);
  const shared = strata.filter((s) => s.column === 'both');
  const floor = bands[shared[0]?.top ?? 'hardware'].y;
  const kernels = strata.filter((s) => s.top === 'kernel' && s.column !== 'both');
  const taken = useMemo(() => takenIn(layout, spec, level), [layout, spec, level]);
  const names = columns ?? { guest: platform.columns.guest.name, host: platform.columns.host.name };
  return (
    <g>
      {strata.map((s) => (
        <Ground
          key={`${s.top}-${s.column}`}
          stratum={s}
          layout={layout}
          uid={uid}
          plain={plain}
          taken={taken}
        />
      ))}
      <path className={styles.wall} d={`M${border} ${bands.user.y}V${floor}`} />
      <path
        className={styles.surface}
        d={
          kernels.length === 2
            ? `M0 ${bands.kernel.y}H${width}`
            : kernels.map((s) => `M${leftOf(layout, s)} ${bands.kernel.y}h${widthOf(layout, s)}`).join('')
        }
      />
      <path className={styles.surfaceHard} d={shared.map((s) => `M0 ${bands[s.top].y}H${width}`).join('')} />
      <text className={`${styles.title} ${toneClass('guest')}`} x={margin} y={titleY}>
        {names.guest}
      </text>
      <text className={`${styles.title} ${toneClass('host')}`} x={width - margin} y={titleY} textAnchor="end">
        {names.host}
      </text>
    </g>
  );
});

const leftOf = (layout: StageLayout, { column }: Stratum): number => (column === 'host' ? layout.border : 0);
const widthOf = (layout: StageLayout, { column }: Stratum): number =>
  ({ both: layout.width, guest: layout.border, host: layout.width - layout.border })[column];

/** Half of a token's width and height, with room around it. */
const TOKEN = { width: 58, height: 26 };
/** Width of what is counted at the border; it does not leave the stage. */
const TOLL = 132;

/** What stands on the grounds: the parts of a level, and tokens where they may come to stand. */
function takenIn(
  layout: StageLayout,
  spec: FigureSpec<unknown> | undefined,
  level: FigureLevel,
): readonly Rect[] {
  const parts = (spec?.parts ?? []).flatMap((p) => {
    const at = isAtLeast(level, p.from) ? p.at[layout.format] : null;
    return at ? [at] : [];
  });
  const tokens = Object.values(layout.lanes).flatMap((x) =>
    Object.values(layout.stand).map((y) => ({
      x: x - TOKEN.width,
      y: y - TOKEN.height,
      width: 2 * TOKEN.width,
      height: 2 * TOKEN.height,
    })),
  );
  // What is counted at the border of the hypervisor stands on the guest's lanes.
  const tolls = Object.values(layout.lanes).map((x) => ({
    x: Math.max(0, x - TOLL / 2),
    y: layout.bands.hypervisor.y - 12,
    width: TOLL,
    height: 24,
  }));
  return [...parts, ...tokens, ...tolls];
}

/** What the levels of a domain are called above the level of lines. */
const PLAIN: Partial<Readonly<Record<Level, string>>> = { user: 'programs', kernel: 'kernel' };
const LETTER = 6.2;

const groundName = ({ platform }: StageLayout, level: string): string =>
  capital(platform.worlds.find((w) => w.level === level && w.column === 'both')?.name ?? level);

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function Ground({
  stratum,
  layout,
  uid,
  plain,
  taken,
}: {
  readonly stratum: Stratum;
  readonly layout: StageLayout;
  readonly uid: string;
  readonly plain: boolean;
  readonly taken: readonly Rect[];
}) {
  const { top: level, tone, column } = stratum;
  const own = plain && column !== 'both' ? PLAIN[level] : undefined;
  const { y, height } = bandOf(layout, stratum);
  const x = leftOf(layout, stratum);
  const width = widthOf(layout, stratum);
  const strip = layout.margin * 0.34;
  const edges =
    column === 'both' ? [0, layout.width - strip] : [column === 'guest' ? 0 : layout.width - strip];
  const spot =
    own === undefined
      ? undefined
      : freeSpot(
          { x: x + strip + 6, y: y + 3, width: width - strip - 12, height: height - 6 },
          { width: own.length * LETTER, height: 12 },
          taken,
        );
  return (
    <g className={toneClass(tone)}>
      <rect
        className={level === 'user' ? styles.groundFaint : styles.ground}
        x={x}
        y={y}
        width={width}
        height={height}
      />
      {(width > 0 ? edges : []).map((edge) => (
        <g key={edge}>
          <rect className={styles.strip} x={edge} y={y} width={strip} height={height} />
          <rect fill={patternFill(uid, tone)} x={edge} y={y} width={strip} height={height} />
        </g>
      ))}
      {plain && column === 'both' && (
        <text
          className={styles.groundName}
          {...(level === 'hardware'
            ? { x: strip + 6 }
            : { x: Math.min(layout.border + 6, layout.width - strip - 34) })}
          y={y + height - 7}
        >
          {groundName(layout, level)}
        </text>
      )}
      {spot && (
        <text className={styles.bandName} x={spot.x} y={spot.y - 2}>
          {own}
        </text>
      )}
      {!plain && column !== 'host' && (
        <text
          className={styles.level}
          transform={`translate(${strip + layout.margin * 0.42} ${y + height / 2}) rotate(-90)`}
          textAnchor="middle"
        >
          {level}
        </text>
      )}
    </g>
  );
}
