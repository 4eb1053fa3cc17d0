/** The scene of ept-walk: the grid of loads, the entry at hand, and where the access ended. */
import type { Scene } from '../scene.ts';
import { Figure } from './Figure.tsx';
import { Key } from './Key.tsx';
import { LAYOUTS } from './layouts.ts';

export const eptWalkScene: Scene = {
  layouts: LAYOUTS,
  Figure,
  Key,
  detail: { title: 'What the processor remembers', load: () => import('./Remembered.tsx') },
};
