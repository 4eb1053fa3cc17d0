import { memo } from 'react';
import { shorten } from '../../stage/text.ts';
import type { KindProps } from '../Body.tsx';
import styles from '../Figure.module.css';
import { fits, widthOf } from '../fit.ts';
import { Lit } from '../Lit.tsx';
import { lookClass } from '../look.ts';
import { placeItems } from '../place.ts';
import { type Item, nameOf, type Rows as RowsBody } from '../spec.ts';

const SIGN = 18;
const EDGE = 6;

/** Sign, label, value and note of each item in a row of its own. */
export function Rows({ body, level, top, width, height, lit, kit }: KindProps<RowsBody>) {
  const signs = body.items.some((i) => i.sign !== undefined);
  return placeItems(body.items, {
    top,
    width,
    height,
    rows: Math.ceil(Math.max(body.room ?? 0, body.items.length) / (body.across ?? 1)),
    across: body.across ?? 1,
  }).map((p) => (
    <Row
      key={p.item.id}
      {...p}
      {...p.box}
      signs={signs}
      stops={body.stops?.join(' ') ?? ''}
      name={nameOf(p.item, level, lit(p.item.id) !== undefined)}
      step={lit(p.item.id)}
      kit={kit}
    />
  ));
}

/** A name that is a little too long for its row is set narrower. The drawing test refuses more than `NARROW`. */
const narrowed = (name: string, room: number) =>
  widthOf(name, 'text') > room ? ({ textLength: room, lengthAdjust: 'spacingAndGlyphs' } as const) : {};
export const NARROW = 1.2;

interface RowProps extends Pick<KindProps<RowsBody>, 'kit'> {
  readonly item: Item;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly signs: boolean;
  readonly stops: string;
  readonly step: number | undefined;
}

const Row = memo(function Row({
  item,
  name: wanted,
  x,
  y,
  width,
  height,
  signs,
  stops,
  step,
  kit,
}: RowProps) {
  const { sign, value = '', note = '', look } = item;
  const base = y + height / 2 + 4;
  const left = x + EDGE + (signs ? SIGN : 0);
  const right = x + width - EDGE;
  const [valueAt, noteAt] = stops === '' ? [] : stops.split(' ').map((s) => x + Number(s) * width);
  // A term that finds no room beside the value is left to the sentence.
  const fitting = right - left - widthOf(value) - 6;
  const name =
    stops === '' && item.label !== undefined && widthOf(wanted, 'text') > fitting && wanted !== ''
      ? item.label
      : wanted;
  // Whatever is at the right edge keeps its room; the label gives way.
  const valueRoom =
    valueAt === undefined
      ? right - left - widthOf(name, 'text') - 6
      : (note === '' ? right : (noteAt ?? right)) - valueAt - 4;
  const alone = name === '';
  return (
    <Lit item={item} box={{ x, y, width, height }} step={step} kit={kit} mark="bar">
      {sign !== undefined && (
        <text className={look === 'bad' ? styles.bad : styles.sign} x={x + 12} y={base} textAnchor="middle">
          {sign}
        </text>
      )}
      {name !== '' && (
        <text
          className={stops === '' ? styles.small : styles.name}
          x={left}
          y={base}
          {...(stops === '' && narrowed(name, right - left))}
        >
          {name}
        </text>
      )}
      {value !== '' && (
        <text
          className={lookClass(look)}
          x={alone ? left : (valueAt ?? right)}
          y={base}
          textAnchor={alone || valueAt !== undefined ? 'start' : 'end'}
        >
          {shorten(value, fits(alone ? right - left : valueRoom))}
        </text>
      )}
      {note !== '' && (
        <text
          className={look === 'bad' ? styles.bad : styles.means}
          x={noteAt ?? right}
          y={base}
          textAnchor={noteAt === undefined ? 'end' : 'start'}
        >
          {shorten(note, fits(right - (noteAt ?? left), 'text'))}
        </text>
      )}
    </Lit>
  );
});
