/**
 * The machine executes one line of one thread at a time. A line works on the machine imperatively; from
 * outside, `step` is a pure function from a state to a state and the record of what was done.
 */
import { assert } from './assert.ts';
import type { Maddr } from './brand.ts';
import { type Effect, placeOf, type World } from './effect.ts';
import type { Field } from './layout.ts';
import { Edit, type Memory } from './memory.ts';
import type { Flow, Locals } from './procedure.ts';
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
  if (!spec.interrupts) return undefined;
  const thread = state.threads[spec.id];
  if (!thread?.top) return undefined;
  for (const i of spec.interrupts) if (i.when(state, thread)) return i;
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
  throw new Error(`there is no thread ${id}`);
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
  private edit = new Edit();
  private ownsRecords = false;
  private ownsThreads = false;
  private effects: Effect[] = [];
  private current: ThreadSpec | undefined;
  private specs: Map<ThreadId, ThreadSpec> | undefined;

  constructor(prog: Program, state: State) {
    this.program = prog;
    this.ram = state.ram.writable(this.edit);
    this.medium = state.medium.writable(this.edit);
    this.records = state.records;
    this.threads = state.threads;
    this.last = state.last;
  }

  /** The present state, safe to keep: nothing that follows writes into it. */
  freeze(): State {
    const { ram, medium, records, threads, last } = this;
    this.edit = new Edit();
    this.ram = ram.writable(this.edit);
    this.medium = medium.writable(this.edit);
    this.ownsRecords = false;
    this.ownsThreads = false;
    return { ram, medium, records, threads, last };
  }

  /** The domain on whose behalf the current thread runs. */
  get domain(): number | null {
    return this.current?.domain ?? null;
  }

  /** The virtual processor that the current thread is. */
  get vcpu(): number {
    return this.current?.vcpu ?? 0;
  }

  get thread(): ThreadId {
    return this.current?.id ?? '';
  }

  // ── shared bytes ─────────────────────────────────────────────────────────────────────────────────

  /** Reads a shared field. */
  load<T extends number | bigint>(base: number, field: Field<T>): T {
    const value = this.ram.load(base, field);
    this.effects.push({ kind: 'read', place: placeOf(base, field), value });
    return value;
  }

  /** Writes a shared field. */
  store<T extends number | bigint>(base: number, field: Field<T>, value: T): void {
    const old = this.ram.load(base, field);
    this.ram = this.ram.store(base, field, value);
    this.effects.push({ kind: 'write', place: placeOf(base, field), value: this.ram.load(base, field), old });
  }

  /** Reads a run of bytes. */
  fetch(at: number, size: number, what: string): Uint8Array {
    this.effects.push({ kind: 'fetch', at: at as Maddr, size, what });
    return this.ram.bytes(at, size);
  }

  /** Writes a run of bytes. */
  fill(at: number, bytes: Uint8Array, what: string): void {
    this.ram = this.ram.storeBytes(at, bytes);
    this.effects.push({ kind: 'fill', at: at as Maddr, size: bytes.length, what });
  }

  /** A CPU copy inside memory. */
  copy(from: number, to: number, size: number, payload: boolean): void {
    this.ram = this.ram.storeBytes(to, this.ram.bytes(from, size));
    this.effects.push({ kind: 'copy', from: from as Maddr, to: to as Maddr, size, payload });
  }

  /** A device reads memory onto its medium, or writes memory from it. `sector` counts 512-byte units. */
  dma(dir: 'to-memory' | 'to-device', at: number, size: number, sector: number): void {
    const offset = sector * 512;
    if (dir === 'to-device') this.medium = this.medium.storeBytes(offset, this.ram.bytes(at, size));
    else this.ram = this.ram.storeBytes(at, this.medium.bytes(offset, size));
    this.effects.push({ kind: 'dma', dir, at: at as Maddr, size, sector });
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
    (this.records as Record<string, unknown>)[key] = { ...old, ...change };
    this.effects.push({ kind: 'record', key, fields: Object.keys(change) });
  }

  // ── what else can happen ─────────────────────────────────────────────────────────────────────────

  emit(effect: Effect): void {
    this.effects.push(effect);
  }

  fence(name: string): void {
    this.effects.push({ kind: 'fence', name });
  }

  // ── execution ────────────────────────────────────────────────────────────────────────────────────

  execute(id: ThreadId): StepRecord {
    const spec = this.spec(id);
    this.current = spec;
    this.effects = [];
    const thread = this.threads[id];
    assert(thread?.top, `thread ${id} has finished`);
    const interrupt = pendingInterrupt(spec, this);
    let frame: Frame = thread.top;
    if (interrupt) frame = this.entered(frame, interrupt.enter, interrupt.args ?? {}, undefined);
    const proc = procedureNamed(this.program, frame.procedure);
    const line = proc.lines[frame.line];
    assert(line, `${proc.name} has no line ${frame.line}`);
    const locals: Locals = { ...frame.locals };
    const flow = line.run(this, locals);
    this.setTop(id, this.next(frame, locals, flow ?? undefined));
    this.last = id;
    return {
      thread: id,
      domain: spec.domain,
      world: frame.world,
      procedure: proc.name,
      label: line.label,
      text: line.text,
      effects: this.effects,
    };
  }

  private spec(id: ThreadId): ThreadSpec {
    this.specs ??= new Map(this.program.threads.map((t) => [t.id, t]));
    const found = this.specs.get(id);
    assert(found, `there is no thread ${id}`);
    return found;
  }

  private setTop(id: ThreadId, top: Frame | null): void {
    if (!this.ownsThreads) {
      this.threads = { ...this.threads };
      this.ownsThreads = true;
    }
    (this.threads as Record<ThreadId, Thread>)[id] = { id, top };
  }

  /** The frame that runs next. Running off the end of a listing returns. */
  private next(frame: Frame, locals: Locals, flow: Flow | undefined): Frame | null {
    if (flow?.flow === 'goto') {
      const to = procedureNamed(this.program, frame.procedure).at.get(flow.label);
      assert(to !== undefined, `${frame.procedure} has no line labelled ${flow.label}`);
      return { ...frame, line: to, locals };
    }
    if (flow?.flow === 'return') return this.returned(frame, flow.value, flow.again);
    const after: Frame = {
      procedure: frame.procedure,
      line: frame.line + 1,
      locals,
      world: frame.world,
      caller: frame.caller,
      into: frame.into,
    };
    if (flow?.flow === 'call') return this.entered(after, flow.procedure, flow.args, flow.into);
    const lines = procedureNamed(this.program, frame.procedure).lines.length;
    return after.line < lines ? after : this.returned(after, undefined);
  }

  private entered(from: Frame, name: string, args: Locals, into: string | undefined): Frame {
    const proc = procedureNamed(this.program, name);
    const world = worldOf(proc, this.domain, from.world);
    this.effects.push({ kind: 'call', procedure: name });
    if (world !== from.world)
      this.effects.push({ kind: 'cross', from: from.world, to: world, via: proc.via ?? 'call' });
    return { procedure: name, line: 0, locals: args, world, caller: from, into };
  }

  /** Pops a frame, and every caller that has nothing left to do. */
  private returned(frame: Frame, value: Frame['locals'][string], again = false): Frame | null {
    this.effects.push({ kind: 'return', procedure: frame.procedure, value });
    const { caller, into } = frame;
    if (!caller) return null;
    if (caller.world !== frame.world)
      this.effects.push({ kind: 'cross', from: frame.world, to: caller.world, via: 'return' });
    const line = again ? caller.line - 1 : caller.line;
    const locals = into === undefined ? caller.locals : { ...caller.locals, [into]: value };
    const back: Frame = { ...caller, line, locals };
    const lines = procedureNamed(this.program, caller.procedure).lines.length;
    return back.line < lines ? back : this.returned(back, undefined);
  }
}
