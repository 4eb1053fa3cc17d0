/** The scenes by scenario id. Each is a chunk of its own. */
import { type Glance, glanceOf, type Scene } from './scene.ts';

const LOADERS: Readonly<Record<string, () => Promise<Scene>>> = {
  'block-io': () => import('./block-io/index.tsx').then((m) => m.blockIoScene),
  'emulated-io': () => import('./emulated-io/index.tsx').then((m) => m.emulatedIoScene),
  unplug: () => import('./unplug.ts').then((m) => m.unplugScene),
  hypercall: () => import('./hypercall.ts').then((m) => m.hypercallScene),
  'event-channels': () => import('./event-channels.ts').then((m) => m.eventChannelsScene),
  'ept-walk': () => import('./ept-walk/index.tsx').then((m) => m.eptWalkScene),
};

/** The scene of a scenario, or undefined where the generic stage has to do. */
export const loadScene = async (id: string): Promise<Scene | undefined> =>
  Object.hasOwn(LOADERS, id) ? LOADERS[id]?.() : undefined;

const GLANCES: Readonly<Record<string, () => Promise<Glance>>> = {
  'block-io': () => import('./block-io/Glance.tsx').then((m) => m.blockIoGlance),
  'emulated-io': () => import('./emulated-io/Glance.tsx').then((m) => m.emulatedIoGlance),
};

/** The scene at a glance, or undefined where threads and trails have to do. */
export const loadGlance = async (id: string): Promise<Glance | undefined> => {
  if (Object.hasOwn(GLANCES, id)) return GLANCES[id]?.();
  const scene = await loadScene(id);
  return scene && glanceOf(scene);
};
