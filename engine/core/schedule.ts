/**
 * A schedule made by hand, as short text: which choices are made from the beginning of a run, before the default
 * schedule goes on. `f*3.!f.b.~f` is: three lines of f, the interrupt that is pending for f, a line of b, and the oldest
 * store of f's processor reaches memory. `_*120` is 120 choices of the default schedule, to get to where it matters. A
 * name is that of a thread or, after `~`, of a processor, or a beginning of it that no other has.
 */
import { assert, InputError, quoted } from './assert.ts';
import { type Choice, cpusOf, defaultMove, possible } from './choice.ts';
import { type Move, pendingInterrupt } from './machine.ts';
import type { Strike } from './procedure.ts';
import type { Program, State, ThreadId } from './state.ts';
import type { MemoryModel } from './store-buffer.ts';

/** One choice, made several times. */
export interface Turn {
  readonly kind: Choice['kind'] | 'default';
  /** Of a thread or a processor, as it was written; empty for `default`. */
  readonly name: string;
  readonly times: number;
}
export type Schedule = readonly Turn[];

/** How a run differs from the scenario's own: kind of processors, choices made by hand, and lines left out. */
export interface Way {
  readonly memory?: MemoryModel;
  readonly schedule?: Schedule;
  /** Lines that are there for this are passed and do nothing. */
  readonly without?: Strike;
}

/** Only that of something that has more, such as a spec. */
export const wayOf = ({ memory, schedule, without }: Way): Way => ({
  ...(memory && { memory }),
  ...(schedule && { schedule }),
  ...(without && { without }),
});

/** Bounds of a schedule: turns, and choices altogether. */
export const MAX_TURNS = 200;
export const MAX_CHOICES = 20_000;

const SIGNS = { line: '', interrupt: '!', drain: '~', default: '_' } as const;
const TURN = /^(?:(_)|([!~]?)([A-Za-z0-9-]{1,40}))(?:\*([1-9]\d{0,4}))?$/;

/** Throws an InputError. */
export function readSchedule(text: string): Schedule {
  const out: Turn[] = [];
  let choices = 0;
  for (const item of text.split('.', MAX_TURNS + 1)) {
    const m = TURN.exec(item);
    if (!m)
      throw new InputError(
        `schedule takes choices such as b*3.f.~b (three lines of b, a line of f, a store of b reaches memory), not ${quoted(item)}.`,
      );
    const [, any, sign, name = '', count = '1'] = m;
    const kind = any ? 'default' : sign === '!' ? 'interrupt' : sign === '~' ? 'drain' : 'line';
    const times = Number(count);
    choices += times;
    const last = out.at(-1);
    if (last?.kind === kind && last.name === name)
      out[out.length - 1] = { ...last, times: last.times + times };
    else out.push({ kind, name, times });
  }
  if (out.length > MAX_TURNS || choices > MAX_CHOICES)
    throw new InputError(`schedule takes at most ${MAX_TURNS} turns and ${MAX_CHOICES} choices.`);
  return out;
}

const written = ({ kind, name }: Turn): string => `${SIGNS[kind]}${name}`;
export const writeSchedule = (schedule: Schedule): string =>
  schedule.map((t) => written(t) + (t.times > 1 ? `*${t.times}` : '')).join('.');

/** The shortest schedule that makes these choices, names as short as they may be. */
export function scheduleOf(prog: Program, made: readonly Choice[]): Schedule {
  const threads = prog.threads.map((t) => t.id);
  const cpus = cpusOf(prog);
  const out: Turn[] = [];
  for (const choice of made) {
    const name = choice.kind === 'drain' ? shortened(choice.cpu, cpus) : shortened(choice.thread, threads);
    const last = out.at(-1);
    if (last?.kind === choice.kind && last.name === name)
      out[out.length - 1] = { ...last, times: last.times + 1 };
    else out.push({ kind: choice.kind, name, times: 1 });
  }
  return out;
}

function shortened(name: string, all: readonly string[]): string {
  for (let n = 1; n < name.length; n++)
    if (all.filter((other) => other.startsWith(name.slice(0, n))).length === 1) return name.slice(0, n);
  return name;
}

function named(name: string, all: readonly string[]): string {
  const fit = all.includes(name) ? [name] : all.filter((other) => other.startsWith(name));
  const [found, ...others] = fit;
  if (found === undefined)
    throw new InputError(`schedule: nobody is called ${quoted(name)} here; there are ${all.join(', ')}.`);
  if (others.length > 0) throw new InputError(`schedule: ${quoted(name)} may be ${fit.join(' or ')}.`);
  return found;
}

/**
 * What happens next, asked once before each step of a run: the schedule's choices, then the default schedule.
 * Both this and what it returns throw an InputError where a choice names nobody or is not possible.
 * @param next whose turn it is by the scenario's schedule
 */
export function movesOf(
  prog: Program,
  schedule: Schedule,
  next: (state: State) => ThreadId | undefined,
): (state: State) => Move | undefined {
  if (schedule.length === 0 && prog.memory !== 'tso') return next;
  const threads = prog.threads.map((t) => t.id);
  const turns = schedule.map((turn) => ({
    ...turn,
    who: turn.kind === 'default' ? '' : named(turn.name, turn.kind === 'drain' ? cpusOf(prog) : threads),
  }));
  let at = 0;
  let done = 0;
  let made = 0;
  return (state) => {
    const turn = turns[at];
    if (!turn) return defaultMove(prog, state, next);
    made++;
    done++;
    if (done === turn.times) {
      at++;
      done = 0;
    }
    const refused = (why: string): InputError =>
      new InputError(`schedule: its choice ${made}, ${written(turn)}, is not possible: ${why}.`);
    if (turn.kind === 'default') {
      const move = defaultMove(prog, state, next);
      if (move === undefined) throw refused('the run is over');
      return move;
    }
    const choice = choiceOf(prog, state, turn.kind, turn.who);
    if (choice && possible(prog, state, choice)) return choice;
    if (turn.kind === 'interrupt') throw refused(`no interrupt of ${turn.who} is pending`);
    if (turn.kind === 'line')
      throw refused(`${turn.who} ${state.threads[turn.who]?.top ? 'sleeps' : 'has finished'}`);
    throw refused(
      prog.memory === 'tso'
        ? `the store buffer of ${turn.who} is empty`
        : 'without memory=tso no store waits',
    );
  };
}

function choiceOf(prog: Program, state: State, kind: Choice['kind'], who: string): Choice | undefined {
  if (kind === 'drain') return { kind, cpu: who };
  if (kind === 'line') return { kind, thread: who };
  const spec = prog.threads.find((t) => t.id === who);
  assert(spec, `there is no thread ${who}`);
  const name = pendingInterrupt(spec, state)?.name;
  return name === undefined ? undefined : { kind, thread: who, name };
}
