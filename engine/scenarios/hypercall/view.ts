/** What the figures draw: derived from a state, never stored. */
import type { Frame } from '../../core/state.ts';
import { rec, type State } from '../../core/state.ts';
import { hcallKey, softirqKey } from '../../mechanisms/continuation.ts';
import { type Registers, regsKey } from '../../mechanisms/cpu-registers.ts';
import { domainKey, hostOf, type Vendor } from '../../mechanisms/domain.ts';
import { HYPERCALLS, nameOf } from '../../mechanisms/hypercall.ts';
import { STUB_SIZE } from '../../mechanisms/hypercall-page.ts';
import { linuxXenKey } from '../../mechanisms/linux-detect.ts';
import { multicall_entry } from '../../mechanisms/multicall.ts';
import { ENTRIES, entryAt } from './calls.ts';
import { AT, DIRECT_MAP, GUEST, machineOf } from './map.ts';
import { callIn, type Workload, workloadKey } from './workload.ts';

export interface WalkView {
  readonly va: bigint;
  readonly write: boolean;
  /** Line of the walk about to execute: cr3, l4, l3, l2, l1, rights, p2m. */
  readonly line: number;
  readonly frame: number | null;
}
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
  readonly page: {
    readonly gpa: number | null;
    readonly at: number;
    /** Untouched, being filled, or whole. */
    readonly state: 'empty' | 'int3' | 'stubs';
    readonly stubs: readonly StubView[];
  };
  readonly call: {
    readonly name: Workload['name'];
    readonly arguments: Workload['arguments'];
    readonly nr: number;
    readonly cmd: number | bigint;
    readonly result: number | null;
    readonly preempted: boolean;
    readonly softirq: boolean;
    readonly inMulticall: boolean;
  };
  readonly dispatch: readonly DispatchRow[];
  readonly walk: WalkView | null;
  /** The structure that the call points to: its address and first bytes; null where it points to none. */
  readonly argument: { readonly va: bigint; readonly at: number; readonly bytes: readonly number[] } | null;
  readonly entries: readonly { readonly nr: number; readonly name: string; readonly result: bigint }[];
  /** Frames of RAM that the guest still has. */
  readonly frames: number;
}

const SHOWN = 32;
/** Rows of the table around the call's own. */
const AROUND = 2;

function findFrame(state: State, procedure: string): Frame | undefined {
  for (let f = state.threads.guest?.top ?? null; f; f = f.caller) if (f.procedure === procedure) return f;
  return undefined;
}

function walkOf(state: State): WalkView | null {
  const f = findFrame(state, 'hvm_translate_get_page');
  if (!f) return null;
  const { va, write, frame } = f.locals;
  return {
    va: va as bigint,
    write: write === true,
    line: f.line,
    frame: typeof frame === 'number' ? frame : null,
  };
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

function dispatchAround(nr: number): readonly DispatchRow[] {
  const first = Math.max(0, Math.min(nr - AROUND, 63 - 2 * AROUND));
  return Array.from({ length: 2 * AROUND + 1 }, (_, i) => {
    const row = first + i;
    const entry = HYPERCALLS[row];
    return { nr: row, name: nameOf(row), handler: entry ? (entry.hvm ?? entry.handler) : null };
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
    page: {
      gpa: w.page,
      at: machineOf(AT.hypercall_page),
      state: pageState(state),
      stubs: [c.nr - 1, c.nr, c.nr + 1].map((nr) => stubAt(state, nr)),
    },
    call: {
      name: w.name,
      arguments: w.arguments,
      nr: c.nr,
      cmd: c.cmd,
      result: w.result,
      preempted: hcall.preempted,
      softirq: rec(state, softirqKey).pending,
      inMulticall: hcall.inMulticall,
    },
    dispatch: dispatchAround(c.nr),
    walk: walkOf(state),
    argument: argumentOf(state),
    entries:
      w.name === 'multicall'
        ? ENTRIES.map(([nr], i) => ({
            nr,
            name: nameOf(nr),
            result: state.ram.load(machineOf(entryAt(i)), multicall_entry.fields.result),
          }))
        : [],
    frames: rec(state, domainKey(GUEST.id))
      .p2m.filter((r) => r.what === 'RAM')
      .reduce((sum, r) => sum + r.pages, 0),
  };
}
