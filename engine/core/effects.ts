/**
 * One row for each kind of effect, in one table: what it counts, what it lights on a stage, how it is said, how a log
 * of a real machine would have it, and who can see it. A new kind does not compile until its row has all of them.
 */
import type { Effect, EffectKind, World } from './effect.ts';
import type { CounterId } from './ledger.ts';
import { number, written, writtenValue } from './notation.ts';
import type { Side } from './state.ts';

/**
 * `visible`: another party can see it, or the ledger counts it. `private`: only the party that did it knows.
 * `silent`: it changed nothing (a look, a barrier, control that passes between listings).
 */
export type Visibility = 'visible' | 'private' | 'silent';

/** What an effect is said with: the names of this run, and how numbers are written. */
export interface Speech {
  readonly thread: (id: string) => string;
  readonly world: (world: World) => string;
  /** Hex digits without `0x`. */
  readonly hex: (n: number | bigint) => string;
  /** The fields that a change of a private record gave another value. */
  readonly changes: (e: Of<'record'>) => readonly Change[];
  /** The structure of the write that was said just before: its name need not be said again. */
  readonly within: string | undefined;
}

/** A field of a private record and its values; undefined for a structure, whose change can only be stated. */
export interface Change {
  readonly field: string;
  readonly old: string | undefined;
  readonly value: string | undefined;
}

/** A part of a sentence. Parts of a lower rank come first, and are the last to be left out. */
export interface EffectPart {
  readonly rank: number;
  readonly text: string;
}

/** From this rank on a part is said only where there is nothing else. */
export const VAGUE_RANK = 8;

type Of<K extends EffectKind> = Extract<Effect, { readonly kind: K }>;

interface Row<E> {
  /** The counter to which one such effect adds one. */
  readonly counts: CounterId | null | ((e: E, side: Side) => CounterId | null);
  /** Ids of what it lights, and their rank: a lower one is lit first where there is not light for all. */
  readonly lights: { readonly rank: number; readonly ids: (e: E) => readonly string[] } | null;
  readonly says: (e: E, speech: Speech) => EffectPart | readonly EffectPart[];
  /** As it would stand in a log, in a few characters; null where no real log has it. */
  readonly logs: ((e: E, speech: Pick<Speech, 'hex'>) => string) | null;
  readonly visible: Visibility | ((e: E) => Visibility);
}

export const byteId = (at: number): string => `byte:${at}`;
export const recordId = (key: string, field: string): string => `record:${key}.${field}`;

const part = (rank: number, text: string): EffectPart => ({ rank, text });
const lit = <E>(rank: number, ids: (e: E) => readonly string[]): Row<E>['lights'] => ({ rank, ids });
const bytes = (n: number): string => `${n} ${n === 1 ? 'byte' : 'bytes'}`;
/** A name of the engine's own in words: `freeIds` is “free ids”. Names of the real code have no capitals inside and stay. */
const inWords = (field: string): string =>
  field.replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);

const GRANT_DONE = {
  allow: 'allowed',
  map: 'mapped',
  unmap: 'unmapped',
  copy: 'copied',
  end: 'ended',
} as const;

function changed({ field, old, value }: Change): EffectPart {
  const name = inWords(field);
  if (value === undefined) return part(VAGUE_RANK, `${name} changes`);
  // Of a yes and no, the new one says both.
  const yesNo = value === 'yes' || value === 'no';
  return part(2, yesNo ? `${name}: ${value}` : `${name} ${old ?? 'unset'} to ${value}`);
}

type Access = Of<'port'> | Of<'mmio'>;
const accessed = (e: Access): number => (e.kind === 'port' ? e.port : e.at);
/** An access to a device's register. Only the guest's are emulated. */
const ACCESS: Row<Access> = {
  counts: (_, side) => (side === 'guest' ? 'P' : null),
  lights: null,
  says: (e, s) =>
    part(
      4,
      `${e.dir === 'in' ? 'reads' : 'writes'} ${e.kind === 'port' ? 'port ' : ''}0x${s.hex(accessed(e))}, 0x${s.hex(e.value)}`,
    ),
  logs: (e, s) => `${e.dir === 'in' ? 'read' : 'write'} 0x${s.hex(accessed(e))} 0x${s.hex(e.value)}`,
  visible: 'visible',
};

/** A store is seen when it is in memory, not while it waits in the store buffer. */
const seen = (e: { readonly buffered?: true }): Visibility => (e.buffered ? 'private' : 'visible');

export const EFFECTS = {
  write: {
    counts: null,
    lights: lit(2, (e) => [byteId(e.place.at)]),
    says: ({ place, old, value }, s) => {
      const name = place.layout === s.within ? place.field : `${place.layout}.${place.field}`;
      const now = written(place.layout, place.leaf, value);
      return part(
        0,
        old === value
          ? `${name} ${now} again`
          : `${name} ${written(place.layout, place.leaf, old)} to ${now}`,
      );
    },
    logs: null,
    visible: seen,
  },
  read: {
    counts: null,
    lights: lit(4, (e) => [byteId(e.place.at)]),
    says: ({ place, value }) => part(7, `reads ${place.field} ${written(place.layout, place.leaf, value)}`),
    logs: null,
    visible: 'silent',
  },
  fill: {
    counts: null,
    lights: lit(3, (e) => [byteId(e.at)]),
    says: (e) => part(1, `${bytes(e.size)} of ${e.what} written`),
    logs: null,
    visible: seen,
  },
  fetch: {
    counts: null,
    lights: lit(5, (e) => [byteId(e.at)]),
    says: (e) => part(7, `reads ${bytes(e.size)} of ${e.what}`),
    logs: null,
    visible: 'silent',
  },
  copy: {
    counts: (e) => (e.payload ? 'K' : null),
    lights: lit(1, (e) => [byteId(e.to), byteId(e.from)]),
    says: (e) => part(1, `${bytes(e.size)} copied`),
    logs: null,
    visible: seen,
  },
  drain: {
    counts: null,
    lights: lit(2, (e) => [byteId(e.at)]),
    says: (e) => part(1, `${e.what} goes from the store buffer to memory`),
    logs: null,
    visible: 'visible',
  },
  record: {
    counts: null,
    lights: lit(2, (e) => e.fields.map((f) => recordId(e.key, f))),
    says: (e, s) => s.changes(e).map(changed),
    logs: null,
    visible: 'private',
  },
  fence: {
    counts: null,
    lights: null,
    says: (e) => part(9, `barrier ${e.name}`),
    logs: null,
    visible: 'silent',
  },
  cross: {
    counts: null,
    lights: lit(1, (e) => [`wire:${e.from}>${e.to}`]),
    says: (e, s) =>
      part(4, `passes to ${s.world(e.to)}${e.via === 'return' || e.via === 'call' ? '' : ` by ${e.via}`}`),
    logs: null,
    visible: 'visible',
  },
  exit: {
    counts: (_, side) => (side === 'guest' ? 'X' : null),
    lights: null,
    says: (e) => part(5, `VM exit ${e.name}`),
    logs: (e) => e.name,
    visible: 'visible',
  },
  entry: {
    counts: null,
    lights: null,
    says: () => part(5, 'VM entry'),
    logs: null,
    visible: 'visible',
  },
  hypercall: {
    counts: (_, side) => (side === 'guest' ? 'Hg' : side === 'backend' ? 'Hb' : null),
    lights: null,
    says: (e) => part(5, `hypercall ${e.name} ${e.op}`.trimEnd()),
    logs: (e) => (e.op === '' ? e.name : e.op),
    visible: 'visible',
  },
  result: {
    counts: null,
    lights: null,
    says: (e) => part(6, `${e.of} gives ${number(e.value)}`),
    logs: null,
    visible: 'visible',
  },
  notify: {
    counts: null,
    lights: lit(0, (e) => [`wire:notify:${e.from}>${e.to}`]),
    says: (e) => part(1, `event pending in domain ${e.to}, port ${e.port}`),
    logs: (e) => `event to domain ${e.to}`,
    visible: 'visible',
  },
  ioreq: {
    counts: 'N',
    lights: null,
    says: (e) => part(4, `Xen notifies the device model, port ${e.port}`),
    logs: null,
    visible: 'visible',
  },
  ipi: {
    counts: null,
    lights: null,
    says: (e) => part(4, `interprocessor interrupt to ${e.to}`),
    logs: null,
    visible: 'visible',
  },
  interrupt: {
    counts: (_, side) => (side === 'guest' ? 'Ig' : side === 'backend' ? 'Ib' : null),
    lights: lit(0, () => ['wire:interrupt']),
    says: (e, s) => part(1, `interrupt${e.vector === null ? '' : ` 0x${s.hex(e.vector)}`} taken, ${e.how}`),
    logs: (e, s) => (e.vector === null ? 'interrupt' : `interrupt 0x${s.hex(e.vector)}`),
    visible: 'visible',
  },
  eoi: {
    counts: null,
    lights: null,
    says: (e, s) => part(4, `end of interrupt 0x${s.hex(e.vector)}, ${e.how}`),
    logs: null,
    visible: 'visible',
  },
  wake: {
    counts: 'Ct',
    lights: lit(3, (e) => [`thread:${e.thread}`]),
    says: (e, s) => part(1, `wakes ${s.thread(e.thread)}`),
    logs: null,
    visible: 'visible',
  },
  unblock: {
    counts: null,
    lights: null,
    says: (e) => part(1, `vCPU ${e.vcpu} of domain ${e.domain} is runnable again`),
    logs: null,
    visible: 'visible',
  },
  exception: {
    counts: null,
    lights: null,
    says: (e, s) =>
      part(
        1,
        `${e.name} to the guest’s kernel${e.error === null ? '' : `, error 0x${s.hex(e.error)}`}${e.address === null ? '' : `, address 0x${s.hex(e.address)}`}`,
      ),
    logs: null,
    visible: 'visible',
  },
  grant: {
    counts: (e) => (e.op === 'map' || e.op === 'unmap' || e.op === 'copy' ? 'M' : null),
    lights: lit(1, (e) => [`grant:${e.ref}`]),
    says: (e) => part(1, `grant ${e.ref} ${GRANT_DONE[e.op]}`),
    logs: null,
    visible: 'visible',
  },
  port: ACCESS,
  mmio: ACCESS,
  syscall: {
    counts: (_, side) => (side === 'backend' ? 'S' : null),
    lights: null,
    says: (e) => part(5, `system call ${e.name}`),
    logs: null,
    visible: 'visible',
  },
  dma: {
    counts: null,
    lights: lit(1, (e) => ['disk', byteId(e.at)]),
    says: (e) =>
      part(1, `${bytes(e.size)} ${e.dir === 'to-device' ? 'go to' : 'come from'} sector ${e.sector}`),
    logs: null,
    visible: 'visible',
  },
  walk: {
    counts: 'L',
    lights: lit(2, (e) => [byteId(e.at)]),
    says: (e, s) =>
      part(4, `loads ${e.table} entry of level ${e.level} at 0x${s.hex(e.at)}: 0x${s.hex(e.value)}`),
    logs: (e, s) => `level ${e.level} 0x${s.hex(e.value)}`,
    visible: 'visible',
  },
  tlb: {
    counts: null,
    lights: null,
    says: (e) => part(e.op === 'fill' || e.op === 'flush' ? 3 : 6, `TLB ${e.op} ${e.what}`),
    logs: null,
    // A processor's cache of translations is its own; that it was emptied is what another party waits for.
    visible: (e) => (e.op === 'flush' ? 'visible' : e.op === 'fill' ? 'private' : 'silent'),
  },
  passed: {
    counts: null,
    lights: null,
    says: () => part(6, 'the condition does not hold: passed over'),
    logs: null,
    visible: 'silent',
  },
  call: {
    counts: null,
    lights: null,
    says: (e) => part(10, `enters ${e.procedure}`),
    logs: null,
    visible: 'silent',
  },
  return: {
    counts: null,
    lights: null,
    says: (e) => {
      const value = e.value === undefined ? undefined : writtenValue(e.procedure, 'return', e.value);
      return part(10, value === undefined ? `leaves ${e.procedure}` : `${e.procedure} returns ${value}`);
    },
    logs: null,
    visible: 'silent',
  },
} satisfies { readonly [K in EffectKind]: Row<Of<K>> };

/** The row of an effect. Its functions take just this kind, which the table's type has checked. */
export const rowOf = (e: Effect): Row<Effect> => EFFECTS[e.kind] as unknown as Row<Effect>;

export function visibilityOf(e: Effect): Visibility {
  const { visible } = rowOf(e);
  return typeof visible === 'function' ? visible(e) : visible;
}
