/** Whether an embed can be opened with these pairs. It needs the engine, so a page fetches it when something is chosen. */

import { EMBED_NAMES } from '@/components/simulation/model/query.ts';
import { createPlayer } from '@/components/simulation/store.ts';
import { InputError, loadScenario, readSpec } from '@/engine/index.ts';
import { themeProblem } from '../_embed/theme.ts';

/** What is wrong with them, in the sentence that the embed itself would say; undefined where nothing is. */
export async function problemOf(
  id: string,
  pairs: readonly (readonly [string, string])[],
): Promise<string | undefined> {
  const scenario = await loadScenario(id);
  const { spec, problems } = readSpec(scenario, pairs, EMBED_NAMES);
  const early = problems[0] ?? themeProblem(pairs);
  if (early) return early;
  try {
    const player = createPlayer(scenario, spec);
    player.getState().dispose();
    return player.getState().problems[0];
  } catch (e) {
    if (e instanceof InputError) return e.message;
    throw e;
  }
}
