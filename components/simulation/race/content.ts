/** What a race is made of and its words: its sides, what each phase is for on each side, and the parameters. */
import type { ParamText, SimulationContent } from '../content.ts';
import type { Tone } from '../model/worlds.ts';
import type { SideSpec } from './load-race.ts';

export interface SideText extends SideSpec {
  /** "Emulated IDE disk" */
  readonly name: string;
  /** What a sentence about all sides begins with: "Emulated". */
  readonly short: string;
  /** The words of its own simulation. */
  readonly simulation: SimulationContent;
}

export interface PhaseText {
  readonly name: string;
  /** What each side does in it and why, in at most 40 words; in the order of the sides. */
  readonly why: readonly string[];
}

export interface RaceContent {
  readonly title: string;
  /** Two to four. */
  readonly sides: readonly SideText[];
  /** By phase id; `start` and `end` too. */
  readonly phases: Readonly<Record<string, PhaseText>>;
  readonly params: Readonly<Record<string, ParamText>>;
  /** Who is meant by each colour. */
  readonly key: Readonly<Partial<Record<Tone, string>>>;
  /** What the width of a flight means, and what it does not mean. */
  readonly pace: string;
  /** The sentence for a side that is through while another still runs. */
  readonly finished: string;
  /** What one round of phases is called, and several: "write", "writes". */
  readonly round: { readonly one: string; readonly many: string };
}
