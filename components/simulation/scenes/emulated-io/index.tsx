/** The scene of emulated-io: the round trip of one access, and the tally of all of a command. */

import { EventsKey } from '../block-io/EventsKey.tsx';
import type { Scene } from '../scene.ts';
import { Figure } from './Figure.tsx';
import { LAYOUTS } from './layouts.ts';

export const emulatedIoScene: Scene = { layouts: LAYOUTS, Figure, Key: EventsKey };
