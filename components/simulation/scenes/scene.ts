/** A scene is one scenario's figure, and what is shown under the stage on demand. */
import type { ComponentType } from 'react';
import type { FigureSpec } from '../figure/spec.ts';
import type { Look } from '../model/look.ts';
import type { LayoutSpec } from '../stage/layout.ts';

export interface DetailProps {
  readonly look: Look;
}

export interface Scene {
  readonly spec: FigureSpec<unknown>;
  readonly layouts: FigureSpec<unknown>['layouts'];
  /** What is shown under the stage on demand. */
  readonly detail?: {
    readonly title: string;
    readonly load: () => Promise<{ readonly default: ComponentType<DetailProps> }>;
  };
}

/** A scene where several stand on a page, as in a race: the story of the same figure in the `small` format. */
export interface SmallScene {
  readonly spec: FigureSpec<unknown>;
  /** Distance of each column's lanes from its outer edge, in the order of its threads. */
  readonly lanes: LayoutSpec['lanes'];
}

/** A scene made from a figure. */
export const sceneOf = <V>(spec: FigureSpec<V>, detail?: Scene['detail']): Scene => ({
  spec: spec as FigureSpec<unknown>,
  layouts: spec.layouts,
  ...(detail && { detail }),
});

/** The small form of a scene; undefined where its figure has no small format. */
export const smallSceneOf = ({ spec }: Scene): SmallScene | undefined =>
  spec.layouts.small && { spec, lanes: spec.layouts.small.lanes };
