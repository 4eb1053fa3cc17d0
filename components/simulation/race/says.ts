/** What a tick is called, and the sentences that say what both sides did in it. */
import type { Occurrence } from '@/engine/index.ts';
import type { Look } from '../model/look.ts';
import { namesOf } from '../model/names.ts';
import { sentence } from '../model/sentence.ts';
import type { RaceContent } from './content.ts';
import { both, lapAt, type Pair, SIDES, type Side, stepOf } from './lockstep.ts';
import { lookAtBeat } from './look.ts';
import type { RaceRun } from './source.ts';

/** How many beats a side has done at a tick. */
export const beatAt = ({ lockstep }: RaceRun, side: Side, tick: number): number =>
  lockstep.beats[side].at[tick] ?? 0;

/** Whether a side is through while the other still runs. */
export const finishedAt = ({ lockstep, runs }: RaceRun, side: Side, tick: number): boolean =>
  tick < lockstep.length && stepOf(lockstep, side, tick) === runs[side].history.length;

/** The id of the text that belongs to a tick: its phase, or `start`, or `end`. */
export function phaseAt({ lockstep }: RaceRun, tick: number): string {
  if (tick === 0) return 'start';
  return tick === lockstep.length ? 'end' : (lapAt(lockstep, tick)?.id ?? 'start');
}

/** Rounds: how many requests or batches the laps go through. */
export const roundsOf = ({ lockstep }: RaceRun): number => Math.max(1, ...lockstep.laps.map((l) => l.nth));

/** "Write 3 of 32: kick", or the phase alone where there is one round. */
export function whereText(run: RaceRun, content: RaceContent, tick: number): string {
  const id = phaseAt(run, tick);
  const name = content.phases[id]?.name ?? id;
  const rounds = roundsOf(run);
  const lap = lapAt(run.lockstep, tick);
  if (rounds === 1 || id === 'start' || id === 'end' || !lap) return name;
  return `${name}, ${content.round.one} ${lap.nth} of ${rounds}`;
}

/** What a beat of a side did: the moment that it brought about, if any, and the sentence of its own simulation. */
export interface BeatText {
  readonly moment: string | undefined;
  readonly text: string;
}

/** Composed once for a beat, however many places say it. */
const told = new WeakMap<Look, { readonly content: RaceContent; readonly text: BeatText }>();

export function beatText(run: RaceRun, content: RaceContent, side: Side, beat: number): BeatText {
  const look = lookAtBeat(run.runs[side], run.lockstep, side, beat);
  const known = told.get(look);
  if (known?.content === content) return known.text;
  const text = compose(run, content, side, beat, look);
  told.set(look, { content, text });
  return text;
}

function compose(run: RaceRun, content: RaceContent, side: Side, beat: number, look: Look): BeatText {
  const { history } = run.runs[side];
  const { ends } = run.lockstep.beats[side];
  const { simulation } = content.sides[side];
  const id = lastMoment(history.occurrences, ends[beat - 1] ?? 0, ends[beat] ?? 0);
  return {
    moment: id && (simulation.moments[id] ?? id),
    text: sentence(look.record, look.before, look.state, namesOf(simulation, history.instance.platform)),
  };
}

/** The id of the last occurrence among the steps after `from` up to `to`. */
function lastMoment(all: readonly Occurrence[], from: number, to: number): string | undefined {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((all[mid]?.step ?? 0) <= to) low = mid + 1;
    else high = mid;
  }
  const last = all[low - 1];
  return last && last.step > from ? last.id : undefined;
}

/** Which sides the step to this tick moved. */
export const movedAt = (run: RaceRun, tick: number): Pair<boolean> =>
  both((side) => tick > 0 && beatAt(run, side, tick) > beatAt(run, side, tick - 1));

/** What both did, for a listener. A side that stands still is said to. */
export function raceSentence(run: RaceRun, content: RaceContent, tick: number): string {
  const moved = movedAt(run, tick);
  return [
    `${whereText(run, content, tick)}.`,
    ...SIDES.map((side) => {
      const { short } = content.sides[side];
      if (finishedAt(run, side, tick) && !moved[side]) return `${short}: ${content.finished}`;
      if (tick > 0 && !moved[side]) return `${short}: no change.`;
      const { moment, text } = beatText(run, content, side, beatAt(run, side, tick));
      return `${short}: ${moment ? `${moment}. ` : ''}${text}`;
    }),
  ].join(' ');
}
