/** What a race is made of, what it is called and explained with. The engine has ids; every word is here. */
import type { WordedScenario } from '../scenarios/index.ts';
import type { ParamWords, ScenarioWords } from '../scenarios/words.ts';

/** One side: whose run it is, and what it is called. */
export interface RaceSideWords {
  readonly scenario: WordedScenario;
  /** Parameters of the scenario that the race itself does not set, as an address has them. */
  readonly params?: Readonly<Record<string, string>>;
  readonly name: string;
  /** What fits over a column of numbers: at most ten characters. */
  readonly short: string;
}

export interface RacePhaseWords {
  readonly name: string;
  /** What each side does in it and why, in at most 40 words; in the order of the sides. */
  readonly why: readonly string[];
}

export interface RaceWords {
  readonly title: string;
  readonly promise: string;
  /** Two to four. */
  readonly sides: readonly RaceSideWords[];
  /** By phase; `start` and `end` too. */
  readonly phases: Readonly<Record<string, RacePhaseWords>>;
  readonly params: Readonly<Record<string, ParamWords>>;
  /** What the width of a flight means, and what it does not mean. */
  readonly pace: string;
  /** Who is meant by each colour. */
  readonly key: Readonly<
    Partial<Record<'guest' | 'hypervisor' | 'host' | 'device-model' | 'hardware' | 'shared', string>>
  >;
  /** The sentence for a side that is through while another still runs. */
  readonly finished: string;
  readonly round: { readonly one: string; readonly many: string };
}

/** Of a story's words: its names, and none of its reasons. */
export type Cast = Pick<
  ScenarioWords,
  'title' | 'moments' | 'threads' | 'worlds' | 'columns' | 'narration' | 'questions' | 'params'
>;

/** A race's words together with the names of the stories that it runs. */
export interface WordedRace extends Omit<RaceWords, 'sides'> {
  readonly sides: readonly (RaceSideWords & { readonly simulation: Cast })[];
}
