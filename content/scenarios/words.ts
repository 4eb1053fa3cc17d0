/** What a scenario is called and explained with. The engine has ids; every word is here and in the narration. */
import type { CounterId } from '@/engine/index.ts';
import type { NarrationLoader, Why } from '../narration/listing.ts';
import type { SourceKey } from '../sources.ts';

export interface ParamWords {
  readonly label: string;
  readonly hint: string;
  readonly options?: Readonly<Record<string, string>>;
}

export interface OptionWords {
  /** `{value}` stands for the option's value. */
  readonly text: string;
  /** Said when this option was chosen, right or wrong: what is true, and where this answer comes from. */
  readonly reply: string;
}

export interface QuestionWords {
  readonly ask: string;
  readonly options: Readonly<Record<string, OptionWords>>;
}

/** One respect in which the model is a model, and what the real thing does. */
export interface ModelNote {
  readonly about: string;
  readonly note: string;
  readonly sources: readonly SourceKey[];
}

/** What is told of a moment to a newcomer: what happened, and why. No identifiers; at most twenty words together. */
export interface Telling {
  /** Who does what to whom, in one sentence. */
  readonly what: string;
  readonly why?: string;
  /** Said where it happens again and the repetitions are one step; `{n}` is how often. */
  readonly again?: string;
  /** What is true of some runs only: the first case that holds takes the place of the sentences above. */
  readonly cases?: readonly TellingCase[];
}

export interface TellingCase {
  /** Holds where each of these parameters has one of these values, as written in an address. */
  readonly params?: Readonly<Record<string, readonly string[]>>;
  /** Holds where the step of the moment returned this. */
  readonly returns?: boolean;
  /** Holds in a run that comes to this moment. */
  readonly after?: string;
  readonly what: string;
  readonly why?: string;
}

/** A parameter that is changed in the picture: its name, and some of its values, as written in an address. */
export interface Handle {
  readonly param: string;
  readonly label: string;
  readonly values: readonly (readonly [value: string, name: string])[];
}

/** What a widget cannot do without: it is fetched together with it. */
export interface ScenarioLabels {
  readonly title: string;
  /** Why its lines are there, by mechanism. Stories that share a mechanism share its file. */
  readonly narration: readonly NarrationLoader[];
  readonly moments: Readonly<Record<string, string>>;
  readonly questions: Readonly<Record<string, QuestionWords>>;
  readonly params: Readonly<Record<string, ParamWords>>;
  /** By moment: `start`, `end`, and every moment that the scenario tells. */
  readonly story?: Readonly<Record<string, Telling>>;
  /** Names of its goals: the same words for the same aim in every scenario. */
  readonly goals?: Readonly<Record<string, string>>;
  /** What a story counts, at most four. */
  readonly counts?: readonly CounterId[];
  /** What one of them is, said where it is first paid. */
  readonly countKeys?: Readonly<Partial<Record<CounterId, string>>>;
  /** Names of what is counted in plain words, one and many; without one it has the ledger’s name. */
  readonly countNames?: Readonly<Partial<Record<CounterId, readonly [one: string, many: string]>>>;
  /** At most three. */
  readonly handles?: readonly Handle[];
  /**
   * `short` fits on a token: at most ten characters. `plain` says which processor or thread it is, without a name of
   * the code, in at most sixteen. `on` says what runs it, where it is software.
   */
  readonly threads: Readonly<
    Record<
      string,
      { readonly name: string; readonly short: string; readonly plain?: string; readonly on?: string }
    >
  >;
  readonly worlds: Readonly<Record<string, string>>;
  readonly columns: { readonly guest: string; readonly host: string };
  /** What a real system did in this story. */
  readonly recordings?: () => Promise<ReturnType<typeof import('../recordings/beside.ts').beside>>;
}

/** All words of a scenario, its narration by `procedure.label`. */
export interface ScenarioWords extends Omit<ScenarioLabels, 'narration'> {
  readonly narration: Readonly<Record<string, Why>>;
}

/** What pages say about a scenario; the widget does without. */
export interface ScenarioAbout {
  readonly title: string;
  readonly promise: string;
  /** The lesson that teaches with it, where there is one. */
  readonly lesson?: string;
  /** Where the line that brings a moment about is not the one that explains it: the line that does. */
  readonly explainedBy: Readonly<Record<string, string>>;
  /** Where to read on: the few symbols in which this lives. */
  readonly inTheSource: readonly SourceKey[];
  readonly model: readonly ModelNote[];
}
