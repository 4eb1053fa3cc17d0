/** What the engine counts for the writes that were also recorded: computed while the page is made. */
import {
  type Effect,
  loadScenario,
  RACE_COUNT,
  type RaceMode,
  type RawParams,
  raceParams,
  readParams,
  run,
} from '@/engine/index.ts';

/** Which effects of the guest answer a recorded figure, by the last key of its place in the file. */
const COUNTED: Readonly<Record<string, (e: Effect) => boolean>> = {
  ioPortExits: (e) => e.kind === 'port',
  'notifyHypercalls(event_channel_op)': (e) => e.kind === 'hypercall' && e.op === 'EVTCHNOP_send',
};

/** Undefined where the race does not go so far, or where the engine does not count it. */
export async function engineCount(
  scenario: string,
  params: RawParams | undefined,
  count: number,
  mode: RaceMode,
  figure: string,
): Promise<number | undefined> {
  const counts = COUNTED[figure];
  if (!counts || count > RACE_COUNT.max) return undefined;
  const effects = await guestEffects(scenario, { ...params, ...raceParams(count, mode) });
  return effects.filter(counts).length;
}

const known = new Map<string, Promise<readonly Effect[]>>();

function guestEffects(scenario: string, params: RawParams): Promise<readonly Effect[]> {
  const key = `${scenario} ${JSON.stringify(params)}`;
  const found = known.get(key) ?? execute(scenario, params);
  known.set(key, found);
  return found;
}

/** Everything that the guest's vCPU did and somebody might count. */
async function execute(id: string, params: RawParams): Promise<readonly Effect[]> {
  const scenario = await loadScenario(id);
  const { program, initial } = scenario.setup(readParams(scenario.params, params));
  const out: Effect[] = [];
  run(
    program,
    initial,
    (state) => scenario.schedule(program, state),
    ({ thread, effects }) => {
      if (thread === 'guest') out.push(...effects.filter((e) => e.kind === 'port' || e.kind === 'hypercall'));
    },
  );
  return out;
}
