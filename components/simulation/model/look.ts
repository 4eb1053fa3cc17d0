/** One step as the panels see it: the state it led to, the state before, and what it did. */
import type { History, Scenario, State, StepRecord } from '@/engine/index.ts';

export interface Look<View = unknown> {
  readonly step: number;
  /** The step that was shown before it. */
  readonly from: number;
  readonly state: State;
  readonly view: View;
  /** Undefined at step 0, as are `beforeView` and `record`. */
  readonly before: State | undefined;
  readonly beforeView: View | undefined;
  readonly record: StepRecord | undefined;
  /** What was done since `before` and ahead of `record`, the latest first. */
  readonly between: () => readonly StepRecord[];
}

const NOTHING_BETWEEN = (): readonly StepRecord[] => [];
/** What passes is looked for no further back than this. */
const FAR = 240;

function between(history: Pick<History, 'record'>, from: number, step: number): readonly StepRecord[] {
  const out: StepRecord[] = [];
  for (let n = step - 1; n > Math.max(from, step - FAR); n--) {
    const record = history.record(n);
    if (record) out.push(record);
  }
  return out;
}

const views = new WeakMap<State, unknown>();

/** What the figures draw of a state. The same state gives the same object, so unchanged figures can be skipped. */
export function viewOf<View>(scenario: Scenario<View>, state: State): View {
  if (!views.has(state)) views.set(state, scenario.inspect(state));
  return views.get(state) as View;
}

/** @param from the step that was shown before it, where a level leaves some out */
export function lookAt<View>(
  scenario: Scenario<View>,
  history: History<View>,
  step: number,
  from = step - 1,
): Look<View> {
  const state = history.state(step);
  const before = step > 0 ? history.state(from) : undefined;
  return {
    step,
    from,
    state,
    view: viewOf(scenario, state),
    before,
    beforeView: before && viewOf(scenario, before),
    record: step > 0 ? history.record(step) : undefined,
    between: from < step - 1 ? () => between(history, from, step) : NOTHING_BETWEEN,
  };
}
