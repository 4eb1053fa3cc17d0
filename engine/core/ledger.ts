/**
 * The ledger: what a stretch of execution cost, counted from its effects and from nothing else.
 * The counters and their meanings are those of the project's I/O ledger (who pays, not how long it takes).
 */
import type { Effect } from './effect.ts';
import type { StepRecord } from './machine.ts';
import type { Side } from './state.ts';

export interface Counter {
  readonly id: string;
  readonly name: string;
  readonly means: string;
  readonly counts: (effect: Effect, side: Side) => boolean;
}

export const COUNTERS = [
  {
    id: 'X',
    name: 'VM exits',
    means: 'exits of the guest vCPU to the hypervisor',
    counts: (e, s) => e.kind === 'exit' && s === 'guest',
  },
  {
    id: 'Hg',
    name: 'guest hypercalls',
    means: 'hypercalls issued by the guest',
    counts: (e, s) => e.kind === 'hypercall' && s === 'guest',
  },
  {
    id: 'Hb',
    name: 'backend hypercalls',
    means: 'hypercalls issued by the backend domain',
    counts: (e, s) => e.kind === 'hypercall' && s === 'backend',
  },
  {
    id: 'N',
    name: 'ioreq notifications',
    means: 'events that Xen raised towards a device model',
    counts: (e) => e.kind === 'ioreq',
  },
  {
    id: 'Ig',
    name: 'guest interrupts',
    means: 'virtual interrupts or upcalls that the guest took',
    counts: (e, s) => e.kind === 'interrupt' && s === 'guest',
  },
  {
    id: 'Ib',
    name: 'backend interrupts',
    means: 'event upcalls that the backend domain took',
    counts: (e, s) => e.kind === 'interrupt' && s === 'backend',
  },
  {
    id: 'Ct',
    name: 'wake-ups',
    means: 'threads or processes woken on the backend side',
    counts: (e) => e.kind === 'wake',
  },
  {
    id: 'K',
    name: 'page copies',
    means: 'copies of payload made by a CPU, a page or part of one at a time',
    counts: (e) => e.kind === 'copy' && e.payload,
  },
  {
    id: 'M',
    name: 'grant operations',
    means: 'grant map, unmap and copy operations performed by Xen',
    counts: (e) => e.kind === 'grant' && (e.op === 'map' || e.op === 'unmap' || e.op === 'copy'),
  },
  {
    id: 'S',
    name: 'system calls',
    means: 'system calls made by a user-space device model',
    counts: (e, s) => e.kind === 'syscall' && s === 'backend',
  },
  {
    id: 'P',
    name: 'port and MMIO accesses',
    means: 'port or memory-mapped register accesses of the guest that are emulated',
    counts: (e, s) => (e.kind === 'port' || e.kind === 'mmio') && s === 'guest',
  },
  {
    id: 'L',
    name: 'table loads',
    means: 'page-table entries that a hardware walker read',
    counts: (e) => e.kind === 'walk',
  },
] as const satisfies readonly Counter[];

export type CounterId = (typeof COUNTERS)[number]['id'];
export type Ledger = Readonly<Record<CounterId, number>>;

export const EMPTY_LEDGER = Object.fromEntries(COUNTERS.map((c) => [c.id, 0])) as Ledger;

/** The ledger after one more step. The same object if the step cost nothing. */
export function charge(ledger: Ledger, record: StepRecord): Ledger {
  let next: Record<CounterId, number> | undefined;
  const { side } = record;
  for (const e of record.effects) {
    for (const c of COUNTERS) {
      if (!c.counts(e, side)) continue;
      next ??= { ...ledger };
      next[c.id]++;
    }
  }
  return next ?? ledger;
}
