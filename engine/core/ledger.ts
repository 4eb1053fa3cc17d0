/**
 * The ledger: what a stretch of execution cost, counted from its effects and from nothing else.
 * The counters and their meanings are those of the project's I/O ledger (who pays, not how long it takes).
 */
import type { Effect, EffectKind } from './effect.ts';
import { EFFECTS } from './effects.ts';
import type { StepRecord } from './machine.ts';
import type { Side } from './state.ts';

export interface Counter {
  readonly id: string;
  /** In the plural. */
  readonly name: string;
  readonly one: string;
  readonly means: string;
}

export const COUNTERS = [
  {
    id: 'X',
    name: 'VM exits',
    one: 'VM exit',
    means: 'exits of the guest vCPU to the hypervisor',
  },
  {
    id: 'Hg',
    name: 'guest hypercalls',
    one: 'guest hypercall',
    means: 'hypercalls issued by the guest',
  },
  {
    id: 'Hb',
    name: 'backend hypercalls',
    one: 'backend hypercall',
    means: 'hypercalls issued by the backend domain',
  },
  {
    id: 'N',
    name: 'ioreq notifications',
    one: 'ioreq notification',
    means: 'events that Xen raised towards a device model',
  },
  {
    id: 'Ig',
    name: 'guest interrupts',
    one: 'guest interrupt',
    means: 'virtual interrupts or upcalls that the guest took',
  },
  {
    id: 'Ib',
    name: 'backend interrupts',
    one: 'backend interrupt',
    means: 'event upcalls that the backend domain took',
  },
  {
    id: 'Ct',
    name: 'wake-ups',
    one: 'wake-up',
    means: 'threads or processes woken on the backend side',
  },
  {
    id: 'K',
    name: 'page copies',
    one: 'page copy',
    means: 'copies of payload made by a CPU, a page or part of one at a time',
  },
  {
    id: 'M',
    name: 'grant operations',
    one: 'grant operation',
    means: 'grant map, unmap and copy operations performed by Xen',
  },
  {
    id: 'S',
    name: 'system calls',
    one: 'system call',
    means: 'system calls made by a user-space device model',
  },
  {
    id: 'P',
    name: 'port and MMIO accesses',
    one: 'port or MMIO access',
    means: 'port or memory-mapped register accesses of the guest that are emulated',
  },
  {
    id: 'L',
    name: 'table loads',
    one: 'table load',
    means: 'page-table entries that a hardware walker read',
  },
] as const satisfies readonly Counter[];

export type CounterId = (typeof COUNTERS)[number]['id'];
export type Ledger = Readonly<Record<CounterId, number>>;

export const EMPTY_LEDGER = Object.fromEntries(COUNTERS.map((c) => [c.id, 0])) as Ledger;

type Count = (e: Effect, side: Side) => CounterId | null;

/** Only the kinds that can count anything: most effects are reads and calls, and a step has to pass them fast. */
const COUNTING = new Map<EffectKind, Count>();
for (const kind of Object.keys(EFFECTS) as EffectKind[]) {
  const { counts } = EFFECTS[kind];
  if (counts === null) continue;
  COUNTING.set(kind, typeof counts === 'string' ? () => counts : (counts as Count));
}

/** The ledger after one more step. The same object if the step cost nothing. */
export function charge(ledger: Ledger, record: StepRecord): Ledger {
  let next: Record<CounterId, number> | undefined;
  for (const e of record.effects) {
    const id = COUNTING.get(e.kind)?.(e, record.side);
    if (!id) continue;
    next ??= { ...ledger };
    next[id]++;
  }
  return next ?? ledger;
}
