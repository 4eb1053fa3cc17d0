import { memo } from 'react';
import { hex } from '../../model/format.ts';
import styles from './Hypercall.module.css';
import { Panel } from './Panel.tsx';
import type { PartProps } from './Registers.tsx';
import { baseOf, Row, rowBox } from './Row.tsx';
import { SIGNS } from './signs.ts';
import { type WalkText, walkTexts } from './walk.ts';

/** A level lights when it is decided; the first one when the walk begins, too. */
const lights = (now: WalkText, was: WalkText | undefined, i: number): boolean =>
  now.state !== 'ahead' && was?.state !== now.state && (now.state !== 'now' || i === 0);

/** How Xen gets from the guest's pointer to bytes: through the guest's own tables, then through its own p2m. */
export const Walk = memo(function Walk({ view, before, box, step, kit }: PartProps) {
  const { walk } = view;
  const rows = walkTexts(walk);
  const old = before && walkTexts(before.walk);
  const title = walk ? `walk, to ${walk.write ? 'write' : 'read'}` : 'page-table walk';
  return (
    <Panel
      box={box}
      tone="hypervisor"
      title={title}
      aside={walk ? `…${hex(walk.va).slice(-8)}` : ''}
      quiet={!walk}
      text={
        walk
          ? `Xen follows the guest’s pointer 0x${hex(walk.va)}, to ${walk.write ? 'write' : 'read'} there. ${rows.map((r) => r.says).join(' ')}`
          : 'Where Xen follows a pointer of the guest’s: four levels of the guest’s own tables, the rights in them, and Xen’s p2m. No pointer is being followed.'
      }
    >
      {rows.map((r, i) => {
        const row = rowBox(box, rows.length, i);
        return (
          <Row key={r.id} box={row} says={r.says} lit={lights(r, old?.[i], i) ? step : undefined} kit={kit}>
            <text
              className={r.state === 'refused' ? styles.signBad : styles.sign}
              x={row.x + 12}
              y={baseOf(row)}
              textAnchor="middle"
            >
              {SIGNS[r.state]}
            </text>
            <text
              className={r.state === 'ahead' ? styles.slotFaint : styles.value}
              x={row.x + 24}
              y={baseOf(row)}
            >
              {r.label}
            </text>
            <text
              className={r.state === 'refused' ? styles.bad : styles.strong}
              x={row.x + row.width - 5}
              y={baseOf(row)}
              textAnchor="end"
            >
              {r.value}
            </text>
          </Row>
        );
      })}
    </Panel>
  );
});
