/** The address of what is shown: the pairs that a link carries. */
import { atOf, type RawParams, writeSpec } from '@/engine/index.ts';
import type { PlayerState } from '../store.ts';

export const pairsOf = ({ run, step, mode, chrome }: PlayerState): RawParams =>
  writeSpec(run.scenario, {
    scenario: run.scenario.id,
    params: run.params,
    ...run.history.instance.way,
    at: atOf(run.history, step),
    mode,
    chrome,
  });

/** The pairs as the query of a link: "" or "?at=…". */
export function queryOf(pairs: RawParams): string {
  const text = new URLSearchParams(Object.entries(pairs)).toString();
  return text ? `?${text}` : '';
}
