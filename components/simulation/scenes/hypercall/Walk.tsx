import { memo } from 'react';
import { hex } from '../../model/format.ts';
import styles from './Hypercall.module.css';
import { Panel } from './Panel.tsx';
import type { PartProps } from './Registers.tsx';
import { baseOf, Row, rowBox } from './Row.tsx';
import { SIGNS } from './signs.ts';
import { walkTexts } from './walk.ts';

/** How Xen gets from the guest's pointer to bytes: through the guest's own tables, then through its own p2m. */
export const Walk = memo(function Walk({ view, before, box, step, kit }: PartProps) {
  const { walk } = view;
  const rows = walkTexts(walk);
  const old = before?.walk && before.walk.va === walk?.va ? walkTexts(before.walk) : undefined;
  const title = walk ? `${walk.write ? 'write' : 'read'} at` : 'page-table walk';
  return (
    <Panel
      box={box}
      tone="hypervisor"
      title={title}
      aside={walk ? `0x${hex(walk.va)}` : ''}
      quiet={!walk}
      text={
        walk
          ? `Xen follows the guest’s pointer 0x${hex(walk.va)}, to ${walk.write ? 'write' : 'read'} there. ${rows.map((r) => r.says).join(' ')}`
          : 'Where Xen follows a pointer of the guest’s: four levels of the guest’s own tables, the rights in them, and Xen’s p2m. No pointer is being followed.'
      }
    >
      {rows.map((r, i) => {
        const row = rowBox(box, rows.length, i);
        const done = r.state === 'passed' || r.state === 'refused';
        return (
          <Row
            key={r.id}
            box={row}
            says={r.says}
            lit={done && old?.[i]?.state !== r.state && old !== undefined ? step : undefined}
            kit={kit}
          >
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
