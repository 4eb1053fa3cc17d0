/**
 * What a step did, as a condition. Moments and questions are told with these, so that they hold for every
 * schedule and every parameter: no step number occurs in them.
 */
import { assert } from './assert.ts';
import type { Effect, EffectKind, World } from './effect.ts';
import type { StepRecord } from './machine.ts';
import type { Procedure } from './procedure.ts';
import type { Key, Side, State } from './state.ts';

/** Holds or not for a step and the state after it. */
export type When = (record: StepRecord, after: State) => boolean;

export type EffectOf<K extends EffectKind> = Extract<Effect, { kind: K }>;

/** One of these lines was executed. A label that the listing does not have fails here, while the module loads. */
export function at(procedure: Procedure, ...labels: readonly string[]): When {
  for (const label of labels)
    assert(procedure.at.has(label), `${procedure.name} has no line labelled ${label}`);
  return (r) => r.procedure === procedure.name && labels.includes(r.label);
}

/** A line with one of these labels, in whichever listing: alike listings give one label to what they share. */
export const labelled =
  (...labels: readonly string[]): When =>
  (r) =>
    labels.includes(r.label);

/** Code that runs in one of these worlds. */
export const inWorld =
  (...worlds: readonly World[]): When =>
  (r) =>
    worlds.includes(r.world);

/** Any line of these listings was executed. */
export const within = (...procedures: readonly Procedure[]): When => {
  const names = procedures.map((p) => p.name);
  return (r) => names.includes(r.procedure);
};

/** The step had an effect of this kind, of which `where` holds. */
export const does =
  <K extends EffectKind>(kind: K, where?: (effect: EffectOf<K>) => boolean): When =>
  (r) =>
    r.effects.some((e) => e.kind === kind && (!where || where(e as EffectOf<K>)));

/** The step was taken by a thread of the guest, of a domain that serves it, or of hardware. */
export const by =
  (side: Side): When =>
  (r) =>
    r.side === side;

/** A shared field of this name was written: its last component, as listings name it. */
export const writes = (leaf: string, where?: (value: bigint, old: bigint) => boolean): When =>
  does('write', (e) => e.place.leaf === leaf && (!where || where(BigInt(e.value), BigInt(e.old))));

/** The executed listing returned, with a value of which `where` holds. */
export const returns =
  (where?: (value: unknown) => boolean): When =>
  (r) =>
    r.effects.some((e) => e.kind === 'return' && e.procedure === r.procedure && (!where || where(e.value)));

/** A private record was changed; if fields are named, one of them. */
export const changes = <T>(key: Key<T>, ...fields: readonly (keyof T & string)[]): When =>
  does(
    'record',
    (e) =>
      e.key === key &&
      (fields.length === 0 || e.fields.some((f) => (fields as readonly string[]).includes(f))),
  );

export const any =
  (...conditions: readonly When[]): When =>
  (r, after) =>
    conditions.some((holds) => holds(r, after));

export const all =
  (...conditions: readonly When[]): When =>
  (r, after) =>
    conditions.every((holds) => holds(r, after));

export const not =
  (condition: When): When =>
  (r, after) =>
    !condition(r, after);

/** The first effect of a kind in a record. */
export const effectOf = <K extends EffectKind>(
  record: StepRecord | undefined,
  kind: K,
): EffectOf<K> | undefined => record?.effects.find((e): e is EffectOf<K> => e.kind === kind);
