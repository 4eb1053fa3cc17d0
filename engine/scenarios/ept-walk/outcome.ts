/** Where the access at hand stands: on its way, found, or refused, and by whose tables. */
import { type Frame, rec, type State } from '../../core/state.ts';
import { controlKey, registersKey } from '../../mechanisms/control-registers.ts';
import type { Ending } from '../../mechanisms/memory-access.ts';
import { type ExitView, hapVcpuKey, inspectExit } from '../../mechanisms/nested-page-fault.ts';
import { p2mKey } from '../../mechanisms/p2m.ts';
import { type BitField, bitsNamed } from '../../mechanisms/paging.ts';
import { type Refused, walkerKey } from '../../mechanisms/walker.ts';
import { main, storyKey } from './story.ts';

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

const pageFault = (state: State, over: boolean): Outcome => {
  const { errorCode } = rec(state, controlKey);
  return { kind: 'page-fault', error: errorCode, bits: bitsNamed(BigInt(errorCode), ERROR_BITS), over };
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
  // The program is told how its access ended before it notes it.
  const told = frames.find((f) => f.procedure === main.name)?.locals.ending as Ending | null | undefined;
  const ending = access ? undefined : (told ?? rec(state, storyKey).endings.at(-1));
  if (ending) return ended(state, ending);
  if (!access) return { kind: 'none' };
  if (frames.some((f) => f.procedure === 'page walk')) return { kind: 'walking' };
  const { found } = rec(state, walkerKey);
  if (found) return { kind: 'found', hpa: found.hpa, remembered: found.remembered };
  const r = access.locals.r as { readonly fault?: boolean } | Refused | undefined;
  const exit = inspectExit(state);
  if (r && 'ok' in r && exit) return { kind: 'exit', misconfigured: r.cause === 'misconfiguration', exit };
  return r?.fault ? pageFault(state, false) : { kind: 'none' };
}
