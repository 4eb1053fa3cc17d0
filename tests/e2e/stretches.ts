// The parts of a run that show every way in which a step changes the page: what a long run does again and again is
// walked once, and what it does once is walked too.
import { History, instantiate, loadScenario, readParams, type StepRecord } from '../../engine/index.ts';

/** Steps from the one after `from` up to `to`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** So many steps are walked for no reason of their own, spread over the run. */
const SAMPLES = 12;
/** A gap that is no longer is walked and not jumped over: a jump costs as much. */
const GAP = 3;

/** What decides which texts come, go and change: the line, the one before it, and what was done. */
const kindOf = (record: StepRecord, before: StepRecord | undefined): string =>
  [
    before && `${before.procedure}.${before.label}`,
    `${record.procedure}.${record.label}`,
    record.thread === before?.thread,
    record.world === before?.world,
    ...record.effects.map((e) => e.kind),
  ].join(' ');

/** Of the run with the default parameters: each kind of step at its first time, each moment, and some samples. */
export async function stretchesOf(id: string): Promise<readonly Stretch[]> {
  const scenario = await loadScenario(id);
  const history = new History(instantiate(scenario, readParams(scenario.params, {})));
  const seen = new Set<string>();
  const wanted = new Set(history.occurrences.map((o) => o.step));
  for (let i = 1; i <= SAMPLES; i++) wanted.add(Math.ceil((history.length * i) / SAMPLES));
  for (let step = 1; step <= history.length; step++) {
    const record = history.record(step);
    if (!record) continue;
    const kind = kindOf(record, history.record(step - 1));
    if (!seen.has(kind)) wanted.add(step);
    seen.add(kind);
  }
  const stretches: { from: number; to: number }[] = [];
  for (const step of [...wanted].filter((n) => n > 0).sort((a, b) => a - b)) {
    const last = stretches.at(-1);
    if (last && step - last.to <= GAP + 1) last.to = step;
    else stretches.push({ from: step - 1, to: step });
  }
  return stretches;
}
