/** The engine's page walker set before memory that a file describes: one walk, and every load that it made. */
import type { Machine } from '../core/machine.ts';
import { call, type Local, type Locals } from '../core/procedure.ts';
import { rec } from '../core/state.ts';
import { type ControlRegisters, controlKey } from '../mechanisms/control-registers.ts';
import { ept_walk, eptMechanism, newVmcs, vmcsKey } from '../mechanisms/ept.ts';
import { guestPagingMechanism, page_walk } from '../mechanisms/guest-paging.ts';
import { type Npt, npt_walk, nptKey, nptMechanism } from '../mechanisms/npt.ts';
import { ENTRY } from '../mechanisms/paging.ts';
import { newTlb, tlbKey } from '../mechanisms/tlb.ts';
import { type Load, newWalker, walkerKey } from '../mechanisms/walker.ts';
import { perform } from './perform.ts';

/** Entries by machine address. */
export type Entries = ReadonlyMap<number, bigint>;

export interface Registers {
  readonly cr3?: number;
  readonly levels?: number;
  readonly maxphyaddr?: number;
  /** One of the two, or none: then guest-physical addresses are machine addresses. */
  readonly npt?: Pick<Npt, 'root' | 'levels'>;
  readonly eptp?: bigint;
}

/** The widest that the architecture has: a file need not say how wide its machine's addresses were. */
const MAXPHYADDR = 52;

const control = (r: Registers): ControlRegisters => ({
  vendor: r.eptp === undefined ? 'amd' : 'intel',
  cr3: r.cr3 ?? 0,
  levels: r.levels ?? 4,
  wp: false,
  smep: false,
  smap: false,
  ac: false,
  nxe: true,
  maxphyaddr: r.maxphyaddr ?? MAXPHYADDR,
  nestedWalk: r.npt ? npt_walk.name : r.eptp === undefined ? null : ept_walk.name,
  nestedExit: '',
  cr2: 0n,
  errorCode: 0,
});

export interface Walked {
  readonly value: Local;
  readonly loads: readonly Load[];
}

function walk(r: Registers, entries: Entries, procedure: string, args: Locals): Walked {
  const { value, state } = perform({
    listings: [...guestPagingMechanism.procedures, ...eptMechanism.procedures, ...nptMechanism.procedures],
    records: {
      [controlKey]: control(r),
      [walkerKey]: newWalker(),
      [tlbKey]: newTlb({ translations: false, structures: false }, { vpid: 1, nested: 1 }),
      [vmcsKey]: newVmcs(r.eptp ?? 0n, 1),
      [nptKey]: { vmcb: 0, root: r.npt?.root ?? 0, levels: r.npt?.levels ?? 4 } satisfies Npt,
    },
    given: (m: Machine) => {
      for (const [at, entry] of entries) m.store(at, ENTRY, entry);
    },
    call: call(procedure, args, 'result'),
  });
  return { value, loads: rec(state, walkerKey).loads };
}

/** A linear address, read by the kernel. */
export const walkLinear = (
  r: Registers,
  entries: Entries,
  gva: bigint,
  access = 'read',
  user = false,
): Walked => walk(r, entries, page_walk.name, { gva: BigInt.asUintN(64, gva), access, user });

/** A guest-physical address. */
export const walkGuestPhysical = (r: Registers, entries: Entries, gpa: number): Walked =>
  walk(r, entries, r.eptp === undefined ? npt_walk.name : ept_walk.name, {
    gpa,
    access: 'read',
    table: false,
  });
