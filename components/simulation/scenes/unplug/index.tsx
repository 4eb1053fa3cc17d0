/** The scene of unplug: the bus whose slots empty, the bus that stays, and who drives what. */
import type { Scene } from '../scene.ts';
import { Figure } from './Figure.tsx';
import { Key } from './Key.tsx';
import { LAYOUTS } from './layouts.ts';

export const unplugScene: Scene = { layouts: LAYOUTS, Figure, Key };
