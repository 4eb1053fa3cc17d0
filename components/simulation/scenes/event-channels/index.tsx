/** The scene of event-channels: the words that Xen and the kernels share, the ports, and the way to a vCPU. */
import type { Scene } from '../scene.ts';
import { Figure } from './Figure.tsx';
import { Key } from './Key.tsx';
import { LAYOUTS } from './layouts.ts';

export const eventChannelsScene: Scene = { layouts: LAYOUTS, Figure, Key };
