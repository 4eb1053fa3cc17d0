/** How the present step is to be shown. */
import { createContext } from 'react';

export interface Motion {
  /** False after a jump or while a key is held: things are simply where they are. */
  readonly travel: boolean;
  /** The reader asked for reduced motion: nothing travels, changes fade. */
  readonly reduced: boolean;
}

export const MotionContext = createContext<Motion>({ travel: false, reduced: true });
