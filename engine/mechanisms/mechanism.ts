/**
 * A mechanism's face: what a story needs to know to use it. Its view (`inspect…`) is an export of its own beside the
 * face, and what must hold in every state stands in `invariants/`: a page carries only what it draws.
 */
import { assert } from '../core/assert.ts';
import type { Procedure } from '../core/procedure.ts';
import type { Key } from '../core/state.ts';
import { at, type When } from '../core/when.ts';
import type { Domain } from './domain.ts';
import type { Vcpu } from './vcpu.ts';

/** A private record under its key; the pair is typed, so a key cannot hold another one's record. */
export interface Kept {
  readonly key: string;
  readonly value: unknown;
}
export const keep = <T>(key: Key<T>, value: T): Kept => ({ key, value });
/** What a mechanism gives as an object with its keys. */
export const keepAll = (records: Readonly<Record<string, unknown>>): readonly Kept[] =>
  Object.entries(records).map(([key, value]) => ({ key, value }));

/** A listing of a mechanism by name. A name that it does not have fails here, while the module loads. */
export function listingOf(mechanism: Mechanism, name: string): Procedure {
  const found = mechanism.procedures.find((p) => p.name === name);
  assert(found, `${mechanism.id} has no listing ${name}`);
  return found;
}

/** One of these lines of a mechanism's listing was executed. */
export const atLine = (mechanism: Mechanism, name: string, ...labels: readonly string[]): When =>
  at(listingOf(mechanism, name), ...labels);

/** A domain when a system is new. */
export interface DomainSetup {
  readonly domain: Domain;
  readonly vcpus: readonly Vcpu[];
  /** Address, in the domain, of the stack on which its kernel lays a hypercall's argument. */
  readonly stack?: number;
  /** Its processors' registers are followed; they are where nothing is said. */
  readonly registers?: boolean;
}

export interface Mechanism {
  /** The name of its file. */
  readonly id: string;
  /** Mechanisms whose records it reads or whose listings it always calls. A listing that it may call is not needed. */
  readonly needs: readonly Mechanism[];
  readonly procedures: readonly Procedure[];
  /** What it keeps of each domain when a system is new. A story says what is otherwise. */
  readonly records?: (domain: DomainSetup) => readonly Kept[];
  /** What it does that stories point at, by name. */
  readonly moments?: Readonly<Record<string, When>>;
}
