/** Every state that a program can reach, and what came of it: for programs so small that all of them can be listed. */
import { apply, type Choice, choices, hashState, type Program, type State } from '../../../engine/index.ts';

export interface Explored {
  readonly states: number;
  /** States in which nothing can happen any more. */
  readonly ends: readonly State[];
}

export function explore(prog: Program, initial: State, limit = 100_000): Explored {
  const seen = new Set([hashState(initial)]);
  const ends: State[] = [];
  const left: State[] = [initial];
  for (let state = left.pop(); state; state = left.pop()) {
    const all = choices(prog, state);
    if (all.length === 0) ends.push(state);
    for (const choice of all) {
      const next = apply(prog, state, choice).state;
      const hash = hashState(next);
      if (seen.has(hash)) continue;
      seen.add(hash);
      left.push(next);
    }
    if (seen.size > limit) throw new Error(`more than ${limit} states`);
  }
  return { states: seen.size, ends };
}

/** The state after these choices. */
export const reach = (prog: Program, initial: State, made: readonly Choice[]): State =>
  made.reduce((state, choice) => apply(prog, state, choice).state, initial);
