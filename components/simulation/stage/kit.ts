/**
 * The three things that move, as the drawing code sees them. The live stage passes moving ones (motion/), the poster
 * still ones (poster/): one drawing, two kits.
 */
import type { ComponentType, ReactNode } from 'react';
import type { FigureSpec } from '../figure/spec.ts';
import type { Tone } from '../model/worlds.ts';
import type { Point } from './geometry.ts';
import type { StageLayout } from './layout.ts';

/** A thing with identity that stands at a place of the stage. */
export interface TokenProps {
  readonly x: number;
  readonly y: number;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A highlight that is strong when its step begins and then rests. Its children are the highlight's shape. */
export interface FlashProps {
  /** The step that lights it: a new step flashes anew. */
  readonly step: number;
  /** How strongly it rests while its step is on the stage: 0 where an outline stays. */
  readonly rest?: number;
  readonly children: ReactNode;
}

/** What crosses in a step: a path that lights, and a spark that runs along it. */
export interface WireProps {
  readonly points: readonly Point[];
  /** It crossed from the last point to the first. */
  readonly back?: boolean;
  readonly step: number;
  /** It only lights: what crosses here is seen to move itself. */
  readonly still?: boolean;
  readonly className?: string | undefined;
  /** Of what runs along it. */
  readonly tone?: Tone | undefined;
}

/** What places the parts of a figure. */
export interface PlacingProps {
  readonly spec: FigureSpec<unknown>;
  readonly layout: StageLayout;
}

/** How strongly a highlight rests unless it says otherwise. */
export const REST = 0.3;

export interface Kit {
  readonly Token: ComponentType<TokenProps>;
  readonly Flash: ComponentType<FlashProps>;
  readonly Wire: ComponentType<WireProps>;
  /** For those who make figures: drawn over everything else, in development only. */
  readonly Placing?: ComponentType<PlacingProps>;
}
