import { memo } from 'react';
import type { Column, Level, Tone } from '../model/worlds.ts';
import type { StageLayout } from './layout.ts';
import { patternFill } from './Patterns.tsx';
import styles from './Stage.module.css';
import { toneClass } from './tone.ts';

interface Field {
  readonly level: Level;
  readonly tone: Tone;
  readonly column: Column | 'both';
}

/** The ground of the stage, as in a geological section: what lies beside and under what. */
const FIELDS: readonly Field[] = [
  { level: 'user', tone: 'guest', column: 'guest' },
  { level: 'kernel', tone: 'guest', column: 'guest' },
  { level: 'user', tone: 'host', column: 'host' },
  { level: 'kernel', tone: 'host', column: 'host' },
  { level: 'hypervisor', tone: 'hypervisor', column: 'both' },
  { level: 'hardware', tone: 'hardware', column: 'both' },
];

interface StrataProps {
  readonly layout: StageLayout;
  readonly uid: string;
  readonly columns: { readonly guest: string; readonly host: string };
}

/** Everything on the stage that never changes. */
export const Strata = memo(function Strata({ layout, uid, columns }: StrataProps) {
  const { width, border, bands, margin } = layout;
  const titleY = bands.user.y - 9;
  return (
    <g>
      {FIELDS.map((f) => (
        <Ground key={`${f.level}-${f.column}`} field={f} layout={layout} uid={uid} />
      ))}
      <path className={styles.wall} d={`M${border} ${bands.user.y}V${bands.hypervisor.y}`} />
      <path className={styles.surface} d={`M0 ${bands.kernel.y}H${width}`} />
      <path
        className={styles.surfaceHard}
        d={`M0 ${bands.hypervisor.y}H${width}M0 ${bands.hardware.y}H${width}`}
      />
      <text className={`${styles.title} ${toneClass('guest')}`} x={margin} y={titleY}>
        {columns.guest}
      </text>
      <text className={`${styles.title} ${toneClass('host')}`} x={width - margin} y={titleY} textAnchor="end">
        {columns.host}
      </text>
    </g>
  );
});

function Ground({
  field,
  layout,
  uid,
}: {
  readonly field: Field;
  readonly layout: StageLayout;
  readonly uid: string;
}) {
  const { level, tone, column } = field;
  const { y, height } = layout.bands[level];
  const x = column === 'host' ? layout.border : 0;
  const width = { both: layout.width, guest: layout.border, host: layout.width - layout.border }[column];
  const strip = layout.margin * 0.34;
  const edges =
    column === 'both' ? [0, layout.width - strip] : [column === 'guest' ? 0 : layout.width - strip];
  return (
    <g className={toneClass(tone)}>
      <rect
        className={level === 'user' ? styles.groundFaint : styles.ground}
        x={x}
        y={y}
        width={width}
        height={height}
      />
      {edges.map((edge) => (
        <g key={edge}>
          <rect className={styles.strip} x={edge} y={y} width={strip} height={height} />
          <rect fill={patternFill(uid, tone)} x={edge} y={y} width={strip} height={height} />
        </g>
      ))}
      {column !== 'host' && (
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
