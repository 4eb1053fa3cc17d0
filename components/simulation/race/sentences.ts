/** What a tick is called, and the sentences about what all sides did in it. */
import type { Occurrence } from '@/engine/index.ts';
import type { Look } from '../model/look.ts';
import { namesOf } from '../model/names.ts';
import { sentence } from '../model/sentence.ts';
import type { RaceContent, SideText } from './content.ts';
import { ofSide, phaseOfTick, stepOf } from './lockstep.ts';
import { lookAtSegment } from './look.ts';
import type { RaceRun, RaceSide } from './source.ts';

/** How many segments a side has done at a tick. */
export const segmentAt = ({ segments }: RaceSide, tick: number): number => segments.at[tick] ?? 0;

/** Whether a side is through while another still runs. */
export const finishedAt = ({ lockstep }: RaceRun, { run, segments }: RaceSide, tick: number): boolean =>
  tick < lockstep.length && stepOf(segments, tick) === run.history.length;

/** The id of the text that belongs to a tick: its phase, or `start`, or `end`. */
export function phaseAt({ lockstep }: RaceRun, tick: number): string {
  if (tick === 0) return 'start';
  return tick === lockstep.length ? 'end' : (phaseOfTick(lockstep, tick)?.id ?? 'start');
}

/** The id of the text that belongs to each side at a tick: one that is through has its end already. */
export const phasesAt = (race: RaceRun, tick: number): readonly string[] =>
  race.sides.map((side) => (finishedAt(race, side, tick) ? 'end' : phaseAt(race, tick)));

/** Rounds: how many requests or batches the race goes through. */
export const roundsOf = ({ lockstep }: RaceRun): number =>
  Math.max(1, ...lockstep.phases.map((phase) => phase.nth));

/** "Write 3 of 32: kick", or the phase alone where there is one round. */
export function whereText(run: RaceRun, content: RaceContent, tick: number): string {
  const id = phaseAt(run, tick);
  const name = content.phases[id]?.name ?? id;
  const rounds = roundsOf(run);
  const phase = phaseOfTick(run.lockstep, tick);
  if (rounds === 1 || id === 'start' || id === 'end' || !phase) return name;
  return `${name}, ${content.round.one} ${phase.nth} of ${rounds}`;
}

/** What a segment of a side did: the moment that it brought about, if any, and the sentence of its own simulation. */
export interface SegmentText {
  readonly moment: string | undefined;
  readonly text: string;
}

/** Composed once for a segment, however many panels show it. */
const composed = new WeakMap<Look, { readonly words: SideText; readonly text: SegmentText }>();

export function segmentText(side: RaceSide, words: SideText, segment: number): SegmentText {
  const look = lookAtSegment(side, segment);
  const known = composed.get(look);
  if (known?.words === words) return known.text;
  const text = compose(side, words, segment, look);
  composed.set(look, { words, text });
  return text;
}

function compose(side: RaceSide, { simulation }: SideText, segment: number, look: Look): SegmentText {
  const { history } = side.run;
  const { ends } = side.segments;
  const id = lastMoment(history.occurrences, ends[segment - 1] ?? 0, ends[segment] ?? 0);
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

/** Whether the step to this tick moved the side. */
export const movedAt = (side: RaceSide, tick: number): boolean =>
  tick > 0 && segmentAt(side, tick) > segmentAt(side, tick - 1);

/** What all sides did, for a listener. The sentence of a side that did not move says so. */
export function raceSentence(race: RaceRun, content: RaceContent, tick: number): string {
  return [
    `${whereText(race, content, tick)}.`,
    ...race.sides.map((side, i) => {
      const words = ofSide(content.sides, i);
      const moved = movedAt(side, tick);
      if (finishedAt(race, side, tick) && !moved) return `${words.short}: ${content.finished}`;
      if (tick > 0 && !moved) return `${words.short}: no change.`;
      const { moment, text } = segmentText(side, words, segmentAt(side, tick));
      return `${words.short}: ${moment ? `${moment}. ` : ''}${text}`;
    }),
  ].join(' ');
}

/** What the slider of a race moves: "Step of both", or of all. */
export const sliderName = ({ sides }: RaceRun): string =>
  sides.length === 2 ? 'Step of both' : `Step of all ${sides.length}`;
