/** The scenes by scenario id. Each is a chunk of its own. */
import type { Scene } from './scene.ts';

const LOADERS: Readonly<Record<string, () => Promise<Scene>>> = {
  'block-io': () => import('./block-io/index.tsx').then((m) => m.blockIoScene),
};

/** The scene of a scenario, or undefined where the generic stage has to do. */
export const loadScene = async (id: string): Promise<Scene | undefined> =>
  Object.hasOwn(LOADERS, id) ? LOADERS[id]?.() : undefined;
