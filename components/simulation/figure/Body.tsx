import type { ComponentType } from 'react';
import type { Kit } from '../stage/kit.ts';
import { Bytes } from './kinds/Bytes.tsx';
import { Cells } from './kinds/Cells.tsx';
import { Chips } from './kinds/Chips.tsx';
import { Columns } from './kinds/Columns.tsx';
import { Lines } from './kinds/Lines.tsx';
import { Rows } from './kinds/Rows.tsx';
import { Single } from './kinds/Single.tsx';
import type { Body as BodySpec, Level } from './spec.ts';

export interface KindProps<B extends BodySpec> {
  readonly body: B;
  readonly level: Level;
  /** Where the body begins, under the title. */
  readonly top: number;
  /** Of the whole part. */
  readonly width: number;
  readonly height: number;
  /** The step, where it lights the item. */
  readonly lit: (item: string) => number | undefined;
  readonly kit: Kit;
}

const KINDS: { readonly [K in BodySpec['kind']]: ComponentType<KindProps<Extract<BodySpec, { kind: K }>>> } =
  {
    rows: Rows,
    columns: Columns,
    cells: Cells,
    bytes: Bytes,
    chips: Chips,
    lines: Lines,
    single: Single,
  };

/** What a part holds, drawn by its kind. */
export function Body(props: KindProps<BodySpec>) {
  const Kind = KINDS[props.body.kind] as ComponentType<KindProps<BodySpec>>;
  return <Kind {...props} />;
}
