/** What a race is made of and called. The engine has ids; every word is here. */
import type { WordedScenario } from '../scenarios/index.ts';
import type { Handle, ScenarioWords } from '../scenarios/words.ts';

/** One side: whose run it is, and what it is called. */
export interface RaceSideWords {
  readonly scenario: WordedScenario;
  /** Parameters of the scenario that the race itself does not set, as an address has them. */
  readonly params?: Readonly<Record<string, string>>;
  readonly name: string;
  /** What fits over a column of numbers: at most ten characters. */
  readonly short: string;
}

export interface ClockWords {
  /** On its switch. */
  readonly name: string;
  /** What a tick is, and what it is not, in at most 20 words. */
  readonly means: string;
  readonly tick: string;
}

export interface RaceWords {
  readonly title: string;
  readonly promise: string;
  /** Two to four. */
  readonly sides: readonly RaceSideWords[];
  /** By goal of the scenarios: the same words for all sides. */
  readonly goals: Readonly<Record<string, string>>;
  readonly clocks: Readonly<Record<'goals' | 'calls', ClockWords>>;
  readonly handles: readonly Handle[];
  /** What the stripes beside the lanes mean, in a word. */
  readonly striped: string;
  /** Said of a side that has reached the goal while another has not. */
  readonly waits: string;
  /** Said of a side whose run is over; `{calls}` is what it cost. */
  readonly done: string;
}

/** Of a story's words: what a newcomer is told, and no reason of a line. */
export type Cast = Pick<
  ScenarioWords,
  | 'title'
  | 'moments'
  | 'story'
  | 'counts'
  | 'countNames'
  | 'threads'
  | 'worlds'
  | 'columns'
  | 'narration'
  | 'questions'
  | 'params'
>;

/** A race's words together with those of the stories that it runs. */
export interface WordedRace extends Omit<RaceWords, 'sides'> {
  readonly sides: readonly (RaceSideWords & { readonly simulation: Cast })[];
}
