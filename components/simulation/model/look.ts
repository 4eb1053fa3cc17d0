/** One step as the panels see it: the state it led to, the state before, and what it did. */
import type { History, Scenario, State, StepRecord } from '@/engine/index.ts';

export interface Look<View = unknown> {
  readonly step: number;
  readonly state: State;
  readonly view: View;
  /** Undefined at step 0, as are `beforeView` and `record`. */
  readonly before: State | undefined;
  readonly beforeView: View | undefined;
  readonly record: StepRecord | undefined;
}

const views = new WeakMap<State, unknown>();

/** What the figures draw of a state. The same state gives the same object, so unchanged figures can be skipped. */
export function viewOf<View>(scenario: Scenario<View>, state: State): View {
  if (!views.has(state)) views.set(state, scenario.inspect(state));
  return views.get(state) as View;
}

export function lookAt<View>(scenario: Scenario<View>, history: History<View>, step: number): Look<View> {
  const state = history.state(step);
  const before = step > 0 ? history.state(step - 1) : undefined;
  return {
    step,
    state,
    view: viewOf(scenario, state),
    before,
    beforeView: before && viewOf(scenario, before),
    record: step > 0 ? history.record(step) : undefined,
  };
}
