/** The exit at hand, and the checks that stand between what the guest asks and what it gets. */
import { type Frame, rec, type State } from '../../core/state.ts';
import { hcallKey } from '../../mechanisms/continuation.ts';
import { regsKey } from '../../mechanisms/cpu-registers.ts';
import { signatureOf, XEN_CPUID_FIRST_LEAF } from '../../mechanisms/cpuid.ts';
import { domainKey, hostOf, type Vendor } from '../../mechanisms/domain.ts';
import { VMEXIT } from '../../mechanisms/exits.ts';
import { HYPERCALLS } from '../../mechanisms/hypercall.ts';
import { EXCEPTION } from '../../mechanisms/hypercall-page.ts';
import { EXIT_REASON } from '../../mechanisms/upcall.ts';
import { framesOf, labelOf, named, past } from './frames.ts';
import { GUEST } from './map.ts';
import { callIn, workloadKey } from './story.ts';

export const GATES = {
  hypercall: ['privilege', 'number', 'function', 'result'],
  cpuid: ['leaf', 'block', 'answer'],
  wrmsr: ['msr', 'start', 'ram', 'fill'],
} as const;
export type ExitKind = keyof typeof GATES;
export type GateId = (typeof GATES)[ExitKind][number];
/** Still to come, being looked at, held, did not hold, or to be gone through again. */
export type GateState = 'ahead' | 'now' | 'passed' | 'refused' | 'again';
export interface Gate {
  readonly id: GateId;
  readonly state: GateState;
  /** What is looked at, where it is known yet. */
  readonly value: number | string | null;
}
export interface ExitView {
  readonly kind: ExitKind;
  /** What the processor left for Xen to read; null while the guest runs. */
  readonly code: number | null;
  readonly name: string;
  /** Xen runs, and not the guest. */
  readonly inXen: boolean;
  /** Xen has read the number, and so knows why. */
  readonly read: boolean;
  readonly gates: readonly Gate[];
}

const KINDS: Readonly<Record<Vendor, Readonly<Record<number, ExitKind>>>> = {
  intel: {
    [EXIT_REASON.CPUID]: 'cpuid',
    [EXIT_REASON.MSR_WRITE]: 'wrmsr',
    [EXIT_REASON.VMCALL]: 'hypercall',
  },
  amd: { [VMEXIT.CPUID]: 'cpuid', [VMEXIT.MSR]: 'wrmsr', [VMEXIT.VMMCALL]: 'hypercall' },
};
/** The same exits by the names of the two manuals. */
const NAMES: Readonly<Record<Vendor, Readonly<Record<ExitKind, string>>>> = {
  intel: { cpuid: 'CPUID', wrmsr: 'MSR_WRITE', hypercall: 'VMCALL' },
  amd: { cpuid: 'CPUID', wrmsr: 'MSR', hypercall: 'VMMCALL' },
};

/** States of gates of which so many are passed and the next one is looked at. */
const upTo = (count: number, passed: number): readonly GateState[] =>
  Array.from({ length: count }, (_, i) => (i < passed ? 'passed' : i === passed ? 'now' : 'ahead'));
const ahead = (count: number): readonly GateState[] => Array.from({ length: count }, () => 'ahead');
/** The gate of this number did not hold, so those behind it were never reached. */
const refusedAt = (count: number, at: number): readonly GateState[] =>
  upTo(count, at).map((s) => (s === 'now' ? 'refused' : s));

const gates = (
  kind: ExitKind,
  states: readonly GateState[],
  values: readonly Gate['value'][],
): readonly Gate[] =>
  GATES[kind].map((id, i) => ({ id, state: states[i] ?? 'ahead', value: values[i] ?? null }));

// ── a hypercall ─────────────────────────────────────────────────────────────────────────────────────

const CALLED_AT = ['vmcall', 'vmmcall'] as const;
const called = (handler: Frame): boolean => CALLED_AT.some((label) => past(handler, label));

/** What stands in RAX as an answer: a number, or the fault that came instead; undefined while there is none. */
export function answerIn(state: State, frames: readonly Frame[]): number | string | undefined {
  if (rec(state, hcallKey(GUEST.id)).preempted) return undefined;
  const handler = handlerIn(frames);
  if (handler) {
    const inside = !called(handler) || named(frames, 'hvm_hypercall') !== undefined;
    if (inside || kindOf(state, handler) !== 'hypercall') return undefined;
    return Number(BigInt.asIntN(64, rec(state, regsKey(GUEST.id)).rax));
  }
  if (frames.length === 0) return rec(state, workloadKey).result ?? undefined;
  return frames.map((f) => f.locals.rax).find((v) => typeof v === 'number' || typeof v === 'string') as
    | number
    | string
    | undefined;
}

/** Which gate an answer came from: the function itself unless the call did not get that far. */
function refusing(state: State, answer: number): number {
  if (rec(state, workloadKey).arguments === 'user-mode') return 0;
  if (!HYPERCALLS[callIn(state).nr]) return 1;
  return answer < 0 ? 2 : GATES.hypercall.length;
}

function hypercallStates(state: State, frames: readonly Frame[]): readonly GateState[] {
  const count = GATES.hypercall.length;
  const answer = answerIn(state, frames);
  if (typeof answer === 'number') {
    const states = refusedAt(count, refusing(state, answer));
    return [...states.slice(0, -1), 'passed'];
  }
  if (typeof answer === 'string') return ahead(count);
  const hc = named(frames, 'hvm_hypercall');
  // Made again, a call goes through its checks again.
  if (rec(state, hcallKey(GUEST.id)).preempted && !(hc && !past(hc, 'call')))
    return ['passed', 'passed', 'again', 'ahead'];
  if (!hc) return ahead(count);
  if (labelOf(hc) !== 'result' || frames[0] !== hc) return upTo(count, Math.min(hc.line, 2));
  return Number(hc.locals.rc) < 0 ? refusedAt(count, 2) : upTo(count, 3);
}

function hypercallGates(state: State, frames: readonly Frame[]): readonly Gate[] {
  const { nr } = callIn(state);
  const entry = HYPERCALLS[nr];
  const answer = answerIn(state, frames);
  const user = rec(state, workloadKey).arguments === 'user-mode';
  return gates('hypercall', hypercallStates(state, frames), [
    user ? 3 : 0,
    nr,
    entry ? (entry.hvm ?? entry.handler) : null,
    typeof answer === 'number' ? answer : null,
  ]);
}

// ── CPUID ───────────────────────────────────────────────────────────────────────────────────────────

const leafIn = (frames: readonly Frame[]): number | null => {
  const leaf = named(frames, 'CPUID')?.locals.leaf;
  return typeof leaf === 'number' ? leaf : null;
};

function cpuidStates(frames: readonly Frame[], handler: Frame): readonly GateState[] {
  const count = GATES.cpuid.length;
  const ask = named(frames, 'hvm_vmexit_cpuid');
  if (!ask) return past(handler, 'cpuid') ? upTo(count, count) : ahead(count);
  if (!past(ask, 'ask')) return upTo(count, 0);
  return upTo(count, ask.locals.res === undefined ? 1 : 2);
}

function cpuidGates(state: State, frames: readonly Frame[], handler: Frame): readonly Gate[] {
  const leaf = leafIn(frames);
  const { viridian } = rec(state, domainKey(GUEST.id));
  const states = cpuidStates(frames, handler);
  const inFirst = leaf !== null && leaf >>> 8 === XEN_CPUID_FIRST_LEAF >>> 8;
  return gates('cpuid', states, [
    leaf,
    viridian === true && inFirst ? 'Hyper-V' : 'Xen',
    states[2] === 'passed' ? answered(state) : null,
  ]);
}

/** A name where the registers spell one, else EAX. */
function answered(state: State): string | number {
  const { rax, rbx, rcx, rdx } = rec(state, regsKey(GUEST.id));
  const low = (v: bigint): number => Number(v & 0xffff_ffffn);
  const name = signatureOf({ ebx: low(rbx), ecx: low(rcx), edx: low(rdx) });
  return /^[\x20-\x7e]{12}$/.test(name) ? name : low(rax);
}

// ── WRMSR ───────────────────────────────────────────────────────────────────────────────────────────

const WROTE_AT = ['wrmsr', 'msr'] as const;

function wrmsrStates(state: State, frames: readonly Frame[], handler: Frame): readonly GateState[] {
  const count = GATES.wrmsr.length;
  const write = named(frames, 'guest_wrmsr');
  if (write)
    return upTo(count, labelOf(write) === 'done' && frames[0] === write ? count : Math.min(write.line, 3));
  if (!WROTE_AT.some((label) => past(handler, label))) return ahead(count);
  if (handler.locals.rc !== EXCEPTION) return upTo(count, count);
  const page = rec(state, workloadKey).page ?? 0;
  return refusedAt(count, page & 0xfff ? 1 : 2);
}

const wrmsrGates = (state: State, frames: readonly Frame[], handler: Frame): readonly Gate[] => {
  const page = rec(state, workloadKey).page ?? 0;
  return gates('wrmsr', wrmsrStates(state, frames, handler), [
    typeof handler.locals.msr === 'number' ? handler.locals.msr : null,
    page & 0xfff,
    page,
    null,
  ]);
};

// ── whichever it is ─────────────────────────────────────────────────────────────────────────────────

export const handlerIn = (frames: readonly Frame[]): Frame | undefined =>
  named(frames, 'vmx_vmexit_handler', 'svm_vmexit_handler');

const kindOf = (state: State, handler: Frame): ExitKind =>
  KINDS[hostOf(state).vendor][handler.locals.reason as number] ?? 'hypercall';

/** Xen has moved RIP past the instruction that left guest mode. */
export function advanced(state: State, handler: Frame): boolean {
  const inside = named(framesOf(state), 'hvm_vmexit_cpuid', 'hvm_hypercall', 'guest_wrmsr') !== undefined;
  const done: Readonly<Record<ExitKind, boolean>> = {
    cpuid: past(handler, 'cpuid') && !inside,
    wrmsr: (past(handler, 'wrmsr-done') || past(handler, 'msr-done')) && handler.locals.rc !== EXCEPTION,
    hypercall: past(handler, 'advance') && handler.locals.again !== true,
  };
  return done[kindOf(state, handler)];
}

/** The exit at hand; while the guest runs, the way that its hypercall will take or took. */
export function exitIn(state: State): ExitView {
  const frames = framesOf(state);
  const handler = handlerIn(frames);
  const { vendor } = hostOf(state);
  if (!handler)
    return {
      kind: 'hypercall',
      code: null,
      inXen: false,
      read: false,
      name: NAMES[vendor].hypercall,
      gates: hypercallGates(state, frames),
    };
  const kind = kindOf(state, handler);
  const code = handler.locals.reason as number;
  const read = past(handler, 'reason');
  const own = { cpuid: cpuidGates, wrmsr: wrmsrGates, hypercall: hypercallGates }[kind];
  return { kind, code, name: NAMES[vendor][kind], inXen: true, read, gates: own(state, frames, handler) };
}
