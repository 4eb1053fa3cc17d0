/** A scenario composes mechanisms into a story: an initial state, its threads, a default schedule, and named moments. */
import { assert } from '../core/assert.ts';
import type { Ledger } from '../core/ledger.ts';
import type { StepRecord } from '../core/machine.ts';
import type { Way } from '../core/schedule.ts';
import type { Program, State, ThreadId } from '../core/state.ts';
import { withMemory } from '../core/store-buffer.ts';
import { withoutLines } from '../core/strike.ts';
import type { When } from '../core/when.ts';
import type { Mechanism } from '../mechanisms/mechanism.ts';
import type { PlatformWorlds } from '../platforms/worlds.ts';
import type { Param, Params } from './params.ts';

/** A named place in a story. Narration, lessons, links and embeds point at moments, never at step numbers. */
export interface Moment {
  readonly id: string;
  /** Holds for the step that brings the moment about. It may occur many times. */
  readonly when: When;
}

/** A stretch of the story that has an aim, and the moments that are told of it. */
export interface Goal {
  readonly id: string;
  readonly moments: readonly string[];
}

/** What a newcomer is told of a run. */
export interface Told {
  /** The event in the title: a run opens there. What comes before sets it up. `start` for the beginning. */
  readonly opens: string;
  /** In the order of the story. Each moment belongs to one goal. */
  readonly goals: readonly Goal[];
  /** Moments that are told the first time only, however often they come again. */
  readonly once?: readonly string[];
}

/** A chance to predict. What is right is read from the engine's own run; the words are content. */
export interface Question {
  readonly id: string;
  /** Asked when this moment has come. */
  readonly moment: string;
  /** Answers to choose from; a `value` is shown in the words. */
  readonly options: (ask: Asked) => readonly Option[];
  /** The id of the right option, found by looking at what the engine does next. */
  readonly answer: (ask: Asked) => string;
}
/** As much of a history as a question may look at. */
export interface Run {
  readonly length: number;
  readonly state: (step: number) => State;
  readonly record: (step: number) => StepRecord | undefined;
  readonly ledger: (step: number) => Ledger;
}
export interface Asked {
  readonly history: Run;
  /** The step at which the question is asked: `history.state(step)` is on the stage. */
  readonly step: number;
}
export interface Option {
  readonly id: string;
  readonly value?: string | number;
}

/** What exists once the parameters are known. */
export interface Setup {
  readonly program: Program;
  readonly initial: State;
  /** Where its code runs, and whose it is. */
  readonly platform: PlatformWorlds;
  /** What it is made of. */
  readonly mechanisms: readonly Mechanism[];
}

export interface Scenario<View = unknown> {
  readonly id: string;
  readonly params: readonly Param[];
  /** Refuses combinations that make no sense with an InputError. */
  readonly setup: (params: Params) => Setup;
  /** The default schedule: who executes next. undefined: the story is over. */
  readonly schedule: (program: Program, state: State) => ThreadId | undefined;
  readonly moments: readonly Moment[];
  /** What a newcomer is told. */
  readonly told?: Told;
  readonly questions: readonly Question[];
  /** What the figures draw, derived from a state and never stored. */
  readonly inspect: (state: State) => View;
}

/** A scenario with its parameters chosen: everything that a run needs. */
export interface Instance<View = unknown> extends Setup {
  readonly scenario: Scenario<View>;
  readonly params: Params;
  /** How this run differs from the scenario's own. */
  readonly way: Way;
  /** The default schedule. */
  readonly next: (state: State) => ThreadId | undefined;
}

/** Throws an InputError where the scenario refuses the parameters, or has no line that the way leaves out. */
export function instantiate<View>(scenario: Scenario<View>, params: Params, way: Way = {}): Instance<View> {
  const setup = scenario.setup(params);
  const whole = withMemory(setup.program, way.memory ?? 'sc');
  const program = way.without ? withoutLines(whole, way.without) : whole;
  assert(program.threads.length > 0, `scenario ${scenario.id} has no threads`);
  const next = (state: State) => scenario.schedule(program, state);
  return { ...setup, scenario, params, way, program, next };
}
