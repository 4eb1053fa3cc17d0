/** The whole of a simulated system at one moment. Immutable; unchanged parts are shared with its neighbours. */
import { assert, EngineError } from './assert.ts';
import type { World } from './effect.ts';
import type { Memory } from './memory.ts';
import type { Line, Locals, Procedure } from './procedure.ts';
import type { Buffers, MemoryModel } from './store-buffer.ts';

export type ThreadId = string;

/** One activation of a procedure. */
export interface Frame {
  readonly procedure: string;
  /** Index of the line about to execute. */
  readonly line: number;
  readonly locals: Locals;
  readonly world: World;
  readonly caller: Frame | null;
  /** Local of the caller that receives the value. */
  readonly into: string | undefined;
}

export interface Thread {
  readonly id: ThreadId;
  /** Innermost activation; null when the thread has finished. */
  readonly top: Frame | null;
}

export interface State {
  /** Machine memory, by machine address. */
  readonly ram: Memory;
  /** The disk's medium, by byte offset. */
  readonly medium: Memory;
  /** What one party keeps to itself, by key. Read with `rec`. */
  readonly records: Readonly<Record<string, unknown>>;
  readonly threads: Readonly<Record<ThreadId, Thread>>;
  /** Stores that memory does not hold yet; nothing under sequential consistency. */
  readonly buffers?: Buffers;
  /** Who executed last: the default schedules run a thread until it sleeps. */
  readonly last: ThreadId | null;
}

declare const recordType: unique symbol;
/** The name of a private record, carrying its type. A plain string, so a listing can keep it in a local. */
export type Key<T> = string & { readonly [recordType]?: T };

/**
 * Names for the records of one kind, one for each domain (and vCPU). A name is put together once: joined anew for each
 * look-up, the string would cost more than the look-up.
 */
export function keysOf<T>(name: (domain: number, vcpu: number) => string): KeyOf<T> {
  const known = new Map<number, Key<T>[]>();
  return (domain, vcpu = 0) => {
    let ofDomain = known.get(domain);
    if (!ofDomain) {
      ofDomain = [];
      known.set(domain, ofDomain);
    }
    ofDomain[vcpu] ??= name(domain, vcpu);
    return ofDomain[vcpu];
  };
}
type KeyOf<T> = (domain: number, vcpu?: number) => Key<T>;

export function rec<T>(state: Pick<State, 'records'>, key: Key<T>): T {
  const value = state.records[key];
  // Written out: the sentence is not put together for every record that is there.
  if (value === undefined) throw new EngineError(`there is no record ${key}`);
  return value as T;
}

/** How an asynchronous event breaks into a thread: when `when` holds its next step enters `enter`. */
export interface Interrupt {
  readonly name: string;
  readonly when: (state: State, thread: Thread) => boolean;
  readonly enter: string;
  readonly args?: Locals;
}

export interface ThreadSpec {
  readonly id: ThreadId;
  /** The domain whose work it does; null for hardware. */
  readonly domain: number | null;
  /** The domain's virtual processor that it is; 0 where nothing else is said. */
  readonly vcpu?: number;
  /** The processor on which it runs, if it shares one with another thread. It has one of its own by default. */
  readonly cpu?: string;
  readonly start: { readonly procedure: string; readonly args?: Locals; readonly world: World };
  readonly interrupts?: readonly Interrupt[];
}

/** Whose work a thread does: that of the guest, of a domain that serves it, or of hardware. */
export type Side = 'guest' | 'backend' | 'hardware';

/** A domain as the platform has it. */
export interface DomainSpec {
  readonly id: number;
  readonly role: Exclude<Side, 'hardware'>;
  /** The world in which its kernel runs. Under KVM the kernel of the host is the hypervisor. */
  readonly kernel: World;
}

/** Listings, threads and the domains that they belong to: the fixed part of a simulated system. */
export interface Program {
  readonly procedures: ReadonlyMap<string, Procedure>;
  readonly threads: readonly ThreadSpec[];
  readonly domains: readonly DomainSpec[];
  /** How the processors order their stores; `sc` by default. */
  readonly memory?: MemoryModel;
}

/** @param domains every domain that a thread belongs to */
export function program(
  procedures: readonly Procedure[],
  threads: readonly ThreadSpec[],
  domains: readonly DomainSpec[] = [],
): Program {
  const map = new Map<string, Procedure>();
  for (const p of procedures) {
    assert(!map.has(p.name) || map.get(p.name) === p, `two procedures are called ${p.name}`);
    map.set(p.name, p);
  }
  for (const { id, domain } of threads)
    assert(
      domain === null || domains.some((d) => d.id === domain),
      `thread ${id} belongs to domain ${domain}, which this program does not have`,
    );
  return { procedures: map, threads, domains };
}

/** The domain of a thread; null for hardware. */
export function domainOf(prog: Pick<Program, 'domains'>, domain: number | null): DomainSpec | null {
  for (const d of prog.domains) if (d.id === domain) return d;
  return null;
}

/** A thread of no domain is hardware. */
export const sideOf = (prog: Pick<Program, 'domains'>, domain: number | null): Side =>
  domainOf(prog, domain)?.role ?? 'hardware';

export function procedureNamed(prog: Program, name: string): Procedure {
  const found = prog.procedures.get(name);
  if (!found) throw new EngineError(`there is no procedure ${name}`);
  return found;
}

/** The line that a thread is about to execute (an interrupt may come first). */
export function lineOf(prog: Program, frame: Frame): Line {
  const l = procedureNamed(prog, frame.procedure).lines[frame.line];
  if (!l) throw new EngineError(`${frame.procedure} has no line ${frame.line}`);
  return l;
}

/** The world in which a thread of this domain runs a procedure that it enters from `from`. */
export function worldOf(proc: Procedure, domain: DomainSpec | null, from: World): World {
  if (proc.world !== 'kernel') return proc.world ?? from;
  if (!domain) throw new EngineError(`${proc.name} runs in a kernel, and its thread belongs to no domain`);
  return domain.kernel;
}

export function startThreads(prog: Program): Record<ThreadId, Thread> {
  return Object.fromEntries(
    prog.threads.map((t) => {
      const proc = procedureNamed(prog, t.start.procedure);
      const top: Frame = {
        procedure: proc.name,
        line: 0,
        locals: t.start.args ?? {},
        world: worldOf(proc, domainOf(prog, t.domain), t.start.world),
        caller: null,
        into: undefined,
      };
      return [t.id, { id: t.id, top }];
    }),
  );
}
