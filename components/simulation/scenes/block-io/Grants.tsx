import { memo } from 'react';
import type { BlockIoView } from '@/engine/index.ts';
import { hex } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './BlockIo.module.css';
import type { Box } from './layouts.ts';
import { type Lit, litBy } from './lit.ts';

type Grant = BlockIoView['grants'][number];

interface GrantsProps {
  readonly grants: readonly Grant[];
  /** References that requests in flight name, with spaces between. */
  readonly used: string;
  readonly box: Box;
  readonly lit: Lit;
  readonly kit: Kit;
}

const CHIP = 66;

/** The guest's grant table, by which Xen decides whose pages may be mapped. The entries that matter now come first. */
export const Grants = memo(function Grants({ grants, used, box, lit, kit }: GrantsProps) {
  const busy = new Set(used.split(' '));
  const weight = (g: Grant): number => (litBy(lit, g.ref) ? 2 : busy.has(String(g.ref)) ? 1 : 0);
  const fit = Math.floor(box.width / CHIP) - (grants.length * CHIP > box.width ? 1 : 0);
  const shown = [...grants]
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, Math.max(1, fit))
    .sort((a, b) => a.ref - b.ref);
  const more = grants.length - shown.length;
  const left = box.x + (box.width - (shown.length + (more > 0 ? 0.6 : 0)) * CHIP) / 2;
  return (
    <Explain text={summaryOf(grants)} stop className={toneClass('shared')}>
      <text className={styles.small} x={box.x + box.width / 2} y={box.y + 10} textAnchor="middle">
        grant table
      </text>
      {shown.map((g, i) => (
        <Chip key={g.ref} grant={g} x={left + i * CHIP} y={box.y + 16} lit={litBy(lit, g.ref)} kit={kit} />
      ))}
      {more > 0 && (
        <text className={styles.small} x={left + shown.length * CHIP + 4} y={box.y + 30}>
          +{more}
        </text>
      )}
    </Explain>
  );
});

const summaryOf = (grants: readonly Grant[]): string =>
  grants.length === 0
    ? 'The grant table of the guest: no entry in use.'
    : `The grant table of the guest: ${grants.length} entries in use, ${grants.filter((g) => g.mapped).length} mapped by the driver domain.`;

interface ChipProps {
  readonly grant: Grant;
  readonly x: number;
  readonly y: number;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

function Chip({ grant, x, y, lit, kit }: ChipProps) {
  const box = { x: x + 1, y, width: CHIP - 4, height: 20 };
  const text = `Grant ${grant.ref}: domain ${grant.domid} may use frame 0x${hex(grant.frame)}${grant.mapped ? ' and has it mapped' : ', not mapped'}. Flags 0x${hex(grant.flags)}.`;
  return (
    <g data-explain={text} className={lit === undefined ? '' : styles.lit}>
      <rect className={grant.mapped ? styles.chipOn : styles.chip} {...box} rx={2} />
      {lit !== undefined && (
        <>
          <kit.Flash step={lit} rest={0}>
            <rect className={styles.flash} {...box} rx={2} />
          </kit.Flash>
          <rect className={styles.outline} {...box} rx={2} />
        </>
      )}
      <text className={styles.chipText} x={x + CHIP / 2 - 1} y={y + 14} textAnchor="middle">
        {grant.ref} {grant.mapped ? 'mapped' : 'allow'}
      </text>
    </g>
  );
}
