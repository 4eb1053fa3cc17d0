import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import type { Scene } from './scenes/scene.ts';
import type { Orientation } from './stage/layout.ts';

/** What the widget at any level is given. */
export interface LevelViewProps {
  readonly frame: RefObject<HTMLElement | null>;
  readonly orientation: Orientation;
  readonly title: string;
  readonly scene: Scene | undefined;
  readonly linkTo: (query: string) => string;
  readonly onKeyDown: (e: KeyboardEvent<HTMLElement>) => void;
  /** What is said above the stage, and the list of keys while it is open. */
  readonly notes: ReactNode;
}
