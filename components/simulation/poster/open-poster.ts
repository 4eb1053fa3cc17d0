/** What a poster needs, from an address: to be called where pages are made. */
import { type Depth, loadScenario, readSpec, wayOf } from '@/engine/index.ts';
import { arrivalAt } from '../model/levels.ts';
import { type Run, runOf } from '../model/run.ts';
import { loadScene } from '../scenes/index.ts';
import type { Scene } from '../scenes/scene.ts';

export interface PosterData {
  readonly run: Run;
  readonly step: number;
  readonly level: Depth;
  readonly scene: Scene | undefined;
}

/** Runs the scenario as the widget will. */
export async function openPoster(
  id: string,
  pairs: readonly (readonly [string, string])[] = [],
): Promise<PosterData> {
  const [scenario, scene] = await Promise.all([loadScenario(id), loadScene(id)]);
  const { spec } = readSpec(scenario, pairs);
  const run = runOf(scenario, spec.params, wayOf(spec));
  const { step, level } = arrivalAt(run, spec);
  return { run, step, level, scene };
}
