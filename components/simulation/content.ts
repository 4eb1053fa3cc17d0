/**
 * The words of a simulation. The widget has none of its own beyond the names of its controls: the app passes these,
 * and they are keyed by the ids of the engine (`procedure.label`, moments, questions, parameters, threads).
 */
import type { Mode, World } from '@/engine/index.ts';

/** A parameter's label, and what it means in one line. */
export interface ParamText {
  readonly label: string;
  readonly hint?: string;
  /** Labels of a choice's options. */
  readonly options?: Readonly<Record<string, string>>;
}

export interface OptionText {
  /** `{value}` stands for the option's value. */
  readonly text: string;
  /** Said when this option was chosen: why it is right, or what is mistaken in it. */
  readonly reply: string;
}

export interface QuestionText {
  readonly ask: string;
  readonly options: Readonly<Record<string, OptionText>>;
}

export interface ThreadText {
  /** Full name: "guest vCPU 0". */
  readonly name: string;
  /** What fits on a token: at most ten characters. */
  readonly short: string;
}

export interface SimulationContent {
  readonly title: string;
  /** Why, in at most 40 words, by `procedure.label` of the line that the step executed. */
  readonly narration: Readonly<Record<string, string>>;
  readonly moments: Readonly<Record<string, string>>;
  readonly questions: Readonly<Record<string, QuestionText>>;
  readonly params: Readonly<Record<string, ParamText>>;
  readonly threads: Readonly<Record<string, ThreadText>>;
  readonly worlds?: Readonly<Partial<Record<World, string>>>;
  readonly modes?: Readonly<Partial<Record<Mode, string>>>;
  /** Titles of the two columns. */
  readonly columns?: { readonly guest: string; readonly host: string };
  /** Explanations of what is drawn, by the id of the drawn thing. */
  readonly legend?: Readonly<Record<string, string>>;
}

/** Until the words are there, a reader sees the ids. */
export const NO_WORDS: SimulationContent = {
  title: '',
  narration: {},
  moments: {},
  questions: {},
  params: {},
  threads: {},
};
