/** A system when it is new: a platform, mechanisms with what they keep, and a story's own listings; then its set-up. */
import { assert } from '../core/assert.ts';
import { enabled, Machine, run } from '../core/machine.ts';
import { Memory } from '../core/memory.ts';
import { goto, line, model, type Procedure, procedure } from '../core/procedure.ts';
import {
  type Program,
  program,
  type State,
  startThreads,
  type ThreadId,
  type ThreadSpec,
} from '../core/state.ts';
import type { DomainSetup, Kept, Mechanism } from '../mechanisms/mechanism.ts';
import type { PlatformWorlds } from '../platforms/worlds.ts';
import type { Setup } from './scenario.ts';

export interface SystemSpec {
  readonly platform: PlatformWorlds;
  /** Those that the story plays; what they need comes with them. */
  readonly mechanisms: readonly Mechanism[];
  /** The domains that exist: what mechanisms keep of each is made from them. */
  readonly domains?: readonly DomainSetup[];
  /** What no source prescribes: the programs that run. */
  readonly listings: readonly Procedure[];
  /** In the order in which a schedule prefers them. */
  readonly threads: readonly ThreadSpec[];
  /** What the story adds to the mechanisms' records, or sets otherwise. */
  readonly records: readonly Kept[];
}

/** All that these mechanisms need, each once, what is needed first. */
export function closure(mechanisms: readonly Mechanism[]): readonly Mechanism[] {
  const out = new Set<Mechanism>();
  const add = (m: Mechanism): void => {
    if (out.has(m)) return;
    for (const n of m.needs) add(n);
    out.add(m);
  };
  for (const m of mechanisms) add(m);
  return [...out];
}

/** The system before its first step. */
export function newSystem(spec: SystemSpec): Setup {
  const { platform, domains = [], listings, threads } = spec;
  const mechanisms = closure(spec.mechanisms);
  const prog = program([...mechanisms.flatMap((m) => m.procedures), ...listings], threads, platform.domains);
  const kept = [...mechanisms.flatMap((m) => domains.flatMap((d) => m.records?.(d) ?? [])), ...spec.records];
  const initial: State = {
    ram: Memory.empty,
    medium: Memory.empty,
    records: Object.fromEntries(kept.map(({ key, value }) => [key, value])),
    threads: startThreads(prog),
    last: null,
  };
  return { platform, mechanisms, program: prog, initial };
}

/** The same system after somebody has written into it: no step of anybody's, and no effect that is kept. */
export function prepared(setup: Setup, write: (m: Machine) => void): Setup {
  const m = new Machine(setup.program, setup.initial);
  write(m);
  return { ...setup, initial: { ...m.freeze(), last: null } };
}

type Schedule = (program: Program, state: State) => ThreadId | undefined;

/** A schedule: a thread runs until it sleeps, then the first that can. */
export const untilItSleeps: Schedule = (prog, state) =>
  state.last !== null && enabled(prog, state, state.last) ? state.last : firstThatCan(prog, state);

/** A schedule: always the first thread that can. */
export const firstThatCan: Schedule = (prog, state) =>
  prog.threads.find((t) => enabled(prog, state, t.id))?.id;

/** Runs longer than this are taken for ones that never end. */
const MAX_STEPS = 5_000_000;

/**
 * Runs a set-up, by the schedule `untilItSleeps`, up to where a thread is about to execute a line and it is its turn, or
 * nobody else can.
 */
export function runTo(setup: Setup, thread: ThreadId, listing: Procedure, label: string): Setup {
  const { program: prog } = setup;
  const line = listing.at.get(label);
  assert(line !== undefined, `${listing.name} has no line labelled ${label}`);
  let steps = 0;
  const initial = run(prog, setup.initial, (s) => {
    assert(steps++ < MAX_STEPS, `the set-up did not reach ${listing.name}.${label}`);
    const top = s.threads[thread]?.top;
    const next = untilItSleeps(prog, s);
    if (top?.procedure !== listing.name || top.line !== line) return next;
    return next === thread
      ? undefined
      : prog.threads.find((t) => t.id !== thread && enabled(prog, s, t.id))?.id;
  });
  return { ...setup, initial: { ...initial, last: null } };
}

/** Runs a system, by this schedule, until nobody that it would choose has anything to do. */
export const runOut = (setup: Setup, schedule: Schedule = untilItSleeps): Setup => ({
  ...setup,
  initial: { ...run(setup.program, setup.initial, (s) => schedule(setup.program, s)), last: null },
});

/** What a virtual processor does while nothing is to be done. */
export const idle = procedure(
  'idle',
  { source: model('a vCPU that waits for interrupts'), world: 'kernel' },
  [
    line(
      'wait',
      'wait for an interrupt',
      () => goto('wait'),
      () => false,
    ),
  ],
);
