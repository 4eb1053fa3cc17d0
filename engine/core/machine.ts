/**
 * The machine executes one line of one thread at a time. A line works on the machine imperatively; from
 * outside, `step` is a pure function from a state to a state and the record of what was done.
 */
import { EngineError } from './assert.ts';
import type { Maddr } from './brand.ts';
import type { Choice } from './choice.ts';
import { type Effect, placeOf, type World } from './effect.ts';
import type { Field } from './layout.ts';
import { Edit, type Memory } from './memory.ts';
import type { Flow, Local, Locals, Procedure } from './procedure.ts';
import {
  type DomainSpec,
  domainOf,
  type Frame,
  type Interrupt,
  type Key,
  lineOf,
  type Program,
  procedureNamed,
  rec,
  type Side,
  type State,
  type Thread,
  type ThreadId,
  type ThreadSpec,
  worldOf,
} from './state.ts';
import {
  type Buffers,
  cpuOf,
  effectDrains,
  type FenceName,
  fenceDrains,
  NO_BUFFERS,
  overlaid,
  type Pending,
  STORE_BUFFER,
  seenBy,
} from './store-buffer.ts';

/** What a step did, and where. */
export interface StepRecord {
  readonly thread: ThreadId;
  readonly domain: number | null;
  /** Who pays for it. */
  readonly side: Side;
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
  return spec.interrupts && thread?.top ? breaksIn(spec.interrupts, seenBy(state, spec), thread) : undefined;
}

function breaksIn(interrupts: readonly Interrupt[], state: State, thread: Thread): Interrupt | undefined {
  for (const i of interrupts) if (i.when(state, thread)) return i;
  return undefined;
}

/** Can this thread execute a line now? */
export function enabled(prog: Program, state: State, id: ThreadId): boolean {
  const top = state.threads[id]?.top;
  if (!top) return false;
  return awake(prog, state, id) || pendingInterrupt(specOf(prog, id), state) !== undefined;
}

/** Can this thread execute its next line now, whether or not an interrupt breaks in first? */
export function awake(prog: Program, state: State, id: ThreadId): boolean {
  const top = state.threads[id]?.top;
  if (!top) return false;
  const { until } = lineOf(prog, top);
  return !until || until(prog.memory === 'tso' ? seenBy(state, specOf(prog, id)) : state, top.locals);
}

export const enabledThreads = (prog: Program, state: State): ThreadId[] =>
  prog.threads.filter((t) => enabled(prog, state, t.id)).map((t) => t.id);

export function specOf(prog: Program, id: ThreadId): ThreadSpec {
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
 * What happens next: the next step of a thread, before which an interrupt breaks in if one is pending, or a choice that
 * says more.
 */
export type Move = ThreadId | Choice;

/** Does what was chosen. The given state is untouched. Throws an EngineError where that is not possible. */
export function perform(prog: Program, state: State, move: Move): Step {
  const m = new Machine(prog, state);
  const record = m.perform(move);
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
  next: (state: State) => Move | undefined,
  visit?: (record: StepRecord, now: () => State) => boolean | void,
): State {
  const m = new Machine(prog, state);
  const now = (): State => m.freeze();
  for (;;) {
    const move = next(m);
    if (move === undefined) break;
    const record = m.perform(move);
    if (visit?.(record, now)) break;
  }
  return m.freeze();
}

export class Machine implements State {
  ram: Memory;
  medium: Memory;
  records: Readonly<Record<string, unknown>>;
  threads: Readonly<Record<ThreadId, Thread>>;
  buffers: Buffers;
  last: ThreadId | null;

  private readonly program: Program;
  /** Do stores wait in a buffer? */
  private readonly buffering: boolean;
  /** What memory holds while `ram` is what the running processor sees; undefined where the two are the same. */
  private main: Memory | undefined;
  /** Under which `ram` is written while it is not what memory holds. */
  private view = NO_VIEW;
  /** What the line under way does from here on is one LOCK-prefixed instruction. */
  private locked = false;
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
    this.buffers = state.buffers ?? NO_BUFFERS;
    this.buffering = prog.memory === 'tso';
    this.last = state.last;
  }

  /** The present state, safe to keep: nothing that follows writes into it. */
  freeze(): State {
    const { ram, medium, records, threads, buffers, last } = this;
    this.edit = new Edit();
    this.ownsRecords = false;
    this.ownsThreads = false;
    this.era++;
    return { ram, medium, records, threads, buffers, last };
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
    this.ram = this.written().store(base, field, value);
    const place = placeOf(base, field);
    const now = this.ram.load(base, field);
    if (this.waits()) {
      this.pend(place.at, field.size, `${field.layout}.${field.name}`);
      this.note({ kind: 'write', place, value: now, old, buffered: true });
    } else this.note({ kind: 'write', place, value: now, old });
  }

  /** Reads a run of bytes. */
  fetch(at: number, size: number, what: string): Uint8Array {
    this.note({ kind: 'fetch', at: at as Maddr, size, what });
    return this.ram.bytes(at, size);
  }

  /** Writes a run of bytes. */
  fill(at: number, bytes: Uint8Array, what: string): void {
    this.ram = this.written().storeBytes(at, bytes);
    const size = bytes.length;
    if (this.waits()) {
      this.pend(at as Maddr, size, what);
      this.note({ kind: 'fill', at: at as Maddr, size, what, buffered: true });
    } else this.note({ kind: 'fill', at: at as Maddr, size, what });
  }

  /** A CPU copy inside memory. */
  copy(from: number, to: number, size: number, payload: boolean): void {
    const ram = this.written();
    this.ram = ram.copyFrom(ram, from, to, size);
    const run = { from: from as Maddr, to: to as Maddr, size, payload };
    if (this.waits()) {
      this.pend(to as Maddr, size, `${size} copied bytes`);
      this.note({ kind: 'copy', ...run, buffered: true });
    } else this.note({ kind: 'copy', ...run });
  }

  /** A device reads memory onto its medium, or writes memory from it. `sector` counts 512-byte units. */
  dma(dir: 'to-memory' | 'to-device', at: number, size: number, sector: number): void {
    if (this.buffering) this.drainAll();
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
    if (this.buffering && effectDrains(effect.kind)) this.drainAll();
    this.note(effect);
  }

  fence(name: FenceName): void {
    if (this.buffering && fenceDrains(name)) this.drainAll();
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

  /**
   * What this line does from here on is one instruction with a LOCK prefix, or an XCHG (SDM vol. 3A 8.1.2.2): set_bit,
   * test_and_set_bit, cmpxchg and the like. Lines are atomic anyway; but such an instruction waits until all earlier
   * stores of its processor are in memory, and its own store does not wait (8.2.3.9, 8.2.5).
   */
  lock(): void {
    if (!this.buffering) return;
    this.drainAll();
    this.locked = true;
  }

  // ── the store buffer ─────────────────────────────────────────────────────────────────────────────

  /** Does a store that is made now wait in the buffer? */
  private waits(): boolean {
    return this.buffering && !this.locked;
  }

  /** Memory to write into: memory itself, or what the running processor sees of it. */
  private written(): Memory {
    if (!this.waits()) return this.ram.writable(this.edit);
    if (!this.main) {
      this.main = this.ram;
      this.view = new Edit();
    }
    return this.ram.writable(this.view);
  }

  private pend(at: Maddr, size: number, what: string): void {
    const cpu = this.cpu();
    const bytes = this.ram.bytes(at, size);
    this.buffers = { ...this.buffers, [cpu]: [...(this.buffers[cpu] ?? []), { at, bytes, what }] };
  }

  private cpu(): string {
    if (!this.current) throw new EngineError('no thread is running');
    return cpuOf(this.current.spec);
  }

  /** Before a step: `ram` becomes what the processor of the thread sees. */
  private see(): void {
    const pending = this.buffers[this.cpu()];
    if (!pending) return;
    this.main = this.ram;
    this.view = new Edit();
    this.ram = overlaid(this.ram, pending, this.view);
  }

  /** After a step: `ram` is memory again. */
  private unsee(): void {
    this.locked = false;
    if (!this.main) return;
    this.ram = this.main;
    this.main = undefined;
  }

  /** Everything that the running processor has stored goes to memory. */
  private drainAll(): void {
    const cpu = this.cpu();
    while (this.buffers[cpu]) this.drainOldest(cpu);
    this.ram = this.main ?? this.ram;
    this.main = undefined;
  }

  /** Into `main` if the running processor sees something else, else into `ram`. */
  private drainOldest(cpu: string): Pending {
    const [oldest, ...left] = this.buffers[cpu] ?? [];
    if (!oldest) throw new EngineError(`the store buffer of ${cpu} is empty`);
    const memory = (this.main ?? this.ram).writable(this.edit).storeBytes(oldest.at, oldest.bytes);
    if (this.main) this.main = memory;
    else this.ram = memory;
    const { [cpu]: _, ...others } = this.buffers;
    this.buffers = left.length > 0 ? { ...others, [cpu]: left } : others;
    this.note({ kind: 'drain', at: oldest.at, size: oldest.bytes.length, what: oldest.what });
    return oldest;
  }

  private drain(cpu: string): StepRecord {
    const spec = this.program.threads.find((t) => cpuOf(t) === cpu);
    const [line] = STORE_BUFFER.lines;
    if (!spec || !line) throw new EngineError(`there is no processor ${cpu}`);
    this.noted = 0;
    this.drainOldest(cpu);
    return {
      thread: spec.id,
      domain: spec.domain,
      side: ownerOf(this.program, spec.id).domain?.role ?? 'hardware',
      world: 'hardware',
      procedure: STORE_BUFFER.name,
      label: line.label,
      text: line.text,
      effects: this.taken(),
    };
  }

  // ── execution ────────────────────────────────────────────────────────────────────────────────────

  perform(move: Move): StepRecord {
    if (typeof move === 'string') return this.execute(move);
    return move.kind === 'drain' ? this.drain(move.cpu) : this.execute(move.thread, move.kind);
  }

  /** @param what only its line, though an interrupt is pending, or only the interrupt; by default whichever is next */
  execute(id: ThreadId, what?: 'line' | 'interrupt'): StepRecord {
    const running = this.begin(id);
    const { spec } = running;
    const { top } = running.thread;
    if (!top) throw new EngineError(`thread ${id} has finished`);
    if (this.buffering) this.see();
    const interrupt =
      what === 'line' ? undefined : spec.interrupts && breaksIn(spec.interrupts, this, running.thread);
    if (what === 'interrupt' && !interrupt) throw new EngineError(`no interrupt of ${id} is pending`);
    const frame = interrupt
      ? this.entered(running, top, interrupt.enter, interrupt.args ?? NOTHING, undefined)
      : owned(running, top);
    const { world } = frame;
    const proc = this.procedure(running, frame.procedure);
    const line = proc.lines[frame.line];
    if (!line) throw new EngineError(`${proc.name} has no line ${frame.line}`);
    if (this.buffering && interrupt) this.drainAll();
    running.thread.top = this.next(running, proc, frame, line.run(this, frame.locals) ?? undefined);
    if (this.buffering) this.unsee();
    this.last = id;
    return {
      thread: id,
      domain: spec.domain,
      side: running.domain?.role ?? 'hardware',
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
        ...ownerOf(this.program, id),
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
    const world = worldOf(proc, running.domain, from.world);
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
  readonly domain: DomainSpec | null;
  /** The era in which `thread` and `shared` were taken. */
  era: number;
  /** Stands in `threads` and is ours. */
  thread: { readonly id: ThreadId; top: Frame | null };
  /** The innermost frame that a kept state holds too; its callers are shared with it. */
  shared: Frame | null;
  /** The listing used last. */
  proc: Procedure | undefined;
}

function ownerOf(prog: Program, id: ThreadId): Pick<Running, 'spec' | 'domain'> {
  const spec = specOf(prog, id);
  return { spec, domain: domainOf(prog, spec.domain) };
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

const NO_VIEW = new Edit();
const NOTHING: Locals = {};
const NO_EFFECTS: readonly Effect[] = [];
const PASSED: Effect = { kind: 'passed' };
