/** What is said of a tick: what each side did, why, what it cost, and whether it waits or is done. */
import { goalAt, type RacePlace } from '@/engine/index.ts';
import { costsBetween, counted, type Told, textOf, toldOfMoment } from '../model/telling.ts';
import type { RaceContent, SideText } from './content.ts';
import { ofSide, type RaceMoment, type RaceSide } from './source.ts';

/** Where a side stands now. */
export const placeAt = ({ run, clock, tick }: RaceMoment, side: number): RacePlace =>
  ofSide(ofSide(run.clocks[clock].places, side), tick);

export function toldAtPlace({ run }: RaceSide, { simulation }: SideText, place: RacePlace): Told {
  const moment = place.is === 'done' ? 'end' : (place.moment ?? (place.step === 0 ? 'start' : 'call'));
  const said = toldOfMoment(simulation, run, { ...place, moment });
  return {
    ...said,
    costs: place.is === 'waiting' ? [] : costsBetween(simulation, run, place.from, place.step),
  };
}

/** That a side waits, or is done and for what; nothing while it goes on. */
export function standing(side: RaceSide, words: SideText, content: RaceContent, place: RacePlace): string {
  if (place.is === 'waiting') return content.waits;
  if (place.is === 'going') return '';
  const ledger = side.run.history.ledger(place.step);
  // A guest that has no VM exits calls its hypervisor without one.
  const id = ledger.X > 0 ? 'X' : 'Hg';
  return content.done.replace('{calls}', counted(words.simulation, id, ledger[id]));
}

/** The name of the goal that a tick is after. */
export function goalName({ goals }: RaceContent, { run, clock, tick }: RaceMoment): string {
  const id = goalAt(run.clocks[clock], tick)?.id;
  return id === undefined ? '' : (goals[id] ?? id);
}

/** Whether a side tells something at this tick that it has not told before by this clock. */
export function isNewAt({ run, clock, tick }: RaceMoment, side: number): boolean {
  const places = ofSide(run.clocks[clock].places, side);
  const [now, was] = [ofSide(places, tick), places[tick - 1]];
  if (now.step === was?.step) return false;
  return now.again > 0 || now.is === 'done' || places.findIndex((p) => p.moment === now.moment) === tick;
}

/** What has to be read at a tick: what those have done that have moved. */
export function newText(content: RaceContent, moment: RaceMoment): string {
  return content.sides
    .flatMap((words, i) => {
      if (moment.tick > 0 && !isNewAt(moment, i)) return [];
      const { what, why } = toldAtPlace(ofSide(moment.run.sides, i), words, placeAt(moment, i));
      return [what, why];
    })
    .join(' ');
}

/** What all sides did, for a listener. */
export function raceSentence(content: RaceContent, state: RaceMoment): string {
  const sides = content.sides.map((words, i) => {
    const side = ofSide(state.run.sides, i);
    const place = placeAt(state, i);
    const stands = standing(side, words, content, place);
    const stood = state.tick > 0 && placeAt({ ...state, tick: state.tick - 1 }, i).step === place.step;
    const text = stands && stood ? '' : textOf(toldAtPlace(side, words, place));
    return `${words.short}: ${[text, stands && `${stands}.`].filter(Boolean).join(' ')}`;
  });
  const goal = goalName(content, state);
  return [goal && `${goal}.`, ...sides].filter(Boolean).join(' ');
}

/** "step 13 of 32", by what the clock calls a tick. */
export const whereText = ({ clocks }: RaceContent, { run, clock, tick }: RaceMoment): string =>
  `${clocks[clock].tick} ${tick} of ${run.clocks[clock].length}`;
