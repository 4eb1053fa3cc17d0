/** What a scenario is called and explained with. The engine has ids; every word is here and in the narration. */
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

/** What a widget cannot do without: it is fetched together with it. */
export interface ScenarioLabels {
  readonly title: string;
  /** Why its lines are there, by mechanism. Stories that share a mechanism share its file. */
  readonly narration: readonly NarrationLoader[];
  readonly moments: Readonly<Record<string, string>>;
  readonly questions: Readonly<Record<string, QuestionWords>>;
  readonly params: Readonly<Record<string, ParamWords>>;
  /** `short` fits on a token: at most ten characters. */
  readonly threads: Readonly<Record<string, { readonly name: string; readonly short: string }>>;
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
