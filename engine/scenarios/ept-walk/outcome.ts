/** Where the access at hand stands: on its way, found, or refused, and by whose tables. */
import { type Frame, rec, type State } from '../../core/state.ts';
import { controlKey, registersKey } from '../../mechanisms/control-registers.ts';
import { vmcsKey } from '../../mechanisms/ept.ts';
import type { Ending } from '../../mechanisms/memory-access.ts';
import { hapVcpuKey } from '../../mechanisms/nested-page-fault.ts';
import { nptKey, VMCB } from '../../mechanisms/npt.ts';
import { p2mKey } from '../../mechanisms/p2m.ts';
import { type BitField, fieldOf } from '../../mechanisms/paging.ts';
import { type Refused, walkerKey } from '../../mechanisms/walker.ts';
import { storyKey } from './story.ts';

export interface ExitView {
  readonly reason: number;
  readonly qualification: bigint;
  readonly gpa: number;
  /** Null where the processor does not tell it. */
  readonly gla: bigint | null;
  /** The qualification, or EXITINFO1, bit by bit. */
  readonly bits: readonly BitField[];
}

export type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'walking' }
  | { readonly kind: 'found'; readonly hpa: number; readonly remembered: boolean }
  | { readonly kind: 'data'; readonly hpa: number; readonly byte: number }
  | {
      readonly kind: 'page-fault';
      readonly error: number;
      readonly bits: readonly BitField[];
      readonly over: boolean;
    }
  | { readonly kind: 'protection-fault' }
  | { readonly kind: 'invalid-opcode' }
  | { readonly kind: 'exit'; readonly misconfigured: boolean; readonly exit: ExitView }
  | { readonly kind: 'emulated'; readonly byte: number }
  | { readonly kind: 'crash' };

const ERROR_BITS = ['P', 'W', 'U', 'RSVD', 'I'];
const QUAL_BITS = [
  'read',
  'write',
  'fetch',
  'readable',
  'writable',
  'executable',
  '',
  'gla valid',
  'final access',
];
const INFO_BITS = ['P', 'W', 'U', 'RSVD', 'I'];

const named = (word: bigint, names: readonly string[]): readonly BitField[] =>
  names.flatMap((name, bit) => (name === '' ? [] : [fieldOf(word, name, bit)]));

/** What the last exit told the hypervisor, in the words of its processor; null before the first. */
export function exitOf(state: State): ExitView | null {
  if (rec(state, controlKey).vendor === 'intel') {
    const v = rec(state, vmcsKey);
    if (v.VM_EXIT_REASON === 0) return null;
    const violation = v.VM_EXIT_REASON === 48;
    return {
      reason: v.VM_EXIT_REASON,
      qualification: v.EXIT_QUALIFICATION,
      gpa: v.GUEST_PHYSICAL_ADDRESS,
      gla: violation ? v.GUEST_LINEAR_ADDRESS : null,
      bits: violation ? named(v.EXIT_QUALIFICATION, QUAL_BITS) : [],
    };
  }
  const { vmcb } = rec(state, nptKey);
  const reason = Number(state.ram.load(vmcb, VMCB.exitcode));
  if (reason === 0) return null;
  const qualification = state.ram.load(vmcb, VMCB.exitinfo1);
  return {
    reason,
    qualification,
    gpa: Number(state.ram.load(vmcb, VMCB.exitinfo2)),
    gla: null,
    bits: [
      ...named(qualification, INFO_BITS),
      fieldOf(qualification, 'final access', 32),
      fieldOf(qualification, 'guest table', 33),
    ],
  };
}

const pageFault = (state: State, over: boolean): Outcome => {
  const { errorCode } = rec(state, controlKey);
  return { kind: 'page-fault', error: errorCode, bits: named(BigInt(errorCode), ERROR_BITS), over };
};

function ended(state: State, ending: Ending): Outcome {
  const { found } = rec(state, walkerKey);
  const byte = rec(state, registersKey).al;
  if (ending === 'emulated') return { kind: 'emulated', byte };
  if (ending === 'data') return { kind: 'data', hpa: found?.hpa ?? 0, byte };
  if (rec(state, hapVcpuKey).verdict === 'ud') return { kind: 'invalid-opcode' };
  return rec(state, controlKey).errorCode === 0 && rec(state, controlKey).cr2 === 0n
    ? { kind: 'protection-fault' }
    : pageFault(state, true);
}

export function outcomeOf(state: State, frames: readonly Frame[]): Outcome {
  if (rec(state, p2mKey).crashed) return { kind: 'crash' };
  const access = frames.find((f) => f.procedure === 'memory access');
  const ending = access ? undefined : rec(state, storyKey).endings.at(-1);
  if (ending) return ended(state, ending);
  if (!access) return { kind: 'none' };
  if (frames.some((f) => f.procedure === 'page walk')) return { kind: 'walking' };
  const { found } = rec(state, walkerKey);
  if (found) return { kind: 'found', hpa: found.hpa, remembered: found.remembered };
  const r = access.locals.r as { readonly fault?: boolean } | Refused | undefined;
  const exit = exitOf(state);
  if (r && 'ok' in r && exit) return { kind: 'exit', misconfigured: r.cause === 'misconfiguration', exit };
  return r?.fault ? pageFault(state, false) : { kind: 'none' };
}
