/** The address of what is shown: the pairs that a link carries. */
import { atOf, type RawParams, writeSpec } from '@/engine/index.ts';
import type { PlayerState } from '../store.ts';
import { depthFor } from './levels.ts';

export function pairsOf({ run, step, level, mode, chrome, shown }: PlayerState): RawParams {
  const at = atOf(run.history, step);
  return writeSpec(run.scenario, {
    scenario: run.scenario.id,
    params: run.params,
    ...run.history.instance.way,
    at,
    ...(level !== depthFor(run, at, step) && { level }),
    mode,
    chrome,
    ...shown,
  });
}
