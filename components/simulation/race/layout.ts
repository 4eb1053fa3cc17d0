/** The stage of one side of a race, with bands of one height on all sides. */
import type { Instance } from '@/engine/index.ts';
import type { SmallScene } from '../scenes/scene.ts';
import { type LayoutSpec, SMALL, type StageLayout, stageLayout } from '../stage/layout.ts';

/** Where a scenario without a small format has its lanes. */
const LANES: SmallScene['lanes'] = { guest: [54], host: [100, 38, 104] };

export const smallSpec = (scene: SmallScene | undefined): LayoutSpec => ({
  ...SMALL,
  format: 'small',
  lanes: scene?.lanes ?? LANES,
});

export const smallLayout = (
  scene: SmallScene | undefined,
  { program, platform }: Pick<Instance, 'program' | 'platform'>,
): StageLayout => stageLayout(smallSpec(scene), program.threads, platform);
