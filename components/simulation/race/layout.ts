/** The stage of a race: the same bands on both sides, low enough for two to stand over each other on a phone. */
import type { Instance } from '@/engine/index.ts';
import type { Glance } from '../scenes/scene.ts';
import { SMALL, type StageLayout, stageLayout } from '../stage/layout.ts';

const LANES: Glance['lanes'] = { guest: [54], host: [100, 38, 104] };

export const glanceLayout = (
  glance: Glance | undefined,
  { program, platform }: Pick<Instance, 'program' | 'platform'>,
): StageLayout =>
  stageLayout({ ...SMALL, format: 'small', lanes: glance?.lanes ?? LANES }, program.threads, platform);
