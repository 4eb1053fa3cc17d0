import { memo } from 'react';
import type { UnplugView } from '@/engine/index.ts';
import type { Rect as Box } from '../../figure/spec.ts';
import { hex } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './Unplug.module.css';

type Access = UnplugView['handshake'][number];

interface HandshakeProps {
  readonly view: UnplugView;
  readonly box: Box;
  /** The step, if it made or completed an access. */
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const TITLE = 17;
/** The accesses of a handshake that goes all the way. */
const ROWS = 6;

/** The accesses to the fixed ports: each row left the guest for QEMU and came back. */
export function Handshake({ view, box, lit, kit }: HandshakeProps) {
  const { handshake, where, configAccesses } = view;
  const pitch = (box.height - TITLE - 4) / ROWS;
  const list = handshake.map(
    (a) => `${a.dir === 'in' ? 'read' : 'write'} 0x${hex(a.port, 2)} ${hex(a.value, 1)}, ${a.means}`,
  );
  return (
    <Explain
      text={`Port accesses of the handshake: ${list.length === 0 ? 'none yet' : list.join('; ')}.${configAccesses > 0 ? ` ${configAccesses} accesses to the host bridge.` : ''}`}
      stop
      className={toneClass('guest')}
    >
      <rect className={styles.own} {...box} rx={2} />
      <text className={styles.label} x={box.x + 8} y={box.y + 14}>
        0x10 to 0x13
      </text>
      <text className={styles.small} x={box.x + box.width - 8} y={box.y + 14} textAnchor="end">
        {configAccesses > 0 ? `+ ${configAccesses}` : where === 'blocked' ? 'waits' : ''}
      </text>
      {handshake.map((a, i) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: the nth access is what the row is
          key={i}
          access={a}
          x={box.x + 6}
          y={box.y + TITLE + i * pitch}
          width={box.width - 12}
          height={pitch}
          lit={i === handshake.length - 1 ? lit : undefined}
          kit={kit}
        />
      ))}
    </Explain>
  );
}

interface LineProps {
  readonly access: Access;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

const ARROW = { in: '←', out: '→' } as const;

const Line = memo(function Line({ access, x, y, width, height, lit, kit }: LineProps) {
  const base = y + height - 4;
  return (
    <g>
      {lit !== undefined && (
        <kit.Flash step={lit}>
          <rect className={styles.flash} x={x - 2} y={y} width={width + 4} height={height} rx={2} />
        </kit.Flash>
      )}
      <text className={styles.cell} x={x} y={base}>
        {ARROW[access.dir]} {hex(access.port, 2)}
      </text>
      <text className={styles.cell} x={x + width * 0.5} y={base} textAnchor="end">
        {hex(access.value, 1)}
      </text>
      <text className={styles.small} x={x + width} y={base} textAnchor="end">
        {access.means}
      </text>
    </g>
  );
});
