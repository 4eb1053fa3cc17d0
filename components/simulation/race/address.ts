/**
 * The address of a moment of a race: `clock`, and `at`, which names a goal and ticks since it began, or a call, or a
 * moment of any side. A side stands at the stop of its story that contains it.
 */
import {
  type At,
  atOf,
  CLOCKS,
  type ClockId,
  goalAt,
  OPEN,
  type Pair,
  type Params,
  type RawParams,
  type Reading,
  readSpec,
  START,
  stepAt,
  tickOfStep,
  writeSpec,
} from '@/engine/index.ts';
import { queryOf } from '../model/query.ts';
import type { RaceRun, RaceSide, RaceSource } from './source.ts';

/** A race has no mode and no chrome of its own. */
const PLAIN = { scenario: 'race', at: OPEN, mode: 'watch', chrome: 'full' } as const;
const CLOCK = { kind: 'choice', id: 'clock', options: CLOCKS, default: CLOCKS[0] } as const;
/** Addresses of before named four phases: the moments with which they began on one side or another. */
const PHASES: Readonly<Record<string, readonly string[]>> = {
  kick: ['kick', 'decided'],
  service: ['started', 'pending'],
  complete: ['raised', 'answer-decided'],
};
const CALL = 'call';

/** Undefined where the race has no such moment. */
export function tickAt({ clocks, sides }: RaceRun, id: ClockId, at: At): number | undefined {
  const clock = clocks[id];
  const { moment, nth, plus } = at;
  if (moment === OPEN.moment || moment === START.moment) return Math.min(plus, clock.length);
  if (moment === 'end') return clock.length;
  const goal = clock.goals.find((g) => g.id === moment);
  if (goal) return Math.min(goal.from + 1 + plus, clock.length);
  if (moment === CALL && id === 'calls') return Math.min(nth + plus, clock.length);
  const steps = (PHASES[moment] ?? [moment]).flatMap((m) =>
    sides.flatMap(({ run: { history } }, side) => {
      const step = stepAt(history, { moment: m, nth, plus });
      return step === undefined ? [] : [tickOfStep(clock, side, step)];
    }),
  );
  return steps.length === 0 ? undefined : Math.max(...steps);
}

/** The shortest name of a tick. */
export function atOfTick({ clocks }: RaceRun, id: ClockId, tick: number): At {
  const clock = clocks[id];
  if (tick === 0) return OPEN;
  if (tick >= clock.length) return { moment: 'end', nth: 1, plus: 0 };
  if (id === 'calls') return { moment: CALL, nth: tick, plus: 0 };
  const goal = goalAt(clock, tick);
  return goal ? { moment: goal.id, nth: 1, plus: tick - goal.from - 1 } : { ...START, plus: tick };
}

export interface RaceReading {
  readonly params: Params;
  readonly clock: ClockId;
  readonly at: At;
  readonly problems: Reading['problems'];
}

/** @param ignored names of pairs that belong to somebody else */
export function readRace(
  source: Pick<RaceSource, 'params'>,
  pairs: Iterable<Pair>,
  ignored: readonly string[] = [],
): RaceReading {
  const { spec, problems } = readSpec(
    { id: PLAIN.scenario, params: [...source.params, CLOCK] },
    pairs,
    ignored,
  );
  const { clock, ...params } = spec.params;
  return { params, clock: CLOCKS.find((c) => c === clock) ?? CLOCKS[0], at: spec.at, problems };
}

/** The shortest pairs under which this moment is found again. */
export const racePairs = (source: RaceSource, run: RaceRun, clock: ClockId, tick: number): RawParams =>
  writeSpec(
    { params: [...source.params, CLOCK] },
    { ...PLAIN, params: { ...run.params, clock }, at: atOfTick(run, clock, tick) },
  );

/** The page of a scenario's simulation, with a query. */
export type HrefOf = (scenario: string, query: string) => string;

/** Where the simulation of a side shows the moment at which it stands. */
export function momentHref(hrefOf: HrefOf, { run }: RaceSide, step: number): string {
  const { scenario, params, history } = run;
  const at = step === 0 ? START : atOf(history, step);
  const pairs = writeSpec(scenario, { scenario: scenario.id, params, at, mode: 'watch', chrome: 'full' });
  return hrefOf(scenario.id, queryOf(pairs));
}
