import { memo } from 'react';
import { shorten } from '../../stage/text.ts';
import type { KindProps } from '../Body.tsx';
import { fits } from '../fit.ts';
import { Lit } from '../Lit.tsx';
import { fillClass, insideClass } from '../look.ts';
import { placeItems } from '../place.ts';
import { type Chips as ChipsBody, type Item, nameOf } from '../spec.ts';

const PITCH = 23;

/** Pills with a name and a value. */
export function Chips({ body, level, top, width, height, lit, kit }: KindProps<ChipsBody>) {
  const { items, per } = body;
  const space = {
    top,
    width,
    height,
    rows: Math.ceil(items.length / per),
    across: per,
    byRow: true,
    pitch: PITCH,
    gap: 3,
  };
  return placeItems(items, space).map(({ item, box }) => (
    <Chip
      key={item.id}
      item={item}
      {...box}
      name={nameOf(item, level, lit(item.id) !== undefined)}
      step={lit(item.id)}
      kit={kit}
    />
  ));
}

interface ChipProps extends Pick<KindProps<ChipsBody>, 'kit'> {
  readonly item: Item;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly step: number | undefined;
}

const Chip = memo(function Chip({ item, name, x, y, width, height, step, kit }: ChipProps) {
  const box = { x, y, width, height };
  const text = [name, item.value].filter(Boolean).join(' ');
  return (
    <Lit
      item={item}
      box={box}
      step={step}
      kit={kit}
      ground={<rect className={fillClass(item.look)} {...box} rx={2} />}
    >
      <text className={insideClass(item.look)} x={x + width / 2} y={y + height / 2 + 4} textAnchor="middle">
        {shorten(text, fits(width - 4))}
      </text>
    </Lit>
  );
});
