/** The pairs of an address, as readSpec takes them. Of the engine it has a type only: a page needs it at once. */
import type { Pair, RawParams } from '@/engine/index.ts';

/** What addresses of embeds have besides: a link may be carried from one kind of page to the other. */
export const EMBED_NAMES = ['theme', 'v', 'lang'];

/** Where one pair ends: also where a sender has added a second question mark instead of an `&`. */
const BETWEEN = /&|\?(?=[A-Za-z_][\w.-]*=)/;

/** Where another pair begins within a value. */
const BEGINS = /&(?:amp;)*[A-Za-z_][\w.-]*=/;

/** @param search from its question mark on, or empty */
export function pairsOfQuery(search: string): readonly Pair[] {
  return search
    .replace(/^\?/, '')
    .split(BETWEEN)
    .filter((part) => part !== '')
    .flatMap(pairOf);
}

function pairOf(part: string): readonly Pair[] {
  const at = part.indexOf('=');
  // A query that was encoded as a whole.
  if (at < 0 && /=|%3d/i.test(decoded(part))) return pairsOfQuery(decoded(part));
  const name = decoded(at < 0 ? part : part.slice(0, at));
  const raw = at < 0 ? '' : part.slice(at + 1);
  const typed = decoded(raw);
  // What was encoded from the first value on: no value of ours has an `&`.
  const more = BEGINS.exec(typed);
  if (more) return [[name, typed.slice(0, more.index)], ...pairsOfQuery(typed.slice(more.index + 1))];
  const value = decoded(raw.replaceAll('+', ' '));
  return value === typed ? [[name, value]] : [[name, value, typed]];
}

/** The pairs as the query of a link: "" or "?at=…". */
export function queryOf(pairs: RawParams): string {
  const text = new URLSearchParams(Object.entries(pairs)).toString();
  return text ? `?${text}` : '';
}

/** A text with broken escapes stays what it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
