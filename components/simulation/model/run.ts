/** A scenario that has been executed with some parameters, and what is asked of the run as a whole. */
import {
  History,
  instantiate,
  type Params,
  type Scenario,
  type Spec,
  type Visitor,
  type Way,
  writeSchedule,
} from '@/engine/index.ts';
import { type Chapter, chaptersOf } from './chapters.ts';
import { type RunIndex, runIndex } from './run-index.ts';

export interface Run {
  readonly scenario: Scenario;
  readonly params: Params;
  readonly history: History;
  readonly index: RunIndex;
  readonly chapters: readonly Chapter[];
}

/**
 * Throws an InputError where the scenario refuses the parameters, or a choice that was made by hand is not possible.
 * @param visitors who else needs to see every step
 */
export function runOf(
  scenario: Scenario,
  params: Params,
  way: Way = {},
  visitors: readonly Visitor[] = [],
): Run {
  const instance = instantiate(scenario, params, way);
  const index = runIndex(instance);
  const history = new History(instance, [index.visit, ...visitors]);
  return {
    scenario,
    params,
    history,
    index: index.done(),
    chapters: chaptersOf(history),
  };
}

const textOf = ({ memory = 'sc', schedule = [], without }: Way): string =>
  [memory, writeSchedule(schedule), without ?? 'all lines'].join(' ');

/** Is this the run that the address names: with the same parameters, in the same order, without the same lines? */
export const isRunOf = ({ scenario, params, history }: Run, spec: Spec): boolean =>
  scenario.params.every((p) => params[p.id] === spec.params[p.id]) &&
  textOf(history.instance.way) === textOf(spec);
