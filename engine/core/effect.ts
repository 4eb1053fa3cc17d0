/**
 * What one step did. Everything that is counted, drawn or narrated comes from effects.
 */
import type { Maddr } from './brand.ts';
import type { Field, Span } from './layout.ts';

/** Where code runs. Vertical is privilege; the two kernels stand side by side. */
export type World = 'guest-user' | 'guest-kernel' | 'hypervisor' | 'backend' | 'device-model' | 'hardware';

/** A named place in memory: `blkif_sring.req_prod` at an address. */
export interface Place {
  readonly at: Maddr;
  readonly size: number;
  readonly layout: string;
  readonly field: string;
  readonly leaf: string;
}

export type Effect =
  /** A shared field was read. */
  | { readonly kind: 'read'; readonly place: Place; readonly value: number | bigint }
  /** A shared field was written. */
  | {
      readonly kind: 'write';
      readonly place: Place;
      readonly value: number | bigint;
      readonly old: number | bigint;
      /** It waits in the processor's store buffer: nobody else sees it yet. */
      readonly buffered?: true;
    }
  /** A run of bytes was written (a copy's destination, a cleared page). */
  | {
      readonly kind: 'fill';
      readonly at: Maddr;
      readonly size: number;
      readonly what: string;
      readonly buffered?: true;
    }
  /** A run of bytes was read. */
  | { readonly kind: 'fetch'; readonly at: Maddr; readonly size: number; readonly what: string }
  /** A CPU copied `size` bytes; `payload` if they are the user's data. */
  | {
      readonly kind: 'copy';
      readonly from: Maddr;
      readonly to: Maddr;
      readonly size: number;
      readonly payload: boolean;
      readonly buffered?: true;
    }
  /** A store left a processor's store buffer for memory. */
  | { readonly kind: 'drain'; readonly at: Maddr; readonly size: number; readonly what: string }
  /** A private record changed (indices, driver and hypervisor bookkeeping). */
  | { readonly kind: 'record'; readonly key: string; readonly fields: readonly string[] }
  | { readonly kind: 'fence'; readonly name: string }
  /** Execution passed from one world to another on the same thread. */
  | { readonly kind: 'cross'; readonly from: World; readonly to: World; readonly via: string }
  | { readonly kind: 'exit'; readonly reason: number; readonly name: string }
  | { readonly kind: 'entry' }
  | { readonly kind: 'hypercall'; readonly number: number; readonly name: string; readonly op: string }
  | { readonly kind: 'result'; readonly of: string; readonly value: number }
  /** An event channel was newly made pending. */
  | { readonly kind: 'notify'; readonly from: number; readonly to: number; readonly port: number }
  /** Xen itself raised an event towards a device model, without a hypercall. */
  | { readonly kind: 'ioreq'; readonly port: number }
  | { readonly kind: 'ipi'; readonly to: string }
  /** A virtual interrupt or event upcall was taken. */
  | { readonly kind: 'interrupt'; readonly vector: number | null; readonly how: string }
  | { readonly kind: 'eoi'; readonly vector: number; readonly how: string }
  /** A sleeping thread was made runnable by another. */
  | { readonly kind: 'wake'; readonly thread: string }
  /** A sleeping vCPU was made runnable by Xen: no interrupt was needed. */
  | { readonly kind: 'unblock'; readonly domain: number; readonly vcpu: number }
  /** The processor delivered an exception to the running kernel: no exit. `address` is CR2 of a page fault. */
  | {
      readonly kind: 'exception';
      readonly vector: number;
      readonly name: string;
      /** Null for a vector that pushes no error code. */
      readonly error: number | null;
      readonly address: bigint | null;
    }
  | { readonly kind: 'grant'; readonly op: 'allow' | 'map' | 'unmap' | 'copy' | 'end'; readonly ref: number }
  | {
      readonly kind: 'port';
      readonly dir: 'in' | 'out';
      readonly port: number;
      readonly size: number;
      readonly value: number;
    }
  | {
      readonly kind: 'mmio';
      readonly dir: 'in' | 'out';
      readonly at: number;
      readonly size: number;
      readonly value: number;
    }
  | { readonly kind: 'syscall'; readonly name: string }
  /** A device moved bytes between memory and its medium (not a CPU copy). */
  | {
      readonly kind: 'dma';
      readonly dir: 'to-memory' | 'to-device';
      readonly at: Maddr;
      readonly size: number;
      readonly sector: number;
    }
  /** A hardware walker read a table entry. */
  | {
      readonly kind: 'walk';
      readonly table: string;
      readonly level: number;
      readonly at: Maddr;
      readonly value: bigint;
    }
  | { readonly kind: 'tlb'; readonly op: 'hit' | 'miss' | 'fill' | 'flush'; readonly what: string }
  /** The line was looked at and its condition did not hold: what it would do was not done. */
  | { readonly kind: 'passed' }
  /** Control passed between listings. */
  | { readonly kind: 'call'; readonly procedure: string }
  | { readonly kind: 'return'; readonly procedure: string; readonly value: unknown };

export type EffectKind = Effect['kind'];

export const placeOf = (base: number, field: Field): Place => ({
  at: (base + field.offset) as Maddr,
  size: field.size,
  layout: field.layout,
  field: field.name,
  leaf: field.leaf,
});

export const spanAt = (base: number, span: Span): Maddr => (base + span.offset) as Maddr;
