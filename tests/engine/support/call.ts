/** Calls one listing directly, as a kernel on some domain's thread would, and returns its value. */
import {
  call,
  type Effect,
  type Locals,
  line,
  Memory,
  model,
  type Procedure,
  type Program,
  procedure,
  program,
  rec,
  run,
  type State,
  startThreads,
  type World,
} from '../../../engine/index.ts';

export interface Called {
  readonly value: unknown;
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** A small system: listings, records, and one thread that does what it is told. */
export function callProcedure(
  procedures: readonly Procedure[],
  state: State,
  name: string,
  args: Locals,
  as: { readonly domain: number; readonly vcpu?: number; readonly world: World },
): Called {
  const caller = procedure('caller', { source: model('a test') }, [
    line('call', name, () => call(name, args, 'value')),
    line('keep', 'keep the value', (m, l) => m.patch<{ value: unknown }>('test.value', { value: l.value })),
  ]);
  const prog: Program = program(
    [caller, ...procedures],
    [{ id: 'test', domain: as.domain, vcpu: as.vcpu ?? 0, start: { procedure: 'caller', world: as.world } }],
    [
      as.domain === 0
        ? { id: 0, role: 'backend', kernel: 'backend' }
        : { id: as.domain, role: 'guest', kernel: 'guest-kernel' },
    ],
  );
  const effects: Effect[] = [];
  const start: State = {
    ...state,
    threads: startThreads(prog),
    records: { ...state.records, 'test.value': { value: undefined } },
    last: null,
  };
  let steps = 0;
  const end = run(
    prog,
    start,
    (s) => (s.threads.test?.top && steps++ < 10_000 ? 'test' : undefined),
    (r) => void effects.push(...r.effects),
  );
  return {
    value: rec<{ value: unknown }>(end, 'test.value').value,
    state: { ...end, threads: state.threads },
    effects,
  };
}

export const emptyState = (records: Record<string, unknown>): State => ({
  ram: Memory.empty,
  medium: Memory.empty,
  records,
  threads: {},
  last: null,
});
