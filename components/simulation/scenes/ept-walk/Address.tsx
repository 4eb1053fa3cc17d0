import { memo } from 'react';
import type { EptWalkView } from '@/engine/index.ts';
import { Explain } from '../../stage/Explain.tsx';
import { toneClass } from '../../stage/tone.ts';
import styles from './EptWalk.module.css';
import type { Box } from './layouts.ts';
import { address } from './names.ts';

interface AddressProps {
  readonly gva: bigint;
  readonly indices: EptWalkView['indices'];
  readonly offset: number;
  /** The guest level whose index is in use; 0 for the offset; null for none. */
  readonly row: number | null;
  readonly box: Box;
}

/** The program's address: nine bits of it choose an entry at each level, the rest a byte in the page. */
export const Address = memo(function Address({ gva, indices, offset, row, box }: AddressProps) {
  const parts = [
    ...indices.map(({ level, index }) => ({ level, label: `level ${level}`, value: String(index) })),
    { level: 0, label: 'offset', value: address(offset) },
  ];
  const pitch = box.width / parts.length;
  return (
    <Explain
      text={`The address ${address(gva)}: ${indices.map((i) => `entry ${i.index} at level ${i.level}`).join(', ')}, and byte ${address(offset)} of 4 KiB.`}
      stop
      className={toneClass('guest')}
    >
      <text className={styles.head} x={box.x} y={box.y + 9}>
        address {address(gva)}
      </text>
      {parts.map(({ level, label, value }, i) => {
        const on = row === level;
        return (
          <g key={level}>
            <rect
              className={on ? styles.chipOn : styles.chipOff}
              x={box.x + i * pitch}
              y={box.y + 14}
              width={pitch - 3}
              height={26}
              rx={2}
            />
            <text
              className={styles.head}
              x={box.x + i * pitch + (pitch - 3) / 2}
              y={box.y + 24}
              textAnchor="middle"
            >
              {label}
            </text>
            <text
              className={styles.valueStrong}
              x={box.x + i * pitch + (pitch - 3) / 2}
              y={box.y + 36}
              textAnchor="middle"
            >
              {value}
            </text>
          </g>
        );
      })}
    </Explain>
  );
});
