import type { BlockIoView } from '@/engine/index.ts';
import { hex } from '../../model/format.ts';
import { Explain } from '../../stage/Explain.tsx';
import type { Kit } from '../../stage/kit.ts';
import { toneClass } from '../../stage/tone.ts';
import styles from './BlockIo.module.css';
import type { Box } from './layouts.ts';

export interface PageProps {
  readonly box: Box;
  readonly title: string;
  readonly note?: string;
  readonly bytes: readonly number[];
  /** Bytes that fit in a row. */
  readonly fit: number;
  readonly className: string | undefined;
  readonly text: string;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

/** Printable ASCII, a dot for the rest, as hex dumps have it. */
const ascii = (bytes: readonly number[]): string =>
  bytes.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '.')).join('');

/** What the first bytes say, if they say anything. */
export const quoted = (bytes: readonly number[]): string =>
  bytes.every((b) => b === 0) ? 'zeros' : `“${ascii(bytes.slice(0, 8))}”`;

/** A page as a rectangle with its first bytes. */
export function Page({ box, title, note, bytes, fit, className, text, lit, kit }: PageProps) {
  const row = bytes.slice(0, fit);
  return (
    <Explain text={text} stop>
      <rect className={className} {...box} rx={2} />
      {lit !== undefined && (
        <>
          <kit.Flash step={lit} rest={0}>
            <rect className={styles.flash} {...box} rx={2} />
          </kit.Flash>
          <rect className={styles.outline} {...box} rx={2} />
        </>
      )}
      <text className={styles.label} x={box.x + 8} y={box.y + 16}>
        {title}
      </text>
      {note && (
        <text className={styles.labelSoft} x={box.x + box.width - 8} y={box.y + 16} textAnchor="end">
          {note}
        </text>
      )}
      <text className={styles.bytes} x={box.x + 8} y={box.y + box.height - 9}>
        {row.map((b) => hex(b, 2)).join(' ')}
        {fit < 8 ? '…' : ''}
      </text>
    </Explain>
  );
}

interface BufferProps {
  readonly data: NonNullable<BlockIoView['data']>;
  readonly box: Box;
  readonly fit: number;
  readonly lit: number | undefined;
  readonly kit: Kit;
}

/** The program's own memory: nobody else may touch it. */
export const Buffer = ({ data, box, fit, lit, kit }: BufferProps) => (
  <g className={toneClass('guest')}>
    <Page
      box={box}
      title="buffer"
      note={fit >= 8 ? quoted(data.buffer) : ''}
      bytes={data.buffer}
      fit={fit >= 8 ? fit : 3}
      className={styles.own}
      text={`The program's buffer, ${data.sectors} sectors, begins ${quoted(data.buffer)}.`}
      lit={lit}
      kit={kit}
    />
  </g>
);
