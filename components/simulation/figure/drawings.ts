/** What each part of a figure shows of a view, made once for each view however often it is asked for. */
import { share } from '../model/share.ts';
import type { Drawn, FigureSpec, Format, Level } from './spec.ts';
import { isAtLeast } from './spec.ts';

/** The last drawing of a figure at a level and in a format: what is equal in the next one is taken over from it. */
const last = new WeakMap<object, Map<string, readonly (Drawn | null)[]>>();
const known = new WeakMap<object, Map<string, readonly (Drawn | null)[]>>();

/**
 * A drawing for each part of the figure, in their order; null for a part that is not drawn at this level, in this
 * format, or now.
 */
export function drawingsOf<V>(
  spec: FigureSpec<V>,
  view: V,
  level: Level,
  format: Format,
  withheld = false,
): readonly (Drawn | null)[] {
  const key = `${level} ${format}${withheld ? ' withheld' : ''}`;
  const holder = view as object;
  let ofView = known.get(holder);
  if (!ofView) {
    ofView = new Map();
    known.set(holder, ofView);
  }
  let drawn = ofView.get(key);
  if (!drawn) {
    drawn = spec.parts.map((part) => {
      const box = part.at[format];
      if (!box || !isAtLeast(level, part.from)) return null;
      return part.draw(view, { level, format, width: box.width, height: box.height, withheld });
    });
    const before = last.get(spec) ?? new Map<string, readonly (Drawn | null)[]>();
    last.set(spec, before);
    drawn = share(before.get(key), drawn);
    before.set(key, drawn);
    ofView.set(key, drawn);
  }
  return drawn;
}
