/** The stage of one side of a race, with bands of one height on all sides. */
import type { Instance } from '@/engine/index.ts';
import type { SmallScene } from '../scenes/scene.ts';
import { SMALL, type StageLayout, stageLayout } from '../stage/layout.ts';

/** Where a scenario without a small format has its lanes. */
const LANES: SmallScene['lanes'] = { guest: [54], host: [100, 38, 104] };

export const smallLayout = (
  scene: SmallScene | undefined,
  { program, platform }: Pick<Instance, 'program' | 'platform'>,
): StageLayout =>
  stageLayout({ ...SMALL, format: 'small', lanes: scene?.lanes ?? LANES }, program.threads, platform);
