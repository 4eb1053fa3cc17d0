/** Where the guest's thread stands, by the names of lines: what the views are derived from. */
import type { Procedure } from '../../core/procedure.ts';
import type { Frame, State } from '../../core/state.ts';
import { cpuidMechanism } from '../../mechanisms/cpuid.ts';
import { eventChannelMechanism, eventSendOpMechanism } from '../../mechanisms/event-channel.ts';
import { guestWalkMechanism } from '../../mechanisms/guest-walk.ts';
import { hvmOpMechanism } from '../../mechanisms/hvm-op.ts';
import { hypercallMechanism } from '../../mechanisms/hypercall.ts';
import { hypercallPageMechanism } from '../../mechanisms/hypercall-page.ts';
import { memoryOpMechanism } from '../../mechanisms/memory-op.ts';
import { multicallMechanism } from '../../mechanisms/multicall.ts';
import { schedOpMechanism } from '../../mechanisms/sched-op.ts';
import { svmMechanism } from '../../mechanisms/svm.ts';
import { upcallMechanism } from '../../mechanisms/upcall.ts';
import { xenVersionMechanism } from '../../mechanisms/xen-version.ts';
import { programProcedures } from './story.ts';

const PROCEDURES: ReadonlyMap<string, Procedure> = new Map(
  [
    ...upcallMechanism.procedures,
    ...svmMechanism.procedures,
    ...cpuidMechanism.procedures,
    ...guestWalkMechanism.procedures,
    ...hypercallMechanism.procedures,
    ...hypercallPageMechanism.procedures,
    ...memoryOpMechanism.procedures,
    ...multicallMechanism.procedures,
    ...schedOpMechanism.procedures,
    ...xenVersionMechanism.procedures,
    ...eventChannelMechanism.procedures,
    ...eventSendOpMechanism.procedures,
    ...hvmOpMechanism.procedures,
    ...programProcedures,
  ].map((p) => [p.name, p]),
);

/** The guest's frames, innermost first. */
export function framesOf(state: State): readonly Frame[] {
  const out: Frame[] = [];
  for (let f = state.threads.guest?.top ?? null; f; f = f.caller) out.push(f);
  return out;
}

export const named = (frames: readonly Frame[], ...names: readonly string[]): Frame | undefined =>
  frames.find((f) => names.includes(f.procedure));

/** Label of the line that a frame is about to execute; empty in a procedure whose lines no view asks for. */
export const labelOf = ({ procedure, line }: Frame): string =>
  PROCEDURES.get(procedure)?.lines[line]?.label ?? '';

/** The frame has executed the line of this label, in a procedure that goes from top to bottom. */
export const past = ({ procedure, line }: Frame, label: string): boolean =>
  line > (PROCEDURES.get(procedure)?.at.get(label) ?? Number.POSITIVE_INFINITY);
