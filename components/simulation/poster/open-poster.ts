/** What a poster needs, from an address: to be called where pages are made. */
import { type Depth, loadScenario, readSpec, stepAt, wayOf } from '@/engine/index.ts';
import { depthFor, depthsOf, shownStep } from '../model/levels.ts';
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
  const at = stepAt(run.history, spec.at) ?? 0;
  const wanted = spec.level ?? depthFor(run, spec.at, at);
  const level = depthsOf(run).includes(wanted) ? wanted : 'lines';
  return { run, step: shownStep(run, level, at), level, scene };
}
