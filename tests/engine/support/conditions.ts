/**
 * Which lines of a listing are conditions, read from their text: `if (…) action`, `while (…)`, `for (…)`, and
 * `condition: action`. Used to check that a line whose condition failed says so.
 */

export interface Condition {
  /** What is done when the condition holds; '' where the lines below it are. */
  readonly action: string;
  /** A loop's foot: when its condition holds, the thread goes back. */
  readonly foot: boolean;
}

const KEYWORD = /^(?:\w+: )?(\} )?(?:else )?(?:if|while|for each|for_each\w*|for)\b/;
/** The action itself moves the thread, so that standing still means that it was not done. */
const MOVES = /\b(goto|return|break|continue|again|done|retry|violation|fault)\b|VM exit|#(GP|PF)/;

export const moves = (action: string): boolean => MOVES.test(action);

/** The text without its comment. */
const bare = (text: string): string => text.replace(/\s+\/\/.*$/, '').trim();

export function conditionOf(text: string): Condition | undefined {
  const t = bare(text);
  if (t === 'for ever') return undefined;
  const keyword = KEYWORD.exec(t);
  if (keyword) return { action: afterCondition(t.slice(keyword[0].length)), foot: keyword[1] !== undefined };
  // `case X:` is reached by its switch alone; `call(): failure → errno` is a call and how it may end.
  const [, left, right] = /^(.*?): (.*)$/.exec(t) ?? [];
  if (left === undefined || right === undefined) return undefined;
  const isCondition = !/^(case|switch|else)\b|\w\(| = /.test(left) && !/→|^switch\b/.test(right);
  return isCondition ? { action: right, foot: false } : undefined;
}

function afterCondition(text: string): string {
  const rest = text.trim();
  const end = rest.startsWith('(') ? closing(rest) : rest.indexOf(':') < 0 ? rest.length : rest.indexOf(':');
  return rest
    .slice(end)
    .replace(/^[:;\s{]+/, '')
    .replace(/[}\s]+$/, '');
}

/** Behind the parenthesis that closes the first one. */
function closing(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')' && --depth === 0) return i + 1;
  }
  return text.length;
}
