import { memo } from 'react';
import type { HypercallView } from '@/engine/index.ts';
import { hex } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import { toneClass } from '../../stage/tone.ts';
import styles from './Hypercall.module.css';
import type { PartProps } from './Registers.tsx';
import { Row } from './Row.tsx';

const MAKERS = { intel: 'Intel VT-x', amd: 'AMD-V' } as const;

/** What the processor has left for Xen to read. */
export function reasonText({ exit, vendor }: HypercallView): string {
  if (exit.code === null) return '';
  return `${vendor === 'intel' ? String(exit.code) : `0x${hex(exit.code)}`} ${exit.name}`;
}

const REASON = 'exit reason';

interface CellText {
  readonly name: string;
  readonly value: string;
}
const cellsOf = (view: HypercallView): readonly CellText[] => [
  { name: 'processor', value: MAKERS[view.vendor] },
  {
    name: 'executes',
    value: view.exit.inXen ? 'Xen' : view.registers.cpl === 0 ? 'the kernel' : 'a program',
  },
  { name: REASON, value: reasonText(view) || 'none' },
];

/** The processor: it changes sides, and leaves a number that says why. */
export const Processor = memo(function Processor({ view, before, box, step, kit }: PartProps) {
  const cells = cellsOf(view);
  const old = before && cellsOf(before);
  const reads = view.exit.read && before?.exit.read === false;
  const shares = [0.3, 0.32, 0.38];
  let x = box.x + 3;
  return (
    <Explain
      text={`The processor, ${MAKERS[view.vendor]}: ${cells
        .slice(1)
        .map((c) => `${c.name} ${c.value}`)
        .join('; ')}.`}
      stop
      className={toneClass('hardware')}
    >
      <rect className={styles.box} {...box} rx={2} />
      {cells.map((c, i) => {
        const width = (box.width - 6) * (shares[i] ?? 0);
        const at = x;
        x += width;
        return (
          <Row
            key={c.name}
            box={{ x: at, y: box.y + 3, width, height: box.height - 6 }}
            says={`${c.name}: ${c.value}.`}
            lit={
              old !== undefined && (old[i]?.value !== c.value || (c.name === REASON && reads))
                ? step
                : undefined
            }
            kit={kit}
          >
            <text className={styles.small} x={at + 7} y={box.y + 14}>
              {c.name}
            </text>
            <text className={styles.strong} x={at + 7} y={box.y + 28}>
              {c.value}
            </text>
          </Row>
        );
      })}
    </Explain>
  );
});
