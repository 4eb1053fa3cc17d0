/** How the present step is to be shown. */
import { createContext, type RefObject } from 'react';

export interface Motion {
  /** False after a jump or while a key is held: things are simply where they are. */
  readonly travel: boolean;
  /** The reader asked for reduced motion: nothing travels, changes fade. */
  readonly reduced: boolean;
  /** Lies over the drawing, and holds the sparks that run along its wires. */
  readonly sparks?: RefObject<HTMLElement | null>;
}

export const MotionContext = createContext<Motion>({ travel: false, reduced: true });
