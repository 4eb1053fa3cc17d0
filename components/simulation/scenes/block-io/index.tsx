/** The scene of block-io: the shared ring, the grants, the event channel, the data and the disk. */
import type { Scene } from '../scene.ts';
import { Figure } from './Figure.tsx';
import { Key } from './Key.tsx';
import { LAYOUTS } from './layouts.ts';

export const blockIoScene: Scene = {
  layouts: LAYOUTS,
  Figure,
  Key,
  detail: {
    title: 'The indices as 32-bit counters',
    load: () => import('./Counters.tsx').then((m) => ({ default: m.Counters })),
  },
};
