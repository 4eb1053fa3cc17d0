/**
 * The words of a simulation. The widget has none of its own beyond the names of its controls: the app passes these,
 * and they are keyed by the ids of the engine (`procedure.label`, moments, questions, parameters, threads).
 */
import type { EffectKind, Mode, World } from '@/engine/index.ts';

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

/** Where a recording comes from, and how far it can be trusted. */
export interface Provenance {
  /** The machine, its software and how it was recorded. */
  readonly system: string;
  readonly real: string;
  readonly notReal: string;
  /** The recorded file as this site serves it, and where in it the rows stand. */
  readonly href: `/${string}`;
  readonly where: string;
}

/** Which effects of the run stand beside the recorded rows. */
export interface Counterpart {
  readonly kind: EffectKind;
  /** Narrows reads and writes to one structure. */
  readonly layout?: string;
  /** Addresses and counts that depend on the machine's past are left out, or told as their change. */
  readonly show?: 'value' | 'change' | 'name';
}

/** One thing that was recorded, written as effects are: `out 0x1f6 ← 0xa0` (see model/effect-text.ts). */
export interface RecordedRow {
  readonly text: string;
  /** Why the engine does something else here, or nothing. Rows without it are expected to agree. */
  readonly why?: string;
}

/** What was recorded from one moment of the story to the next named one. */
export interface RecordedPart {
  /** A moment of the scenario, or `start`. */
  readonly moment: string;
  /** Its occurrence, from 1. */
  readonly nth?: number;
  readonly rows: readonly RecordedRow[];
  /** Why this part as a whole differs from the engine's. */
  readonly why?: string;
}

/** A sequence that a real system left, to stand beside the engine's. */
export interface Recording {
  readonly title: string;
  readonly about: string;
  /** Pairs of the address at which the engine's run is comparable; a run with others is shown, and said to be other. */
  readonly pairs?: readonly (readonly [string, string])[];
  readonly counterparts: readonly Counterpart[];
  /** In the order of the story. */
  readonly parts: readonly RecordedPart[];
  /** What differs as a whole, and why. */
  readonly differences: readonly { readonly what: string; readonly why: string }[];
  readonly provenance: Provenance;
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
  /** What a real system did, beside what the engine does. */
  readonly recordings?: readonly Recording[];
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
