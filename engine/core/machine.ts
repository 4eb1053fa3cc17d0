/**
 * The machine executes one line of one thread at a time. A line works on the machine imperatively; from
 * outside, `step` is a pure function from a state to a state and the record of what was done.
 */
import { EngineError } from './assert.ts';
import type { Maddr } from './brand.ts';
import { type Effect, placeOf, type World } from './effect.ts';
import type { Field } from './layout.ts';
import { Edit, type Memory } from './memory.ts';
import type { Flow, Local, Locals, Procedure } from './procedure.ts';
import {
  type Frame,
  type Interrupt,
  type Key,
  lineOf,
  type Program,
  procedureNamed,
  rec,
  type State,
  type Thread,
  type ThreadId,
  type ThreadSpec,
  worldOf,
} from './state.ts';

/** What a step did, and where. */
export interface StepRecord {
  readonly thread: ThreadId;
  readonly domain: number | null;
  readonly world: World;
  readonly procedure: string;
  readonly label: string;
  readonly text: string;
  readonly effects: readonly Effect[];
}

export interface Step {
  readonly state: State;
  readonly record: StepRecord;
}

/** Does an interrupt break in before the thread's next line? */
export function pendingInterrupt(spec: ThreadSpec, state: State): Interrupt | undefined {
  const thread = state.threads[spec.id];
  return spec.interrupts && thread?.top ? breaksIn(spec.interrupts, state, thread) : undefined;
}

function breaksIn(interrupts: readonly Interrupt[], state: State, thread: Thread): Interrupt | undefined {
  for (const i of interrupts) if (i.when(state, thread)) return i;
  return undefined;
}

/** Can this thread execute a line now? */
export function enabled(prog: Program, state: State, id: ThreadId): boolean {
  const top = state.threads[id]?.top;
  if (!top) return false;
  const line = lineOf(prog, top);
  if (!line.until || line.until(state, top.locals)) return true;
  return pendingInterrupt(specOf(prog, id), state) !== undefined;
}

export const enabledThreads = (prog: Program, state: State): ThreadId[] =>
  prog.threads.filter((t) => enabled(prog, state, t.id)).map((t) => t.id);

function specOf(prog: Program, id: ThreadId): ThreadSpec {
  for (const t of prog.threads) if (t.id === id) return t;
  throw new EngineError(`there is no thread ${id}`);
}

/** Executes the next line of `thread`. The given state is untouched. */
export function step(prog: Program, state: State, thread: ThreadId): Step {
  const m = new Machine(prog, state);
  const record = m.execute(thread);
  return { state: m.freeze(), record };
}

/**
 * Executes many lines without keeping the states between: same lines, same effects, one licence to write.
 * @param next the schedule; undefined ends the run
 * @param visit is given each record, and `now()` gives a frozen state on demand; true ends the run
 * @returns the last state
 */
export function run(
  prog: Program,
  state: State,
  next: (state: State) => ThreadId | undefined,
  visit?: (record: StepRecord, now: () => State) => boolean | void,
): State {
  const m = new Machine(prog, state);
  const now = (): State => m.freeze();
  for (;;) {
    const id = next(m);
    if (id === undefined) break;
    const record = m.execute(id);
    if (visit?.(record, now)) break;
  }
  return m.freeze();
}

export class Machine implements State {
  ram: Memory;
  medium: Memory;
  records: Readonly<Record<string, unknown>>;
  threads: Readonly<Record<ThreadId, Thread>>;
  last: ThreadId | null;

  private readonly program: Program;
  /** Written under a licence of our own; what a kept state holds is wrapped anew at its first write. */
  private edit = new Edit();
  private ownsRecords = false;
  private ownsThreads = false;
  /** Counts freezes: frames that existed at the last one are shared with a kept state. */
  private era = 0;
  private current: Running | undefined;
  private readonly running = new Map<ThreadId, Running>();
  /** Effects of the step under way: the first `noted` elements. */
  private readonly effects: Effect[] = [];
  private noted = 0;

  constructor(prog: Program, state: State) {
    this.program = prog;
    this.ram = state.ram;
    this.medium = state.medium;
    this.records = state.records;
    this.threads = state.threads;
    this.last = state.last;
  }

  /** The present state, safe to keep: nothing that follows writes into it. */
  freeze(): State {
    const { ram, medium, records, threads, last } = this;
    this.edit = new Edit();
    this.ownsRecords = false;
    this.ownsThreads = false;
    this.era++;
    return { ram, medium, records, threads, last };
  }

  /** The domain on whose behalf the current thread runs. */
  get domain(): number | null {
    return this.current?.spec.domain ?? null;
  }

  /** The virtual processor that the current thread is. */
  get vcpu(): number {
    return this.current?.spec.vcpu ?? 0;
  }

  get thread(): ThreadId {
    return this.current?.spec.id ?? '';
  }

  // ── shared bytes ─────────────────────────────────────────────────────────────────────────────────

  /** Reads a shared field. */
  load<T extends number | bigint>(base: number, field: Field<T>): T {
    const value = this.ram.load(base, field);
    this.note({ kind: 'read', place: placeOf(base, field), value });
    return value;
  }

  /** Writes a shared field. */
  store<T extends number | bigint>(base: number, field: Field<T>, value: T): void {
    const old = this.ram.load(base, field);
    this.ram = this.ram.writable(this.edit).store(base, field, value);
    this.note({ kind: 'write', place: placeOf(base, field), value: this.ram.load(base, field), old });
  }

  /** Reads a run of bytes. */
  fetch(at: number, size: number, what: string): Uint8Array {
    this.note({ kind: 'fetch', at: at as Maddr, size, what });
    return this.ram.bytes(at, size);
  }

  /** Writes a run of bytes. */
  fill(at: number, bytes: Uint8Array, what: string): void {
    this.ram = this.ram.writable(this.edit).storeBytes(at, bytes);
    this.note({ kind: 'fill', at: at as Maddr, size: bytes.length, what });
  }

  /** A CPU copy inside memory. */
  copy(from: number, to: number, size: number, payload: boolean): void {
    const ram = this.ram.writable(this.edit);
    this.ram = ram.copyFrom(ram, from, to, size);
    this.note({ kind: 'copy', from: from as Maddr, to: to as Maddr, size, payload });
  }

  /** A device reads memory onto its medium, or writes memory from it. `sector` counts 512-byte units. */
  dma(dir: 'to-memory' | 'to-device', at: number, size: number, sector: number): void {
    const offset = sector * 512;
    if (dir === 'to-device')
      this.medium = this.medium.writable(this.edit).copyFrom(this.ram, at, offset, size);
    else this.ram = this.ram.writable(this.edit).copyFrom(this.medium, offset, at, size);
    this.note({ kind: 'dma', dir, at: at as Maddr, size, sector });
  }

  // ── private records ──────────────────────────────────────────────────────────────────────────────

  rec<T>(key: Key<T>): T {
    return rec(this, key);
  }

  /** Changes some fields of a private record. */
  patch<T extends object>(key: Key<T>, change: Partial<T>): void {
    const old = rec(this, key);
    if (!this.ownsRecords) {
      this.records = { ...this.records };
      this.ownsRecords = true;
    }
    const next: T = { ...old };
    const fields = Object.keys(change);
    for (const f of fields) next[f as keyof T] = change[f as keyof T] as T[keyof T];
    (this.records as Record<string, unknown>)[key] = next;
    this.note({ kind: 'record', key, fields });
  }

  // ── what else can happen ─────────────────────────────────────────────────────────────────────────

  emit(effect: Effect): void {
    this.note(effect);
  }

  fence(name: string): void {
    this.note({ kind: 'fence', name });
  }

  /**
   * Notes that the line was looked at and its condition did not hold. A line that was passed over changes nothing.
   * @param flow where the thread goes on, if not on the next line
   */
  passOver(): undefined;
  passOver<F extends Flow | undefined>(flow: F): F;
  passOver(flow?: Flow): Flow | undefined {
    this.note(PASSED);
    return flow;
  }

  // ── execution ────────────────────────────────────────────────────────────────────────────────────

  execute(id: ThreadId): StepRecord {
    const running = this.begin(id);
    const { spec } = running;
    const { top } = running.thread;
    if (!top) throw new EngineError(`thread ${id} has finished`);
    const interrupt = spec.interrupts && breaksIn(spec.interrupts, this, running.thread);
    const frame = interrupt
      ? this.entered(running, top, interrupt.enter, interrupt.args ?? NOTHING, undefined)
      : owned(running, top);
    const { world } = frame;
    const proc = this.procedure(running, frame.procedure);
    const line = proc.lines[frame.line];
    if (!line) throw new EngineError(`${proc.name} has no line ${frame.line}`);
    running.thread.top = this.next(running, proc, frame, line.run(this, frame.locals) ?? undefined);
    this.last = id;
    return {
      thread: id,
      domain: spec.domain,
      world,
      procedure: proc.name,
      label: line.label,
      text: line.text,
      effects: this.taken(),
    };
  }

  /** The thread that runs now, ours to write, and a clean sheet for what it does. */
  private begin(id: ThreadId): Running {
    this.noted = 0;
    let running = this.current;
    if (running?.spec.id !== id) {
      running = this.running.get(id) ?? {
        spec: specOf(this.program, id),
        era: -1,
        thread: { id, top: null },
        shared: null,
        proc: undefined,
      };
      this.running.set(id, running);
      this.current = running;
    }
    if (running.era === this.era) return running;
    const top = this.threads[id]?.top ?? null;
    running.era = this.era;
    running.shared = top;
    running.thread = { id, top };
    if (!this.ownsThreads) {
      this.threads = { ...this.threads };
      this.ownsThreads = true;
    }
    (this.threads as Record<ThreadId, Thread>)[id] = running.thread;
    return running;
  }

  /** A listing by name; mostly the one that the thread is in. */
  private procedure(running: Running, name: string): Procedure {
    if (running.proc?.name !== name) running.proc = procedureNamed(this.program, name);
    return running.proc;
  }

  /** The effects of the step, in a list that is just as long. */
  private taken(): readonly Effect[] {
    const { effects, noted } = this;
    if (noted === 0) return NO_EFFECTS;
    // Most steps have one effect or two, and a literal costs a quarter of a slice.
    const first = effects[0] as Effect;
    if (noted === 1) return [first];
    return noted === 2 ? [first, effects[1] as Effect] : effects.slice(0, noted);
  }

  private note(effect: Effect): void {
    this.effects[this.noted++] = effect;
  }

  /** The frame that runs next. Running off the end of a listing returns. */
  private next(running: Running, proc: Procedure, frame: OwnFrame, flow: Flow | undefined): Frame | null {
    if (flow === undefined) {
      frame.line++;
      return frame.line < proc.lines.length ? frame : this.returned(running, frame, undefined);
    }
    if (flow.flow === 'goto') {
      const to = proc.at.get(flow.label);
      if (to === undefined) throw new EngineError(`${proc.name} has no line labelled ${flow.label}`);
      frame.line = to;
      return frame;
    }
    if (flow.flow === 'return') return this.returned(running, frame, flow.value, flow.again);
    frame.line++;
    return this.entered(running, frame, flow.procedure, flow.args, flow.into);
  }

  private entered(
    running: Running,
    from: Frame,
    name: string,
    args: Locals,
    into: string | undefined,
  ): OwnFrame {
    const proc = this.procedure(running, name);
    const world = worldOf(proc, this.domain, from.world);
    this.note({ kind: 'call', procedure: name });
    if (world !== from.world)
      this.note({ kind: 'cross', from: from.world, to: world, via: proc.via ?? 'call' });
    return { procedure: name, line: 0, locals: copied(args), world, caller: from, into };
  }

  /** Pops a frame, and every caller that has nothing left to do. */
  private returned(running: Running, frame: Frame, value: Local, again = false): Frame | null {
    this.note({ kind: 'return', procedure: frame.procedure, value });
    const { caller, into } = frame;
    if (!caller) return null;
    if (caller.world !== frame.world)
      this.note({ kind: 'cross', from: frame.world, to: caller.world, via: 'return' });
    const back = owned(running, caller);
    if (into !== undefined) back.locals[into] = value;
    if (again) back.line--;
    const { lines } = this.procedure(running, caller.procedure);
    return back.line < lines.length ? back : this.returned(running, back, undefined);
  }
}

/** A frame that no kept state holds: it may be written in place. */
interface OwnFrame extends Frame {
  line: number;
  readonly locals: Locals;
}

/** What the machine knows of a thread while it runs it. */
interface Running {
  readonly spec: ThreadSpec;
  /** The era in which `thread` and `shared` were taken. */
  era: number;
  /** Stands in `threads` and is ours. */
  thread: { readonly id: ThreadId; top: Frame | null };
  /** The innermost frame that a kept state holds too; its callers are shared with it. */
  shared: Frame | null;
  /** The listing used last. */
  proc: Procedure | undefined;
}

/** The frame itself if it is ours, else a copy; then its caller is the innermost shared one. */
function owned(running: Running, frame: Frame): OwnFrame {
  if (frame !== running.shared) return frame;
  running.shared = frame.caller;
  const { procedure, line, locals, world, caller, into } = frame;
  return { procedure, line, locals: copied(locals), world, caller, into };
}

/** Not by spreading: in V8 the first new local of a spread copy costs a microsecond. */
function copied(locals: Locals): Locals {
  const out: Locals = {};
  for (const name in locals) out[name] = locals[name];
  return out;
}

const NOTHING: Locals = {};
const NO_EFFECTS: readonly Effect[] = [];
const PASSED: Effect = { kind: 'passed' };
