/** One call of one listing, executed by the machine: what it answers and what memory holds afterwards. */

import type { Machine } from '../core/machine.ts';
import { run } from '../core/machine.ts';
import { Memory } from '../core/memory.ts';
import { type Flow, type Local, line, model, type Procedure, procedure } from '../core/procedure.ts';
import { type Key, program, rec, type State, startThreads } from '../core/state.ts';
import { xen } from '../platforms/xen.ts';

const ANSWER: Key<{ readonly value: Local }> = 'answer';

export interface Case {
  readonly listings: readonly Procedure[];
  /** Private records that exist beforehand. */
  readonly records: Readonly<Record<string, unknown>>;
  /** Puts memory into the state that the case describes. */
  readonly given?: (m: Machine) => void;
  /** Its answer arrives in the local `result`. */
  readonly call: Flow;
}

export function perform({ listings, records, given, call: flow }: Case): {
  readonly value: Local;
  readonly state: State;
} {
  const caller = procedure('caller', { source: model('one call') }, [
    line('given', 'the case', (m) => given?.(m)),
    line('call', 'the call', () => flow),
    line('keep', 'keep the answer', (m, l) => m.patch(ANSWER, { value: l.result })),
  ]);
  const prog = program(
    [...listings, caller],
    [{ id: 'caller', domain: 1, start: { procedure: 'caller', world: 'guest-kernel' } }],
    xen.domains,
  );
  const initial: State = {
    ram: Memory.empty,
    medium: Memory.empty,
    records: { ...records, [ANSWER]: { value: undefined } },
    threads: startThreads(prog),
    last: null,
  };
  const state = run(prog, initial, (now) => (now.threads.caller?.top ? 'caller' : undefined));
  return { value: rec(state, ANSWER).value, state };
}
