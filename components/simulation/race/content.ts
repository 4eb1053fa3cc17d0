/** What a race is made of and its words: its sides, its goals, its clocks, and what can be changed. */
import type { ClockId } from '@/engine/index.ts';
import type { Handle, SimulationContent } from '../content.ts';
import type { SideSpec } from './load-race.ts';

export interface SideText extends SideSpec {
  /** "Pretended disk (emulated IDE)" */
  readonly name: string;
  /** What a sentence about all sides begins with: "Pretended". */
  readonly short: string;
  /** The words of its own simulation. */
  readonly simulation: SimulationContent;
}

export interface ClockText {
  readonly name: string;
  /** What one tick of it is, and that it is not time. */
  readonly means: string;
  /** One tick: "step", "call". */
  readonly tick: string;
}

export interface RaceContent {
  readonly title: string;
  /** Two to four. */
  readonly sides: readonly SideText[];
  /** By goal: the same words for all sides. */
  readonly goals: Readonly<Record<string, string>>;
  readonly clocks: Readonly<Record<ClockId, ClockText>>;
  readonly handles: readonly Handle[];
  /** What the stripes beside the lanes mean, in a word. */
  readonly striped: string;
  /** Said of a side that has reached the goal while another has not. */
  readonly waits: string;
  /** Said of a side whose run is over; `{calls}` is what it cost, as "26 exits into Xen". */
  readonly done: string;
}
