/** What the figures draw: derived from a state, never stored. */
import { rec, type State } from '../../core/state.ts';
import { hcallKey, softirqKey } from '../../mechanisms/continuation.ts';
import { type Registers, regsKey } from '../../mechanisms/cpu-registers.ts';
import { domainKey, hostOf, type Vendor } from '../../mechanisms/domain.ts';
import { HYPERCALLS, nameOf, PV_ONLY } from '../../mechanisms/hypercall.ts';
import { STUB_SIZE } from '../../mechanisms/hypercall-page.ts';
import { linuxXenKey } from '../../mechanisms/linux-detect.ts';
import { bitOf, pendingWord, sharedInfoAt } from '../../mechanisms/shared-info.ts';
import { CALLS } from './calls.ts';
import { advanced, answerIn, type ExitView, exitIn, handlerIn } from './exits.ts';
import { framesOf, labelOf, named, past } from './frames.ts';
import { AT, DIRECT_MAP, GUEST, machineOf } from './map.ts';
import { callIn, main, type Workload, workloadKey } from './story.ts';
import {
  type CopiedView,
  copiedOf,
  type EntryView,
  entriesOf,
  type StructView,
  structOf,
} from './structures.ts';
import { type WalkView, walkOf } from './walk.ts';

export interface StubView {
  readonly nr: number;
  readonly at: number;
  readonly bytes: readonly number[];
}
export interface DispatchRow {
  readonly nr: number;
  readonly name: string;
  /** The function behind it for an HVM guest; null: an empty slot. */
  readonly handler: string | null;
  /** The slot is empty because the call is one of PV guests only. */
  readonly pvOnly: boolean;
  /** Xen has the function, this model has not. */
  readonly leftOut: boolean;
  /** The number of the call at hand, or of the multicall's entry that Xen is at. */
  readonly asked: boolean;
}
/** Where the guest's instruction pointer is. */
export interface RipView {
  /** The procedure that it points into; empty when the story is over. */
  readonly at: string;
  /** The instruction that leaves guest mode, where it points at one or, as `behind …`, just behind it. */
  readonly on: string | null;
}
export interface HypercallView {
  readonly vendor: Vendor;
  readonly viridian: boolean;
  readonly registers: Registers;
  /** What the kernel knows of Xen; null where it does not yet. */
  readonly platform: {
    readonly base: number | null;
    readonly msr: number | null;
    readonly version: number | null;
  };
  /** The blocks of leaves that the kernel has asked, and the name that each answered with. */
  readonly blocks: readonly { readonly leaf: number; readonly signature: string }[];
  readonly page: {
    readonly gpa: number | null;
    readonly at: number;
    /** Untouched, being filled, or whole. */
    readonly state: 'empty' | 'int3' | 'stubs';
    readonly stubs: readonly StubView[];
  };
  /** The exit at hand, and the checks on its way. */
  readonly exit: ExitView;
  readonly rip: RipView;
  readonly call: {
    readonly name: Workload['name'];
    readonly arguments: Workload['arguments'];
    readonly nr: number;
    /** The number's name. */
    readonly hypercall: string;
    readonly cmd: number | bigint;
    readonly arg: number | bigint;
    /** The command by name, where the call has named ones. */
    readonly op: string | null;
    /** The kernel has set out to make it; what leads up to it is behind. */
    readonly wanted: boolean;
    /** Its arguments are in the kernel's memory, or have always been there. */
    readonly prepared: boolean;
    /** Its arguments are in the registers. */
    readonly loaded: boolean;
    readonly result: number | null;
    readonly preempted: boolean;
    readonly softirq: boolean;
    readonly inMulticall: boolean;
  };
  readonly dispatch: readonly DispatchRow[];
  readonly walk: WalkView | null;
  /** The structure that the call points to: its address and first bytes; null where it points to none. */
  readonly argument: { readonly va: bigint; readonly at: number; readonly bytes: readonly number[] } | null;
  /** The structure where it lies, whether the pointer names it or not; null where the call has none. */
  readonly struct: StructView | null;
  readonly entries: readonly EntryView[];
  /** What Xen's function holds of its own. */
  readonly copied: CopiedView | null;
  /** The port of dom0's at the other end of the guest's port 1 is pending. */
  readonly dom0Pending: boolean;
  /** Frames of RAM that the guest still has. */
  readonly frames: number;
}

const SHOWN = 32;
/** Rows of the table around the call's own. */
const AROUND = 2;

/** Instructions that leave guest mode, by the line that executes them. */
const INSTRUCTIONS: Readonly<Record<string, string>> = {
  'CPUID.cpuid': 'CPUID',
  'install hypercall_page.wrmsr': 'WRMSR',
  'HYPERVISOR_hypercall.instruction': 'call',
  'hypercall_page + 32 × number.call': 'call',
  'a process.instruction': 'call',
};
const CALL_INSTRUCTION = { intel: 'VMCALL', amd: 'VMMCALL' } as const;

/** By name: this model's code has no addresses. */
function ripOf(state: State): RipView {
  const frames = framesOf(state);
  const { vendor } = hostOf(state);
  const handler = handlerIn(frames);
  const guest = handler ? handler.caller : frames[0];
  if (!guest) return { at: '', on: null };
  // The frame that left guest mode stands behind its line already; whether the processor will, Xen decides.
  const line = handler ? { ...guest, line: guest.line - 1 } : guest;
  const what = INSTRUCTIONS[`${line.procedure}.${labelOf(line)}`];
  const name = what === 'call' ? CALL_INSTRUCTION[vendor] : (what ?? null);
  return { at: guest.procedure, on: name && handler && advanced(state, handler) ? `behind ${name}` : name };
}

const stubAt = (state: State, nr: number): StubView => {
  const at = machineOf(AT.hypercall_page) + nr * STUB_SIZE;
  return { nr, at, bytes: [...state.ram.bytes(at, 12)] };
};

function pageState(state: State): HypercallView['page']['state'] {
  const [first, second] = state.ram.bytes(machineOf(AT.hypercall_page), 2);
  if (first === 0) return 'empty';
  return first === second ? 'int3' : 'stubs';
}

/** Functions that a 64-bit HVM guest finds in Xen's table and not in this model (xen/include/hypercall-defs.c, hvm64). */
const LEFT_OUT: Readonly<Record<number, string>> = {
  7: 'do_platform_op',
  15: 'do_set_timer_op',
  21: 'do_vm_assist',
  24: 'do_vcpu_op',
  26: 'do_mmuext_op',
  27: 'do_xsm_op',
  33: 'hvm_physdev_op',
  35: 'do_sysctl',
  36: 'do_domctl',
};

/** The number of the entry that a multicall is at; undefined outside of one. */
function askedNumber(state: State): number | undefined {
  const op = framesOf(state).findLast((f) => f.procedure === 'do_multicall')?.locals.op;
  return typeof op === 'number' ? op : undefined;
}

/** The call's arguments are in the registers. */
const LOADERS = ['HYPERVISOR_hypercall', 'HYPERVISOR_hypercall, page', 'a process'] as const;
const isLoaded = (state: State): boolean => (named(framesOf(state), ...LOADERS)?.line ?? 0) > 0;

/** The program has come to the call. A kernel that wanted a page and got none never does. */
function isWanted(state: State): boolean {
  const program = named(framesOf(state), main.name);
  if (program) return past(program, 'work');
  return rec(state, workloadKey).page === null || pageState(state) === 'stubs';
}

/** The kernel is past the line that stores the arguments; a call without one has nothing to store. */
function isPrepared(state: State): boolean {
  const { name, result } = rec(state, workloadKey);
  const frames = framesOf(state);
  const caller = named(frames, CALLS[name].procedure);
  return (
    callIn(state).stores.length === 0 ||
    result !== null ||
    (caller?.line ?? 0) > 0 ||
    typeof answerIn(state, frames) === 'number'
  );
}

function dispatchAround(nr: number): readonly DispatchRow[] {
  const first = Math.max(0, Math.min(nr - AROUND, 63 - 2 * AROUND));
  return Array.from({ length: 2 * AROUND + 1 }, (_, i) => {
    const row = first + i;
    const entry = HYPERCALLS[row];
    return {
      nr: row,
      name: nameOf(row),
      handler: entry ? (entry.hvm ?? entry.handler) : (LEFT_OUT[row] ?? null),
      pvOnly: Object.hasOwn(PV_ONLY, row),
      leftOut: Object.hasOwn(LEFT_OUT, row),
      asked: row === nr,
    };
  });
}

function argumentOf(state: State): HypercallView['argument'] {
  const c = callIn(state);
  const va = [c.arg, c.cmd].find((v): v is bigint => typeof v === 'bigint');
  if (va === undefined) return null;
  const at = machineOf(Number(va - DIRECT_MAP));
  return { va, at, bytes: [...state.ram.bytes(at, SHOWN)] };
}

export function inspect(state: State): HypercallView {
  const w = rec(state, workloadKey);
  const c = callIn(state);
  const hcall = rec(state, hcallKey(GUEST.id));
  const linux = rec(state, linuxXenKey);
  return {
    vendor: hostOf(state).vendor,
    viridian: rec(state, domainKey(GUEST.id)).viridian === true,
    registers: rec(state, regsKey(GUEST.id)),
    platform: { base: linux.base || null, msr: linux.msr || null, version: linux.version || null },
    blocks: linux.blocks,
    page: {
      gpa: w.page,
      at: machineOf(AT.hypercall_page),
      state: pageState(state),
      stubs: [c.nr - 1, c.nr, c.nr + 1].map((nr) => stubAt(state, nr)),
    },
    exit: exitIn(state),
    rip: ripOf(state),
    call: {
      name: w.name,
      arguments: w.arguments,
      nr: c.nr,
      hypercall: nameOf(c.nr),
      cmd: c.cmd,
      arg: c.arg,
      op: HYPERCALLS[c.nr]?.ops[Number(c.cmd)] ?? null,
      wanted: isWanted(state),
      prepared: isPrepared(state),
      loaded: isLoaded(state),
      result: w.result,
      preempted: hcall.preempted,
      softirq: rec(state, softirqKey).pending,
      inMulticall: hcall.inMulticall,
    },
    dispatch: dispatchAround(askedNumber(state) ?? c.nr),
    walk: walkOf(state),
    argument: argumentOf(state),
    struct: structOf(state),
    entries: entriesOf(state),
    copied: copiedOf(state),
    dom0Pending: (state.ram.load(sharedInfoAt(state, 0), pendingWord(1)) & bitOf(1)) !== 0n,
    frames: rec(state, domainKey(GUEST.id))
      .p2m.filter((r) => r.what === 'RAM')
      .reduce((sum, r) => sum + r.pages, 0),
  };
}
