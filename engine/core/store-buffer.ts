/**
 * What x86 processors do to the order of stores, as x86-TSO has it (Sewell, Sarkar, Owens, Zappa Nardelli, Myreen: “x86-TSO: A
 * Rigorous and Usable Programmer's Model for x86 Multiprocessors”, CACM 53(7), 2010; Intel SDM vol. 3A 8.2.2): each
 * processor has one FIFO buffer of stores. A store goes into it, a load of the same processor takes from it what it
 * holds of the bytes, and some time later the oldest store reaches memory, where everybody sees it.
 *
 * The buffer is empty after MFENCE, a LOCK-prefixed instruction, an I/O instruction, a serialising instruction, and when an
 * exception or interrupt is generated (SDM vol. 3A 11.10, 8.2.5, 8.3). It holds shared bytes only: private records stand for
 * what one processor reads alone, or what the real code guards with a lock, and change at once.
 */
import type { Maddr } from './brand.ts';
import type { EffectKind } from './effect.ts';
import { Edit, type Memory } from './memory.ts';
import { line, type Procedure, procedure, sdm } from './procedure.ts';
import type { Program, State, ThreadSpec } from './state.ts';

/** `sc`: sequential consistency, each store is in memory at once. `tso`: with store buffers. */
export const MEMORY_MODELS = ['sc', 'tso'] as const;
export type MemoryModel = (typeof MEMORY_MODELS)[number];

/** A store that waits. A run of bytes that one line writes waits as one. */
export interface Pending {
  readonly at: Maddr;
  readonly bytes: Uint8Array;
  /** The field, or what the run of bytes is. */
  readonly what: string;
}

/** By processor, oldest first. A processor whose buffer is empty has no entry. */
export type Buffers = Readonly<Record<string, readonly Pending[]>>;
export const NO_BUFFERS: Buffers = {};

/**
 * Barriers as the two kernels and QEMU compile them for x86, and whether the store buffer is empty after them.
 * mb: MFENCE (Linux arch/x86/include/asm/barrier.h `mb`, Xen xen/arch/x86/include/asm/system.h `mb`). smp_mb, and virt_mb of
 * ring.h: LOCK ADD (`__smp_mb`; Xen `smp_mb`). wmb: SFENCE, rmb: LFENCE, and their smp_ and virt_ forms no instruction
 * at all. SDM 11.10 lists SFENCE too, but the instruction promises order among stores only, which the FIFO gives anyway;
 * x86-TSO has it as a no-op, and so do we: what may happen is then never too little.
 */
const FENCES = { mb: true, smp_mb: true, wmb: false, rmb: false } as const satisfies Record<string, boolean>;
export type FenceName = keyof typeof FENCES;
export const fenceDrains = (name: FenceName): boolean => FENCES[name];

/**
 * Effects with which a processor empties its buffer. VM exit and entry load control registers and MSRs; an interrupt or
 * exception does by definition; IN and OUT too, and a store to a device's registers (uncached) is not overtaken by
 * a load. `wake` and `unblock` take a lock of the scheduler, which is a LOCK-prefixed instruction (Linux
 * try_to_wake_up, Xen vcpu_wake). A system call or a hypercall by SYSCALL does not: SYSCALL is not serialising (SDM vol. 3A 8.3);
 * one by VMCALL is a VM exit.
 */
const DRAINING: ReadonlySet<EffectKind> = new Set<EffectKind>([
  'exit',
  'entry',
  'interrupt',
  'exception',
  'port',
  'mmio',
  'wake',
  'unblock',
  'ipi',
]);
export const effectDrains = (kind: EffectKind): boolean => DRAINING.has(kind);

/** The processor on which a thread runs: its own, unless it shares one. */
export const cpuOf = (spec: ThreadSpec): string => spec.cpu ?? spec.id;

/** Memory as the processor sees it whose stores these are. */
export function overlaid(ram: Memory, pending: readonly Pending[], edit: Edit): Memory {
  let seen = ram.writable(edit);
  for (const { at, bytes } of pending) seen = seen.storeBytes(at, bytes);
  return seen;
}

/** The state as a thread's processor sees it: its own stores included that nobody else sees yet. */
export function seenBy(state: State, spec: ThreadSpec): State {
  const pending = state.buffers?.[cpuOf(spec)];
  return pending ? { ...state, ram: overlaid(state.ram, pending, new Edit()) } : state;
}

/** What a drain is a step of. No thread enters it: the processor does it by itself. */
export const STORE_BUFFER: Procedure = procedure(
  'store buffer',
  { source: sdm('vol. 3A 8.2.2, 11.10'), world: 'hardware' },
  [line('drain', 'memory[oldest.address] = oldest.value   // now every processor sees it', () => undefined)],
);

/** The same program on processors of that kind. */
export function withMemory(prog: Program, memory: MemoryModel): Program {
  if ((prog.memory ?? 'sc') === memory) return prog;
  const procedures = new Map(prog.procedures);
  if (memory === 'tso') procedures.set(STORE_BUFFER.name, STORE_BUFFER);
  else procedures.delete(STORE_BUFFER.name);
  return { ...prog, procedures, memory };
}
