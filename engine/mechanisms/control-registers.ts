/**
 * The registers of a vCPU that address translation obeys, and where a nested translation is made.
 * Source: Intel SDM vol. 3A 2.5, 4.1.
 */
import type { Key } from '../core/state.ts';
import type { Mechanism } from './mechanism.ts';

export interface ControlRegisters {
  readonly vendor: 'intel' | 'amd';
  /** Guest-physical address of the root table; a machine address where there is no nested paging. */
  readonly cr3: number;
  /** 4, or 5 with CR4.LA57. */
  readonly levels: number;
  /** CR0.WP: read-only holds for the kernel too. */
  readonly wp: boolean;
  /** CR4.SMEP, CR4.SMAP: the kernel may not fetch from, or touch, user pages. */
  readonly smep: boolean;
  readonly smap: boolean;
  /** EFLAGS.AC suspends SMAP. */
  readonly ac: boolean;
  /** EFER.NXE: bit 63 of an entry forbids fetching. */
  readonly nxe: boolean;
  /** Bits of a physical address. */
  readonly maxphyaddr: number;
  /** The listing that translates guest-physical addresses; null without nested paging. */
  readonly nestedWalk: string | null;
  /** The listing of the exit that a refused nested translation causes. */
  readonly nestedExit: string;
  /** Linear address of the last page fault. */
  readonly cr2: bigint;
  /** What the last page fault pushed on the kernel's stack. */
  readonly errorCode: number;
}
/** The registers of the program: what an access moves, and the instruction that RIP points to. */
export interface ProgramRegisters {
  readonly al: number;
  readonly instruction: 'read' | 'write' | 'fetch';
}
export const registersKey: Key<ProgramRegisters> = 'guest.regs';

/** What becomes of an instruction that left guest mode: it starts again, is done, or Xen has injected #GP or #UD. */
export type Verdict = 'retry' | 'done' | 'gp' | 'ud';

export const controlKey: Key<ControlRegisters> = 'cpu';

export const controlRegistersMechanism: Mechanism = {
  id: 'control-registers',
  needs: [],
  procedures: [],
};
