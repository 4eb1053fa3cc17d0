/** The stage of one side of a race: low enough for two to stand over each other on a phone, with bands of one height. */
import type { Instance } from '@/engine/index.ts';
import type { SmallScene } from '../scenes/scene.ts';
import { type LayoutSpec, type StageLayout, stageLayout } from '../stage/layout.ts';

/** Where a scenario without a small format has its lanes. */
const LANES: SmallScene['lanes'] = { guest: [54], host: [100, 38, 104] };

const BANDS: Omit<LayoutSpec, 'lanes'> = {
  orientation: 'portrait',
  width: 360,
  margin: 14,
  title: 22,
  heights: [50, 124, 70, 56],
  stand: [24, 26, 28, 28],
  trails: { guest: 1, host: -1 },
};

export const smallLayout = (
  scene: SmallScene | undefined,
  { program, platform }: Pick<Instance, 'program' | 'platform'>,
): StageLayout =>
  stageLayout({ ...BANDS, format: 'small', lanes: scene?.lanes ?? LANES }, program.threads, platform);
