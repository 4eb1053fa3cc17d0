/** A scene draws one scenario's mechanisms in the middle of the stage: a component of what is looked at. */
import type { ComponentType } from 'react';
import type { FigureSpec } from '../figure/spec.ts';
import type { Focus } from '../model/focus.ts';
import type { Look } from '../model/look.ts';
import type { Column } from '../model/worlds.ts';
import type { Kit } from '../stage/kit.ts';
import type { LayoutSpec, Orientation, StageLayout } from '../stage/layout.ts';

export interface SceneProps {
  readonly uid: string;
  readonly look: Look;
  readonly layout: StageLayout;
  readonly focus: Focus;
  readonly kit: Kit;
  /** Explanations by id of the drawn thing. */
  readonly legend: Readonly<Record<string, string>>;
}

export interface DetailProps {
  readonly look: Look;
}

export interface Scene {
  /** The figure as data. A scene that has none draws itself by the components below. */
  readonly spec?: FigureSpec<unknown>;
  readonly layouts: Readonly<Record<Orientation, LayoutSpec>>;
  /** Drawn inside the stage's SVG. */
  readonly Figure?: ComponentType<SceneProps>;
  /** The key to the figure's signs, under the stage. */
  readonly Key?: ComponentType;

  /** What is shown under the stage on demand. */
  readonly detail?: {
    readonly title: string;
    readonly load: () => Promise<{ readonly default: ComponentType<DetailProps> }>;
  };
}

/** A scene where several stand on a page, as in a race: the story of the same figure in the `small` format. */
export interface SmallScene {
  readonly spec?: FigureSpec<unknown>;
  /** Distance of each column's lanes from its outer edge, in the order of its threads. */
  readonly lanes: Readonly<Record<Column, readonly number[]>>;
  readonly Figure?: ComponentType<SceneProps>;
}

/** A scene made from a figure. */
export const sceneOf = <V>(spec: FigureSpec<V>, detail?: Scene['detail']): Scene => ({
  spec: spec as FigureSpec<unknown>,
  layouts: spec.layouts,
  ...(detail && { detail }),
});

/** The small form of a scene; undefined where its figure has no small format. */
export const smallSceneOf = ({ spec }: Scene): SmallScene | undefined =>
  spec?.layouts.small && { spec, lanes: spec.layouts.small.lanes };
