/** What a tick is called, and the sentences that say what both sides did in it. */
import { namesOf } from '../model/names.ts';
import { sentence } from '../model/sentence.ts';
import type { RaceContent } from './content.ts';
import { both, lapAt, type Pair, SIDES, type Side } from './lockstep.ts';
import { lookAtBeat } from './look.ts';
import type { RaceRun } from './source.ts';

/** How many beats a side has done at a tick. */
export const beatAt = ({ lockstep }: RaceRun, side: Side, tick: number): number =>
  lockstep.beats[side].at[tick] ?? 0;

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

/** What a side's last beat did, in the sentence of its own simulation. */
export function sideSentence(run: RaceRun, content: RaceContent, side: Side, tick: number): string {
  const look = lookAtBeat(run.runs[side], run.lockstep, side, beatAt(run, side, tick));
  return sentence(look.record, look.before, look.state, namesOf(content.sides[side].simulation));
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
      if (tick > 0 && !moved[side]) return `${short}: no change.`;
      return `${short}: ${sideSentence(run, content, side, tick)}`;
    }),
  ].join(' ');
}
