/** What is searched: a producer and a consumer on one ring, with every order of events. */
import {
  instantiate,
  loadScenario,
  type MemoryModel,
  type Program,
  readParams,
  type State,
  strikeOut,
  withMemory,
} from '../../engine/index.ts';

/** A line that is left out, so that a wake-up may be lost. ring.pml knows this one. */
export type Losing = 'the barrier of the consumer’s final check';

export interface Run {
  readonly slots: number;
  readonly requests: number;
  readonly memory: MemoryModel;
  readonly without?: Losing;
}

/** The subject first; then one that can be found wanting. */
export const RUNS = [
  { slots: 2, requests: 3, memory: 'tso' },
  { slots: 2, requests: 3, memory: 'sc' },
  { slots: 2, requests: 2, memory: 'tso', without: 'the barrier of the consumer’s final check' },
] as const satisfies readonly Run[];

const scenario = await loadScenario('shared-ring');

export function systemOf({ slots, requests, memory, without }: Run): {
  readonly program: Program;
  readonly initial: State;
} {
  const params = readParams(scenario.params, { slots: String(slots), requests: String(requests) });
  const { program, initial } = instantiate(scenario, params);
  const whole = withMemory(program, memory);
  return { program: without ? strikeOut(whole, 'RING_FINAL_CHECK_FOR_REQUESTS', 'mb') : whole, initial };
}
