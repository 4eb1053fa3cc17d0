import { memo } from 'react';
import type { HypercallView } from '@/engine/index.ts';
import styles from './Hypercall.module.css';
import { Panel } from './Panel.tsx';
import type { PartProps } from './Registers.tsx';
import { baseOf, Row, rowBox } from './Row.tsx';

type Slot = HypercallView['dispatch'][number];

function saysOf({ nr, name, handler, pvOnly, leftOut }: Slot): string {
  if (pvOnly) return `Slot ${nr}: empty, because ${name} is for PV guests only.`;
  if (!handler) return `Slot ${nr}: empty.`;
  return `Slot ${nr}: ${handler}${leftOut ? ', which this model leaves out' : ''}.`;
}

/** What stands in a slot. */
const slotText = ({ handler, pvOnly }: Slot): string => handler ?? (pvOnly ? 'empty: PV only' : 'empty');

/** Xen has looked the number up: its slot is the one to look at. */
const isIn = ({ exit }: HypercallView): boolean =>
  exit.kind === 'hypercall' && exit.inXen && exit.gates[0]?.state === 'passed';

/** Xen's table of functions around the number that was called. */
export const Dispatch = memo(function Dispatch({ view, before, box, step, kit }: PartProps) {
  const active = isIn(view);
  const was = before && isIn(before) ? before.dispatch.find((d) => d.asked)?.nr : undefined;
  const now = view.dispatch.find((d) => d.asked)?.nr;
  return (
    <Panel
      box={box}
      tone="hypervisor"
      title="hypercall_table"
      quiet={!active}
      text={`Xen’s table of functions, around number ${now}. ${view.dispatch.map(saysOf).join(' ')}`}
    >
      {view.dispatch.map((d, i) => {
        const row = rowBox(box, view.dispatch.length, i);
        const here = active && d.asked;
        return (
          <Row key={d.nr} box={row} says={saysOf(d)} lit={here && was !== now ? step : undefined} kit={kit}>
            {here && (
              <rect
                className={styles.chosen}
                x={row.x + 1}
                y={row.y + 1}
                width={row.width - 2}
                height={row.height - 2}
                rx={2}
              />
            )}
            <text
              className={here ? styles.strong : styles.small}
              x={row.x + 21}
              y={baseOf(row)}
              textAnchor="end"
            >
              {d.nr}
            </text>
            <text
              className={
                here ? (d.handler ? styles.strong : styles.bad) : d.handler ? styles.slot : styles.slotFaint
              }
              x={row.x + 28}
              y={baseOf(row)}
            >
              {slotText(d)}
            </text>
          </Row>
        );
      })}
    </Panel>
  );
});
