/**
 * The states of a run, forward and back. The whole run is executed once; a checkpoint is kept every few hundred
 * steps and the states between are re-executed when they are looked at, which determinism makes exact.
 */
import { assert } from './core/assert.ts';
import { charge, EMPTY_LEDGER, type Ledger } from './core/ledger.ts';
import { type Move, perform, run, type Step, type StepRecord } from './core/machine.ts';
import { movesOf } from './core/schedule.ts';
import type { State, ThreadId } from './core/state.ts';
import { levelIndex, type Stops } from './levels.ts';
import type { Instance } from './stories/scenario.ts';

/** Steps between checkpoints. */
export const SEGMENT = 128;
/** Segments whose states are all kept. */
const KEPT = 64;
/** A run no longer than this keeps every state it has shown: back after forward is the same object. */
export const KEPT_STEPS = KEPT * SEGMENT;
/** A run longer than this is taken for one that never ends. */
export const MAX_STEPS = 2_000_000;

/**
 * Is given each step of the run while it is executed, once and in order: its record, its number from 1, and what all
 * steps so far have cost together.
 */
export type Visitor = (record: StepRecord, step: number, ledger: Ledger) => void;

/** One occurrence of a named moment. */
export interface Occurrence {
  readonly id: string;
  /** Counts from 1 among the occurrences of this id. */
  readonly nth: number;
  /** The step that brought it about: `state(step)` shows it. */
  readonly step: number;
}

/** A state, the record of the step that led to it, and what all steps so far cost. */
interface Kept {
  readonly state: State;
  readonly record: StepRecord | undefined;
  readonly ledger: Ledger;
}

export class History<View = unknown> {
  readonly instance: Instance<View>;
  /** Number of steps; states run from 0 (initial) to `length`. */
  readonly length: number;
  readonly occurrences: readonly Occurrence[];
  /** The step at which the run opens: the event in its title, or the start. */
  readonly opens: number;
  /** Where the levels stop that leave steps out. */
  readonly stops: Stops;
  /** `moves[i]` was chosen for step i + 1: it leads there again. */
  readonly moves: readonly Move[];
  /** `threads[i]` executed step i + 1; for a drain, a thread of that processor. */
  readonly threads: readonly ThreadId[];

  private readonly checkpoints: readonly Kept[];
  private readonly segments = new Map<number, readonly Kept[]>();

  /**
   * Throws an InputError where a choice of the run's own schedule is not possible.
   * @param visitors who else needs to see every step: what they gather costs no second execution
   */
  constructor(instance: Instance<View>, visitors: readonly Visitor[] = []) {
    this.instance = instance;
    const checkpoints: Kept[] = [{ state: instance.initial, record: undefined, ledger: EMPTY_LEDGER }];
    const occurrences: Occurrence[] = [];
    const levels = levelIndex();
    const seen = new Map<string, number>();
    const threads: ThreadId[] = [];
    const moves: Move[] = [];
    let byHand = false;
    let ledger = EMPTY_LEDGER;
    const { moments } = instance.scenario;
    const next = movesOf(instance.program, instance.way.schedule ?? [], instance.next);
    let now: State = instance.initial;
    run(
      instance.program,
      instance.initial,
      (state) => {
        now = state;
        const move = next(state);
        if (move !== undefined) moves.push(move);
        byHand ||= typeof move === 'object';
        return move;
      },
      (record, freeze) => {
        threads.push(record.thread);
        ledger = charge(ledger, record);
        levels.visit(record, threads.length, ledger);
        for (const visit of visitors) visit(record, threads.length, ledger);
        for (const m of moments) {
          if (!m.when(record, now)) continue;
          const nth = (seen.get(m.id) ?? 0) + 1;
          seen.set(m.id, nth);
          occurrences.push({ id: m.id, nth, step: threads.length });
        }
        if (threads.length % SEGMENT === 0) checkpoints.push({ state: freeze(), record, ledger });
        assert(threads.length <= MAX_STEPS, `${instance.scenario.id} did not end within ${MAX_STEPS} steps`);
      },
    );
    this.length = threads.length;
    // One list where both are the same.
    this.threads = byHand ? threads : (moves as ThreadId[]);
    this.moves = moves;
    this.occurrences = occurrences;
    const { told } = instance.scenario;
    this.opens = occurrences.find((o) => o.id === told?.opens)?.step ?? 0;
    this.stops = levels.done(occurrences, this.length, told);
    this.checkpoints = checkpoints;
  }

  /** The state after `n` steps. */
  state(n: number): State {
    return this.look(n).state;
  }

  /** What step `n` did (1 to length). */
  record(n: number): StepRecord | undefined {
    return this.look(n).record;
  }

  /** What steps 1 to `n` cost together. */
  ledger(n: number): Ledger {
    return this.look(n).ledger;
  }

  /** The step of a moment's nth occurrence, or undefined if it does not occur. */
  find(id: string, nth = 1): number | undefined {
    return this.occurrences.find((o) => o.id === id && o.nth === nth)?.step;
  }

  private look(n: number): Kept {
    assert(Number.isInteger(n) && n >= 0 && n <= this.length, `there is no step ${n} of ${this.length}`);
    const index = Math.min(Math.floor(n / SEGMENT), this.checkpoints.length - 1);
    const found = this.segment(index)[n - index * SEGMENT];
    assert(found, `step ${n} was not executed`);
    return found;
  }

  private segment(index: number): readonly Kept[] {
    const kept = this.segments.get(index);
    if (kept) {
      this.segments.delete(index);
      this.segments.set(index, kept);
      return kept;
    }
    const out = this.execute(index);
    this.segments.set(index, out);
    if (this.segments.size > KEPT) this.segments.delete(this.segments.keys().next().value as number);
    return out;
  }

  private execute(index: number): readonly Kept[] {
    const from = this.checkpoints[index];
    assert(from, `there is no checkpoint ${index}`);
    const out: Kept[] = [from];
    let { state, ledger } = from;
    const end = Math.min((index + 1) * SEGMENT, this.length);
    for (let i = index * SEGMENT; i < end; i++) {
      const done: Step = perform(this.instance.program, state, this.moves[i] as Move);
      state = done.state;
      ledger = charge(ledger, done.record);
      // The next checkpoint is the same moment as this segment's last: one state, one identity.
      if (i + 1 === end) state = this.checkpoints[index + 1]?.state ?? state;
      out.push({ state, record: done.record, ledger });
    }
    return out;
  }
}
