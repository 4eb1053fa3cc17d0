/** What lights an item, for all figures alike: its focus was touched in this step, or what it shows has changed. */
import { type Focus, MAX_LIT } from '../model/focus.ts';
import { type Drawn, type Item, itemsOf } from './spec.ts';

/** All that can be seen of an item, so that two can be compared. Where a mark stands is not: a journey shows that. */
const shown = ({ sign, label, value, note, look, ...rest }: Item): string =>
  [sign, label, value, note, look, 'runs' in rest ? JSON.stringify(rest.runs) : ''].join('\n');

/** An item that a step lights: it shows something new, or was only looked at. */
export interface Light {
  readonly id: string;
  readonly looked: boolean;
}

/**
 * The items that a step lights. Where more than seven are new at once, the part shows something else than
 * before (other bits, another table), and only what the step touched is lit.
 * @param before the drawing of the state before the step; undefined at the start, where nothing has changed
 */
export function litItems(now: Drawn, before: Drawn | null | undefined, focus: Focus): readonly Light[] {
  const old = before && new Map(itemsOf(before).map((i) => [i.id, shown(i)]));
  const items = itemsOf(now);
  const fresh = items.filter((i) => !i.steady && isNew(old, i));
  const changed = new Set(fresh.length > MAX_LIT ? [] : fresh);
  return items
    .filter((i) => changed.has(i) || i.lights?.some((id) => focus.has(id)))
    .map((i) => ({ id: i.id, looked: old != null && !isNew(old, i) }));
}

const isNew = (old: ReadonlyMap<string, string> | null | undefined, item: Item): boolean =>
  old !== undefined && old !== null && old.get(item.id) !== shown(item);
