/**
 * A procedure is a listing: named lines, each one atomic action with its text and a pure function.
 * A program counter and locals are data, so any state can be stored, compared, forked and explored.
 */
import { assert } from './assert.ts';
import type { World } from './effect.ts';
import type { Machine } from './machine.ts';
import type { State } from './state.ts';

/** Where a procedure lives in the real code. */
export interface Source {
  readonly project: 'Xen' | 'Linux' | 'QEMU' | 'Intel SDM' | 'AMD APM' | 'ATA' | 'model';
  readonly file: string;
  readonly symbol: string;
}
export const xen = (file: string, symbol: string): Source => ({ project: 'Xen', file, symbol });
export const linux = (file: string, symbol: string): Source => ({ project: 'Linux', file, symbol });
export const qemu = (file: string, symbol: string): Source => ({ project: 'QEMU', file, symbol });
/** Sections with their titles, “vol. 3C 28.2.2 EPT Translation Mechanism; …”, of edition 325384-059US (June 2016). */
export const sdm = (section: string): Source => ({ project: 'Intel SDM', file: section, symbol: '' });
/** What no source prescribes: the workload, the device behind the backend, the schedule. */
export const model = (what: string): Source => ({ project: 'model', file: '', symbol: what });

/** Anything a listing may keep in a local: data only, so that a state can be stored and compared. */
export type Local =
  | number
  | bigint
  | string
  | boolean
  | null
  | undefined
  | readonly Local[]
  | { readonly [k: string]: Local };
export type Locals = Record<string, Local>;

export type Flow =
  | { readonly flow: 'goto'; readonly label: string }
  | {
      readonly flow: 'call';
      readonly procedure: string;
      readonly args: Locals;
      readonly into: string | undefined;
    }
  | {
      readonly flow: 'return';
      readonly value: Local;
      /** The caller's line executes once more. */
      readonly again?: true;
    };

const RETURN: Flow = { flow: 'return', value: undefined };
const gotos = new Map<string, Flow>();

/** Continue at a label of the same listing. */
export function goto(label: string): Flow {
  const known = gotos.get(label);
  if (known) return known;
  const flow: Flow = { flow: 'goto', label };
  gotos.set(label, flow);
  return flow;
}
/** Enter another listing by name; its value arrives in the local `into`. */
export const call = (procedure: string, args: Locals = {}, into?: string): Flow => ({
  flow: 'call',
  procedure,
  args,
  into,
});
export const ret = (value?: Local): Flow => (value === undefined ? RETURN : { flow: 'return', value });
/**
 * Return to the line that called, not past it: it executes once more and finds the value in its local. So goes an
 * instruction whose RIP was not advanced, and a line that needed something fetched before it could do its work.
 */
export const retry = (value?: Local): Flow => ({ flow: 'return', value, again: true });

/** What a line is for that an experiment may leave out, to see what goes wrong without it. */
export const STRIKES = [
  'barrier',
  'final-check',
  're-arm',
  'overflow-check',
  'request-copy',
  'mask-before-clear',
  'tlb-flush',
] as const;
export type Strike = (typeof STRIKES)[number];

type Act<L extends Locals> = (m: Machine, l: L) => Flow | void;
type Until<L extends Locals> = (state: State, locals: L) => boolean;

export interface Line<L extends Locals = Locals> {
  readonly label: string;
  /** Pseudo-code in the field's own terms; names every shared field that the line touches. */
  readonly text: string;
  /** Indentation in the printed listing. */
  readonly depth: number;
  /** The thread sleeps on this line until this holds. A condition on state, never a callback. */
  readonly until: Until<L> | undefined;
  readonly run: Act<L>;
  /** Undefined for a line that no experiment leaves out. */
  readonly strikes: Strike | undefined;
  /** What happens where the line is left out: nothing, unless what follows needs something in its place. */
  readonly struck: Act<L> | undefined;
}

export interface Procedure {
  readonly name: string;
  readonly source: Source;
  /** Where it runs: `kernel` is the kernel of the thread's domain; undefined runs in its caller's world (the ring macros). */
  readonly world: World | 'kernel' | undefined;
  /** How control gets here when the world changes: VMCALL, SYSCALL, interrupt, … */
  readonly via: string | undefined;
  readonly lines: readonly Line[];
  /** Label to line number. */
  readonly at: ReadonlyMap<string, number>;
}

interface LineOptions<L extends Locals> {
  readonly until?: Until<L>;
  readonly strikes?: Strike;
  readonly struck?: Act<L>;
}

/**
 * One line of a listing.
 * @param label unique in the procedure; narration is keyed by it
 * @param text leading spaces are the indentation
 * @param more what the thread sleeps on before the line, or that and more
 */
export function line<L extends Locals = Locals>(
  label: string,
  text: string,
  run: Act<L>,
  more: Until<L> | LineOptions<L> = {},
): Line<L> {
  const depth = Math.floor((text.length - text.trimStart().length) / 2);
  const { until, strikes, struck }: LineOptions<L> = typeof more === 'function' ? { until: more } : more;
  return { label, text: text.trimStart(), depth, until, run, strikes, struck };
}

export function procedure<L extends Locals = Locals>(
  name: string,
  about: { readonly source: Source; readonly world?: World | 'kernel'; readonly via?: string },
  lines: readonly Line<L>[],
): Procedure {
  const at = new Map(lines.map((l, i) => [l.label, i]));
  assert(at.size === lines.length, `procedure ${name} has two lines with one label`);
  // A listing's locals are checked where it is written; the machine handles all listings alike.
  return {
    name,
    source: about.source,
    world: about.world,
    via: about.via,
    lines: lines as unknown as readonly Line[],
    at,
  };
}
