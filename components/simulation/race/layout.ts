/** The stage of a race: the same bands on both sides, low enough for two to stand over each other on a phone. */
import type { Instance } from '@/engine/index.ts';
import type { Glance } from '../scenes/scene.ts';
import { type LayoutSpec, type StageLayout, stageLayout } from '../stage/layout.ts';

const LANES: Glance['lanes'] = { guest: [54], host: [100, 38, 104] };

const BANDS: Omit<LayoutSpec, 'lanes'> = {
  orientation: 'portrait',
  width: 360,
  margin: 14,
  title: 22,
  heights: [50, 124, 70, 56],
  stand: [24, 26, 28, 28],
  trails: { guest: 1, host: -1 },
};

export const glanceLayout = (
  glance: Glance | undefined,
  { program, platform }: Pick<Instance, 'program' | 'platform'>,
): StageLayout =>
  stageLayout({ ...BANDS, format: 'small', lanes: glance?.lanes ?? LANES }, program.threads, platform);
