/** One segment of one side as the stage sees it: all that its steps did, as if one step had done it. */
import type { History, StepRecord } from '@/engine/index.ts';
import { type Look, lookAt } from '../model/look.ts';
import type { Run } from '../model/run.ts';
import type { RaceSide } from './source.ts';

const looks = new WeakMap<Run, Map<number, Look>>();

/** The same segment gives the same object, so a side that does not move is not drawn again. */
export function lookAtSegment({ run, segments }: Pick<RaceSide, 'run' | 'segments'>, segment: number): Look {
  const known = looks.get(run) ?? new Map<number, Look>();
  looks.set(run, known);
  const found = known.get(segment);
  if (found) return found;
  const { ends } = segments;
  const look = spanning(run, ends[segment - 1] ?? 0, ends[segment] ?? 0);
  if (known.size >= KEPT) known.clear();
  known.set(segment, look);
  return look;
}

/** Looks kept per run. */
const KEPT = 256;

function spanning(run: Run, from: number, to: number): Look {
  const end = lookAt(run.scenario, run.history, to);
  if (to - from <= 1 || !end.record) return end;
  const start = lookAt(run.scenario, run.history, from);
  return {
    ...end,
    before: start.state,
    beforeView: start.view,
    record: { ...end.record, effects: effectsWithin(run.history, from, to) },
  };
}

function effectsWithin(history: History, from: number, to: number): StepRecord['effects'] {
  const out: StepRecord['effects'][number][] = [];
  for (let step = from + 1; step <= to; step++) out.push(...(history.record(step)?.effects ?? []));
  return out;
}
