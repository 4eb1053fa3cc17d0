/** The scenes by scenario id. Each is a chunk of its own. */
import { type Scene, type SmallScene, smallSceneOf } from './scene.ts';

const LOADERS: Readonly<Record<string, () => Promise<Scene>>> = {
  'shared-ring': () => import('./shared-ring.ts').then((m) => m.sharedRingScene),
  'block-io': () => import('./block-io.ts').then((m) => m.blockIoScene),
  'emulated-io': () => import('./emulated-io.ts').then((m) => m.emulatedIoScene),
  unplug: () => import('./unplug.ts').then((m) => m.unplugScene),
  hypercall: () => import('./hypercall.ts').then((m) => m.hypercallScene),
  'event-channels': () => import('./event-channels.ts').then((m) => m.eventChannelsScene),
  'ept-walk': () => import('./ept-walk.ts').then((m) => m.eptWalkScene),
};

/** The scene of a scenario, or undefined where the generic stage has to do. */
export const loadScene = async (id: string): Promise<Scene | undefined> =>
  Object.hasOwn(LOADERS, id) ? LOADERS[id]?.() : undefined;

/** The small form of a scene, or undefined where threads and trails have to do. */
export const loadSmallScene = async (id: string): Promise<SmallScene | undefined> => {
  const scene = await loadScene(id);
  return scene && smallSceneOf(scene);
};
