/** What a race is called and explained with. The engine has ids; every word is here and in the scenarios' own words. */
import type { ParamWords, ScenarioWords } from '../scenarios/words.ts';

export interface RaceSideWords {
  readonly name: string;
  /** What fits over a column of numbers: at most ten characters. */
  readonly short: string;
}

export interface RacePhaseWords {
  readonly name: string;
  /** What either side does in it and why, in at most 40 words. */
  readonly why: readonly [string, string];
}

export interface RaceWords {
  readonly title: string;
  readonly promise: string;
  readonly sides: readonly [RaceSideWords, RaceSideWords];
  /** By phase; `start` and `end` too. */
  readonly phases: Readonly<Record<string, RacePhaseWords>>;
  readonly params: Readonly<Record<string, ParamWords>>;
  /** What the width of a flight says, and what not. */
  readonly pace: string;
  /** Who is meant by each colour. */
  readonly key: Readonly<
    Partial<Record<'guest' | 'hypervisor' | 'host' | 'device-model' | 'hardware' | 'shared', string>>
  >;
  /** Said of a side that is through while the other still runs. */
  readonly finished: string;
  readonly round: { readonly one: string; readonly many: string };
}

/** Of a story's words: its names, and none of its reasons. */
export type Cast = Pick<
  ScenarioWords,
  'title' | 'moments' | 'threads' | 'worlds' | 'columns' | 'narration' | 'questions' | 'params'
>;

/** A race's words together with the names of the two stories that it runs. */
export interface WordedRace extends Omit<RaceWords, 'sides'> {
  readonly sides: readonly [
    RaceSideWords & { readonly simulation: Cast },
    RaceSideWords & { readonly simulation: Cast },
  ];
}
