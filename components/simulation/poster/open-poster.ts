/** What a poster needs, from an address: to be called where pages are made. */
import type { ComponentType } from 'react';
import { loadScenario, readSpec, stepAt, wayOf } from '@/engine/index.ts';
import { type Run, runOf } from '../model/run.ts';
import { loadScene } from '../scenes/index.ts';
import type { DetailProps, Scene } from '../scenes/scene.ts';

export interface PosterData {
  readonly run: Run;
  readonly step: number;
  readonly scene: Scene | undefined;
  /** What the scene shows on demand: a page without scripts must have it. */
  readonly Detail: ComponentType<DetailProps> | undefined;
}

/** Runs the scenario as the widget will. */
export async function openPoster(
  id: string,
  pairs: readonly (readonly [string, string])[] = [],
): Promise<PosterData> {
  const [scenario, scene] = await Promise.all([loadScenario(id), loadScene(id)]);
  const { spec } = readSpec(scenario, pairs);
  const run = runOf(scenario, spec.params, wayOf(spec));
  const detail = await scene?.detail?.load();
  return { run, step: stepAt(run.history, spec.at) ?? 0, scene, Detail: detail?.default };
}
