/**
 * The words of a simulation. The widget has none of its own beyond the names of its controls: the app passes these,
 * and they are keyed by the ids of the engine (`procedure.label`, moments, questions, parameters, threads).
 */
import type { CounterId, EffectKind, Mode, World } from '@/engine/index.ts';

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
  /** Which processor or thread it is, in plain words. */
  readonly plain?: string;
  /** What runs it, where it is software: "a dom0 CPU". */
  readonly on?: string;
}

/** What is told of a moment to a newcomer. */
export interface Telling extends Told {
  /** Said where it happens again and the repetitions are one step; `{n}` is how often. */
  readonly again?: string;
  /** The first case that holds takes the place of what is told otherwise. */
  readonly cases?: readonly (Told & {
    readonly params?: Readonly<Record<string, readonly string[]>>;
    readonly returns?: boolean;
    /** Holds in a run that comes to this moment. */
    readonly after?: string;
  })[];
}
interface Told {
  readonly what: string;
  readonly why?: string;
}

/** A parameter that is changed in the picture. */
export interface Handle {
  readonly param: string;
  readonly label: string;
  readonly values: readonly (readonly [value: string, name: string])[];
}

/** Where a recording comes from, and how far it can be trusted. */
export interface Provenance {
  /** The machine, its software and how it was recorded. */
  readonly system: string;
  readonly real: string;
  readonly notReal: string;
  /** The recorded file as this site serves it. */
  readonly href: string;
}

/** What was seen on the real machine where the engine's run has a moment. */
export interface RecordedRow {
  readonly moment: string;
  /** Its occurrence, from 1. */
  readonly nth: number;
  /** Undefined where the real machine did nothing. */
  readonly recorded: string | undefined;
  /** Why the engine's own is another. */
  readonly differs?: string | undefined;
}

/** What of the run stands beside the rows: what it did since the row before, or what shared fields hold by then. */
export type Counterpart =
  | { readonly effects: readonly EffectKind[] }
  /** By name as in the bytes panel: `sring.req_prod`. */
  | { readonly fields: readonly string[] };

/** A sequence that a real system left, to stand beside the engine's. */
export interface Recording {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** What the rows hold. */
  readonly column: string;
  readonly counterpart: Counterpart;
  /** Parameters under which the engine's run is comparable; with others it is shown, and said to be another. */
  readonly params: Readonly<Record<string, string>>;
  /** In the order of the story. */
  readonly rows: readonly RecordedRow[];
  /** What differs on the whole, and why. */
  readonly notes: readonly { readonly what?: string; readonly text: string }[];
  readonly provenance: Provenance;
}

/**
 * Why a line is there, in at most 40 words. One text, or one for each way that the line can go: its condition holds,
 * or it was looked at and passed over.
 */
export type Why = string | { readonly holds: string; readonly passed: string };

export interface SimulationContent {
  readonly title: string;
  /** By `procedure.label` of the line that the step executed. */
  readonly narration: Readonly<Record<string, Why>>;
  readonly moments: Readonly<Record<string, string>>;
  /** By moment, for the level of the story. */
  readonly story?: Readonly<Record<string, Telling>>;
  readonly goals?: Readonly<Record<string, string>>;
  /** What a story counts. */
  readonly counts?: readonly CounterId[];
  /** What is said of it where it is first paid. */
  readonly countKeys?: Readonly<Partial<Record<CounterId, string>>>;
  /** One and many. */
  readonly countNames?: Readonly<Partial<Record<CounterId, readonly [one: string, many: string]>>>;
  readonly handles?: readonly Handle[];
  readonly questions: Readonly<Record<string, QuestionText>>;
  readonly params: Readonly<Record<string, ParamText>>;
  readonly threads: Readonly<Record<string, ThreadText>>;
  readonly worlds?: Readonly<Partial<Record<World, string>>>;
  readonly modes?: Readonly<Partial<Record<Mode, string>>>;
  /** Titles of the two columns. */
  readonly columns?: { readonly guest: string; readonly host: string };
  /** What a real system did, to be laid beside what the engine does. Fetched by those who open it. */
  readonly recordings?: () => Promise<readonly Recording[]>;
}

/** What a widget opens with: its narration is fetched after it, and asked for again where that fails. */
export interface OpeningContent {
  readonly labels: Omit<SimulationContent, 'narration'>;
  readonly narration: () => Promise<SimulationContent['narration']>;
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
