/** The scene of a hypercall: the guest's registers, page and structure; the checks, table and walk in Xen; the processor. */
import type { Scene } from '../scene.ts';
import { Figure } from './Figure.tsx';
import { Key } from './Key.tsx';
import { LAYOUTS } from './layouts.ts';

export const hypercallScene: Scene = { layouts: LAYOUTS, Figure, Key };
