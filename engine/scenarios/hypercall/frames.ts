/** Where the guest's thread stands, by the names of lines: what the views are derived from. */
import type { Procedure } from '../../core/procedure.ts';
import type { Frame, State } from '../../core/state.ts';
import { cpuidProcedures } from '../../mechanisms/cpuid.ts';
import { eventChannelProcedures } from '../../mechanisms/event-channel.ts';
import { guestWalkProcedures } from '../../mechanisms/guest-walk.ts';
import { hvmOpProcedures } from '../../mechanisms/hvm-op.ts';
import { hypercallProcedures } from '../../mechanisms/hypercall.ts';
import { hypercallPageProcedures } from '../../mechanisms/hypercall-page.ts';
import { memoryOpProcedures } from '../../mechanisms/memory-op.ts';
import { multicallProcedures } from '../../mechanisms/multicall.ts';
import { schedOpProcedures } from '../../mechanisms/sched-op.ts';
import { svmProcedures } from '../../mechanisms/svm.ts';
import { upcallProcedures } from '../../mechanisms/upcall.ts';
import { xenVersionProcedures } from '../../mechanisms/xen-version.ts';
import { workloadProcedures } from './workload.ts';

const PROCEDURES: ReadonlyMap<string, Procedure> = new Map(
  [
    ...upcallProcedures,
    ...svmProcedures,
    ...cpuidProcedures,
    ...guestWalkProcedures,
    ...hypercallProcedures,
    ...hypercallPageProcedures,
    ...memoryOpProcedures,
    ...multicallProcedures,
    ...schedOpProcedures,
    ...xenVersionProcedures,
    ...eventChannelProcedures,
    ...hvmOpProcedures,
    ...workloadProcedures,
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
