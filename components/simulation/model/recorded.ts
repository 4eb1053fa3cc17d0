/**
 * A recorded sequence beside the engine's. The engine's side is read from the effects of the run; both are aligned
 * part by part, from moment to moment, and within a part by what they have in common.
 */
import { type Effect, type History, readSpec, run } from '@/engine/index.ts';
import type { Counterpart, RecordedRow, Recording } from '../content.ts';
import { effectText } from './effect-text.ts';
import type { Run } from './run.ts';

/** One thing that the engine did. */
export interface OwnRow {
  readonly text: string;
  readonly step: number;
}

export interface AlignedRow {
  readonly recorded: RecordedRow | undefined;
  readonly own: OwnRow | undefined;
}

export interface AlignedPart {
  readonly moment: string;
  readonly nth: number;
  readonly why: string | undefined;
  /** The step at which it begins; undefined where this run has no such moment. */
  readonly step: number | undefined;
  readonly rows: readonly AlignedRow[];
}

export interface Aligned {
  readonly parts: readonly AlignedPart[];
  /** The run has other parameters than the recording: a comparison still, but of different work. */
  readonly otherRun: boolean;
}

export function align(recording: Recording, { scenario, history, params }: Run): Aligned {
  const own = ownRows(history, recording.counterparts);
  const starts = recording.parts.map(({ moment, nth = 1 }) =>
    moment === 'start' ? 0 : history.find(moment, nth),
  );
  const parts = recording.parts.map(({ moment, nth = 1, rows, why }, i): AlignedPart => {
    const step = starts[i];
    const from = i === 0 ? 0 : (step ?? Number.POSITIVE_INFINITY);
    const to = starts.slice(i + 1).find((s) => s !== undefined) ?? Number.POSITIVE_INFINITY;
    return { moment, nth, why, step, rows: alignRows(rows, within(own, from, to)) };
  });
  return { parts, otherRun: recording.pairs !== undefined && differs(recording.pairs) };

  function differs(pairs: NonNullable<Recording['pairs']>): boolean {
    const { spec } = readSpec(scenario, pairs);
    return scenario.params.some(({ id }) => spec.params[id] !== params[id]);
  }
}

const within = (own: readonly OwnRow[], from: number, to: number): readonly OwnRow[] =>
  own.filter(({ step }) => step >= from && step < to);

/** Executed once more without keeping a state: a run's effects are not stored. */
function ownRows(history: History, counterparts: readonly Counterpart[]): readonly OwnRow[] {
  const out: OwnRow[] = [];
  let step = 0;
  run(
    history.instance.program,
    history.instance.initial,
    () => history.threads[step],
    ({ effects }) => {
      step++;
      for (const e of effects) {
        const text = ownText(e, counterparts);
        if (text !== undefined) out.push({ text, step });
      }
    },
  );
  return out;
}

function ownText(e: Effect, counterparts: readonly Counterpart[]): string | undefined {
  const found = counterparts.find(
    ({ kind, layout }) =>
      kind === e.kind &&
      (layout === undefined || ((e.kind === 'read' || e.kind === 'write') && e.place.layout === layout)),
  );
  return found && effectText(e, found.show);
}

/** What both have in common stands side by side, in order; between it, what either has alone, pair by pair. */
export function alignRows(recorded: readonly RecordedRow[], own: readonly OwnRow[]): readonly AlignedRow[] {
  const out: AlignedRow[] = [];
  let [r, o] = [0, 0];
  for (const [nextR, nextO] of [...common(recorded, own), [recorded.length, own.length] as const]) {
    const alone = Math.max(nextR - r, nextO - o);
    for (let i = 0; i < alone; i++)
      out.push({
        recorded: r + i < nextR ? recorded[r + i] : undefined,
        own: o + i < nextO ? own[o + i] : undefined,
      });
    if (nextR < recorded.length && nextO < own.length)
      out.push({ recorded: recorded[nextR], own: own[nextO] });
    [r, o] = [nextR + 1, nextO + 1];
  }
  return out;
}

/** The longest common subsequence, as pairs of places. */
function common(a: readonly RecordedRow[], b: readonly OwnRow[]): readonly (readonly [number, number])[] {
  const best = Array.from({ length: a.length + 1 }, () => new Int32Array(b.length + 1));
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = best[i];
      if (row)
        row[j] = a[i]?.text === b[j]?.text ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const out: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i]?.text === b[j]?.text) out.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return out;
}

export const agrees = ({ recorded, own }: AlignedRow): boolean =>
  recorded !== undefined && own !== undefined && recorded.text === own.text;

/** The part and the row that a step stands in; -1 before the first. */
export function placeOf(
  parts: readonly AlignedPart[],
  step: number,
): { readonly part: number; readonly row: number } {
  const part = parts.findLastIndex((p) => p.step !== undefined && p.step <= step);
  const row = parts[part]?.rows.findLastIndex((r) => r.own !== undefined && r.own.step <= step) ?? -1;
  return { part, row };
}
