/** INTERIM: the race as long as the engine has none of its own. */
import { loadScenario, type Param, type Params, type Scenario } from '@/engine/index.ts';
import { type Run, runOf } from '../model/run.ts';
import { loadGlance } from '../scenes/index.ts';
import type { Pair, PhaseSpan } from './lockstep.ts';
import type { Heat, RaceSource } from './source.ts';

const PARAMS: readonly Param[] = [
  { kind: 'int', id: 'count', min: 1, max: 64, default: 1 },
  { kind: 'choice', id: 'queued', options: ['one', 'all'], default: 'one' },
];

const PHASES = ['submit', 'kick', 'service', 'complete'] as const;
const STARTS: Readonly<Record<string, readonly string[]>> = {
  'emulated-io': ['submit', 'kick', 'started', 'raised'],
  'block-io': ['submit', 'decided', 'woken', 'answer-decided'],
};

export async function loadRace(): Promise<RaceSource> {
  const ids = ['emulated-io', 'block-io'] as const;
  const [left, right] = await Promise.all(ids.map(loadScenario));
  const [a, b] = await Promise.all(ids.map(loadGlance));
  return {
    params: PARAMS,
    open: (params) => open([left as Scenario, right as Scenario], params),
    glances: [a, b],
  };
}

function open(scenarios: Pair<Scenario>, { count, queued }: Params): Heat {
  const params = { requests: `w2048+8=Ringside*${count}`, queued: queued === 'all' ? count : 1 };
  const full = (s: Scenario): Params =>
    ({
      ...Object.fromEntries(s.params.map((p) => [p.id, p.default])),
      ...params,
    }) as Params;
  const runs: Pair<Run> = [runOf(scenarios[0], full(scenarios[0])), runOf(scenarios[1], full(scenarios[1]))];
  const starts = runs.map((r) => startsOf(r));
  const rounds = Number(count);
  const phases: PhaseSpan[] = [];
  for (let nth = 1; nth <= rounds; nth++)
    for (const [i, id] of PHASES.entries()) {
      const k = (nth - 1) * PHASES.length + i;
      const span = (side: 0 | 1) => {
        const own = starts[side] ?? [];
        const { length } = runs[side].history;
        return { from: k === 0 ? 0 : (own[k] ?? length), to: own[k + 1] ?? length };
      };
      phases.push({ id, nth, steps: [span(0), span(1)] });
    }
  return { runs, phases };
}

function startsOf({ scenario, history }: Run): number[] {
  const marks = STARTS[scenario.id] ?? [];
  const out: number[] = [];
  let want = 0;
  for (const o of history.occurrences) {
    if (o.id !== marks[want % marks.length]) continue;
    out.push(o.step);
    want++;
  }
  return out;
}
