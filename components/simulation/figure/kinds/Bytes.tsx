import { memo } from 'react';
import { toneClass } from '../../stage/tone.ts';
import type { KindProps } from '../Body.tsx';
import styles from '../Figure.module.css';
import { Lit } from '../Lit.tsx';
import { lookClass } from '../look.ts';
import { placeItems } from '../place.ts';
import type { Bytes as BytesBody } from '../spec.ts';

/** Rows of bytes in hex; a label before them and a note in a row of its own below. */
export function Bytes({ body, top, width, height, lit, kit }: KindProps<BytesBody>) {
  const rows = Math.max(body.room ?? 0, body.items.length);
  const names = Math.max(0, ...body.items.map((i) => (i.label?.length ?? 0) * 6.4 + (i.label ? 8 : 0)));
  return placeItems(body.items, { top, width, height, rows, across: 1 }).map(({ item, box }) => (
    <ByteRow key={item.id} item={item} {...box} names={names} step={lit(item.id)} kit={kit} />
  ));
}

interface ByteRowProps extends Pick<KindProps<BytesBody>, 'kit'> {
  readonly item: BytesBody['items'][number];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly names: number;
  readonly step: number | undefined;
}

const ByteRow = memo(function ByteRow({ item, x, y, width, height, names, step, kit }: ByteRowProps) {
  const base = item.note ? y + 12 : y + height / 2 + 4;
  return (
    <Lit item={item} box={{ x, y, width, height }} step={step} kit={kit} mark="bar">
      {item.label !== undefined && item.label !== '' && (
        <text className={item.look === 'now' ? styles.strong : styles.small} x={x + 5} y={base}>
          {item.label}
        </text>
      )}
      <text className={styles.plain} x={x + 5 + names} y={base}>
        {item.runs.map(({ bytes, look, tone }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the nth run of bytes is what it is
          <tspan key={i} className={`${lookClass(look)} ${tone ? `${styles.toned} ${toneClass(tone)}` : ''}`}>
            {i > 0 ? ' ' : ''}
            {bytes}
          </tspan>
        ))}
      </text>
      {item.note !== undefined && item.note !== '' && (
        <text className={styles.means} x={x + 5 + names} y={base + 13}>
          {item.note}
        </text>
      )}
    </Lit>
  );
});
