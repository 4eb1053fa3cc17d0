/** The words of a race: what either side is called, what each phase is for on either side, and the parameters. */
import type { ParamText, SimulationContent } from '../content.ts';
import type { Tone } from '../model/worlds.ts';
import type { Pair } from './lockstep.ts';

export interface SideText {
  /** "Emulated IDE disk" */
  readonly name: string;
  /** What a sentence about both begins with: "Emulated". */
  readonly short: string;
  /** The words of its own simulation. */
  readonly simulation: SimulationContent;
}

export interface PhaseText {
  readonly name: string;
  /** What either side does in it and why, in at most 40 words. */
  readonly why: Pair<string>;
}

export interface RaceContent {
  readonly title: string;
  readonly sides: Pair<SideText>;
  /** By phase id; `start` and `end` too. */
  readonly phases: Readonly<Record<string, PhaseText>>;
  readonly params: Readonly<Record<string, ParamText>>;
  /** Who is meant by each colour. */
  readonly key: Readonly<Partial<Record<Tone, string>>>;
  /** What the width of a flight says, and what not. */
  readonly pace: string;
  /** Said of a side that is through while the other still runs. */
  readonly finished: string;
  /** What one round of phases is called, and several: "write", "writes". */
  readonly round: { readonly one: string; readonly many: string };
}
