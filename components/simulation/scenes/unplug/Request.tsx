import type { UnplugView } from '@/engine/index.ts';
import type { Rect as Box } from '../../figure/spec.ts';
import { hex } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './Unplug.module.css';

interface RequestProps {
  readonly view: UnplugView;
  readonly box: Box;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const STATES = {
  none: 'free',
  ready: 'for QEMU',
  'in process': 'QEMU has it',
  answered: 'answered',
} as const;

/** The request in the page that Xen and QEMU share. */
export function Request({ view, box, lit, kit }: RequestProps) {
  const { ioreq } = view;
  if (!ioreq)
    return (
      <text className={styles.small} x={box.x + 8} y={box.y + 20}>
        no device model
      </text>
    );
  const rows = [
    ['state', STATES[ioreq.state]],
    [ioreq.read ? 'read' : 'write', ioreq.size === 0 ? '' : `0x${hex(ioreq.port, 2)}, ${ioreq.size} B`],
    ['data', ioreq.size === 0 ? '' : hex(ioreq.data, 1)],
  ] as const;
  return (
    <Explain
      text={`The request that Xen and QEMU share: ${rows.map(([n, v]) => `${n} ${v}`).join(', ')}.`}
      stop
      className={toneClass('shared')}
    >
      <rect className={styles.shared} {...box} rx={2} />
      <text className={styles.label} x={box.x + 8} y={box.y + 14}>
        ioreq
      </text>
      {rows.map(([name, value], i) => (
        <g key={name}>
          <text className={styles.small} x={box.x + 8} y={box.y + 31 + i * 16}>
            {name}
          </text>
          <text className={styles.cell} x={box.x + box.width - 8} y={box.y + 31 + i * 16} textAnchor="end">
            {value}
          </text>
        </g>
      ))}
      {lit !== undefined && (
        <>
          <kit.Flash step={lit} rest={0}>
            <rect className={styles.flash} {...box} rx={2} />
          </kit.Flash>
          <rect className={styles.outline} {...box} rx={2} />
        </>
      )}
    </Explain>
  );
}
