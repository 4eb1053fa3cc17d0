/** A recorded sequence beside the engine's: each row at its moment, with what the run itself did or held there. */
import { type Effect, type History, readParams, run, type State } from '@/engine/index.ts';
import type { RecordedRow, Recording } from '../content.ts';
import { effectText } from './effect-text.ts';
import type { Run } from './run.ts';

export interface AlignedRow extends RecordedRow {
  /** The step at which the run has this moment; undefined where it has not. */
  readonly step: number | undefined;
  /** What the run has to set against it. */
  readonly own: string | undefined;
}

export interface Aligned {
  readonly rows: readonly AlignedRow[];
  /** The run has other parameters than the recording: a comparison still, but of different work. */
  readonly otherRun: boolean;
}

export function align(recording: Recording, played: Run): Aligned {
  const { history } = played;
  const steps = recording.rows.map(({ moment, nth }) =>
    moment === 'end' ? history.length : history.find(moment, nth),
  );
  const own =
    'effects' in recording.counterpart ? doneBy(recording, played, steps) : heldAt(recording, played, steps);
  return {
    rows: recording.rows.map((row, i) => ({ ...row, step: steps[i], own: own[i] })),
    otherRun: isOther(recording, played),
  };
}

function isOther({ params: raw }: Recording, { scenario, params }: Run): boolean {
  const recorded = readParams(scenario.params, raw);
  return scenario.params.some(({ id }) => recorded[id] !== params[id]);
}

type Steps = readonly (number | undefined)[];
type Texts = readonly (string | undefined)[];

/** What the run did from each row's predecessor to the row. */
function doneBy({ counterpart }: Recording, { history }: Run, steps: Steps): Texts {
  const kinds = 'effects' in counterpart ? counterpart.effects : [];
  const done = effectsOf(history, kinds);
  let from = 0;
  return steps.map((step) => {
    if (step === undefined) return undefined;
    const texts = done.filter((d) => d.step > from && d.step <= step).map((d) => d.text);
    from = step;
    return texts.length > 0 ? texts.join(', ') : undefined;
  });
}

interface Done {
  readonly step: number;
  readonly text: string;
}

/** Executed once more without keeping a state: the effects of a run are not stored. */
function effectsOf(history: History, kinds: readonly Effect['kind'][]): readonly Done[] {
  const out: Done[] = [];
  const { program, initial } = history.instance;
  let step = 0;
  run(
    program,
    initial,
    () => history.moves[step],
    ({ effects }) => {
      step++;
      for (const e of effects) {
        const text = kinds.includes(e.kind) ? effectText(e) : undefined;
        if (text !== undefined) out.push({ step, text });
      }
    },
  );
  return out;
}

/** What the fields hold when each row's moment has come. */
function heldAt({ counterpart }: Recording, { history, index }: Run, steps: Steps): Texts {
  const names = 'fields' in counterpart ? counterpart.fields : [];
  const places = names.map((name) =>
    [...index.places.values()].find((p) => `${p.layout}.${p.field}` === name),
  );
  return steps.map((step) => {
    if (step === undefined) return undefined;
    const { ram } = history.state(step);
    return places.map((p) => (p ? String(unsigned(ram, p.at, p.size)) : '?')).join(' ');
  });
}

const unsigned = (ram: State['ram'], at: number, size: number): bigint =>
  ram.bytes(at, size).reduceRight((n, byte) => (n << 8n) | BigInt(byte), 0n);

/** The last row that the run has reached; -1 before the first. */
export const rowAt = (rows: readonly AlignedRow[], step: number): number =>
  rows.findLastIndex((r) => r.step !== undefined && r.step <= step);
