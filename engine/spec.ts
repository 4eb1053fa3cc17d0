/**
 * A spec is the address of a moment, and the only input of the widget: scenario, parameters, moment, level, mode, chrome.
 * It fits in a URL and round-trips. Choices that a run makes by hand are part of it.
 */
import { InputError, quoted } from './core/assert.ts';
import { STRIKES } from './core/procedure.ts';
import { readSchedule, type Way, writeSchedule } from './core/schedule.ts';
import { MEMORY_MODELS } from './core/store-buffer.ts';
import type { Occurrence } from './history.ts';
import { DEPTHS, type Depth } from './levels.ts';
import { bareName, isForeign, readingsOf } from './links.ts';
import {
  defaults,
  type Param,
  type Params,
  type RawParams,
  readParam,
  writeParams,
} from './stories/params.ts';

export const MODES = ['watch', 'predict'] as const;
export type Mode = (typeof MODES)[number];
/** How much of the widget is shown around the stage. */
export const CHROMES = ['full', 'stage'] as const;
export type Chrome = (typeof CHROMES)[number];
/** What may stand beside the stage: the first three at the levels of story and mechanism, the others at that of lines. */
export const PANELS = ['chapters', 'counts', 'changes', 'listing', 'bytes', 'ledger', 'recorded'] as const;
export type PanelId = (typeof PANELS)[number];
/** All that a reader may do, or the steps alone: no other level, no menu. */
export const CONTROLS = ['full', 'steps'] as const;
export type Controls = (typeof CONTROLS)[number];

/**
 * A moment, its nth occurrence, and steps beyond it: `bell`, `bell.2`, `bell+3`. `start`, `end` and `open`, the event in
 * the title, always exist.
 */
export interface At {
  readonly moment: string;
  readonly nth: number;
  readonly plus: number;
}

/** With `memory`, `schedule` and `without` where the run is not the scenario's own. */
export interface Spec extends Way {
  readonly scenario: string;
  readonly params: Params;
  readonly at: At;
  /** Where nothing is said, the shallowest that has a step of its own for the moment. */
  readonly level?: Depth;
  readonly mode: Mode;
  readonly chrome: Chrome;
  /** The part of the run that is shown: from and to a moment, or a chapter by its id. */
  readonly from?: At;
  readonly to?: At;
  /** Where nothing is said, those that `chrome` has. */
  readonly panels?: readonly PanelId[];
  readonly controls?: Controls;
}

export const START: At = { moment: 'start', nth: 1, plus: 0 };
/** Where a run opens when nothing else is said. */
export const OPEN: At = { moment: 'open', nth: 1, plus: 0 };

export function readAt(text: string, name = 'at'): At {
  const m = /^([a-z][a-z0-9-]{0,40})(?:\.([1-9]\d{0,4}))?(?:[+ ]([1-9]\d{0,6}))?$/.exec(text);
  if (!m)
    throw new InputError(
      `${name} takes a moment such as start, end, bell, bell.2 or bell+3, not ${quoted(text)}.`,
    );
  return { moment: m[1] as string, nth: Number(m[2] ?? 1), plus: Number(m[3] ?? 0) };
}

export const writeAt = (at: At): string =>
  `${at.moment}${at.nth > 1 ? `.${at.nth}` : ''}${at.plus > 0 ? `+${at.plus}` : ''}`;

/** `none`, or some of them with commas between. */
function readPanels(text: string): readonly PanelId[] {
  if (text === 'none') return [];
  const wanted = text.split(',').map((id) => oneOf('panels', PANELS, id));
  return PANELS.filter((id) => wanted.includes(id));
}

const RESERVED = [
  'at',
  'from',
  'to',
  'level',
  'mode',
  'chrome',
  'panels',
  'controls',
  'memory',
  'schedule',
  'without',
];

export interface Reading {
  readonly spec: Spec;
  /** One sentence for each thing that was refused; its default stands in the spec. */
  readonly problems: readonly string[];
}

/** A name and its value; and the value as it was typed, where a `+` in it was taken for a space. */
export type Pair = readonly [name: string, value: string, typed?: string];

/**
 * Reads a spec from the pairs of a query string. Never throws: what cannot be read keeps its default and is reported,
 * as it was typed. Names that others add to links are passed over, and marks that stuck to a copied link are left out.
 * @param ignored more names of pairs that belong to somebody else
 */
export function readSpec(
  scenario: { readonly id: string; readonly params: readonly Param[] },
  pairs: Iterable<Pair>,
  ignored: readonly string[] = [],
): Reading {
  const problems: string[] = [];
  const params: Record<string, Params[string]> = { ...defaults(scenario.params) };
  const spec = {
    scenario: scenario.id,
    params,
    at: OPEN as At,
    mode: 'watch' as Mode,
    chrome: 'full' as Chrome,
  };
  const way: { -readonly [K in keyof Way]: Way[K] } = {};
  const depth: { level?: Depth } = {};
  const shown: { -readonly [K in 'from' | 'to' | 'panels' | 'controls']?: NonNullable<Spec[K]> } = {};
  for (const [name, value, typed = value] of pairs) {
    const id = bareName(name);
    const texts = [value, typed].flatMap((text) => [...readingsOf(text)]);
    try {
      if (id === '' || ignored.includes(id)) continue;
      if (id === 'at') spec.at = firstRead(texts, (text) => readAt(text), typed);
      else if (id === 'from' || id === 'to') shown[id] = firstRead(texts, (text) => readAt(text, id), typed);
      else if (id === 'panels') shown.panels = firstRead(texts, readPanels, typed);
      else if (id === 'controls') {
        const controls = firstRead(texts, (text) => oneOf('controls', CONTROLS, text), typed);
        if (controls !== 'full') shown.controls = controls;
      } else if (id === 'level')
        depth.level = firstRead(texts, (text) => oneOf('level', DEPTHS, text), typed);
      else if (id === 'mode') spec.mode = firstRead(texts, (text) => oneOf('mode', MODES, text), typed);
      else if (id === 'chrome')
        spec.chrome = firstRead(texts, (text) => oneOf('chrome', CHROMES, text), typed);
      else if (id === 'schedule') way.schedule = firstRead(texts, readSchedule, typed);
      else if (id === 'without')
        way.without = firstRead(texts, (text) => oneOf('without', STRIKES, text), typed);
      else if (id === 'memory') {
        const memory = firstRead(texts, (text) => oneOf('memory', MEMORY_MODELS, text), typed);
        if (memory !== 'sc') way.memory = memory;
      } else {
        const p = scenario.params.find((q) => q.id === id);
        if (p) params[id] = firstRead(texts, (text) => readParam(p, text), typed);
        else if (!isForeign(id)) throw new InputError(`There is no parameter ${quoted(id)}; it was ignored.`);
      }
    } catch (e) {
      if (!(e instanceof InputError)) throw e;
      problems.push(e.message);
    }
  }
  return { spec: { ...spec, ...depth, ...shown, ...way }, problems };
}

/** The first of the texts that can be read. Where none can, throws what is wrong with the text as it was typed. */
function firstRead<T>(texts: readonly string[], read: (text: string) => T, typed: string): T {
  for (const text of texts) {
    try {
      return read(text);
    } catch (e) {
      if (!(e instanceof InputError)) throw e;
    }
  }
  return read(typed);
}

function oneOf<T extends string>(id: string, options: readonly T[], text: string): T {
  const found = options.find((o) => o === text);
  if (!found) throw new InputError(`${id} takes one of ${options.join(', ')}, not ${quoted(text)}.`);
  return found;
}

/** The shortest pairs that read back as this spec. */
export function writeSpec(scenario: { readonly params: readonly Param[] }, spec: Spec): RawParams {
  const out: Record<string, string> = { ...writeParams(scenario.params, spec.params) };
  const at = writeAt(spec.at);
  if (at !== 'open') out.at = at;
  if (spec.from) out.from = writeAt(spec.from);
  if (spec.to) out.to = writeAt(spec.to);
  if (spec.level) out.level = spec.level;
  if (spec.mode !== 'watch') out.mode = spec.mode;
  if (spec.chrome !== 'full') out.chrome = spec.chrome;
  if (spec.panels) out.panels = spec.panels.join(',') || 'none';
  if (spec.controls === 'steps') out.controls = spec.controls;
  if (spec.memory === 'tso') out.memory = spec.memory;
  if (spec.schedule?.length) out.schedule = writeSchedule(spec.schedule);
  if (spec.without) out.without = spec.without;
  return out;
}

/** A run, or several side by side, as addresses see it: how long it is, and its moments in order. */
export interface Addressed {
  readonly length: number;
  readonly occurrences: readonly Occurrence[];
  /** The step at which it opens when nothing else is said. */
  readonly opens: number;
}

/** The step that an address names, or undefined where this run has no such moment. */
export function stepAt(
  { length, occurrences, opens }: Addressed,
  { moment, nth, plus }: At,
): number | undefined {
  if (moment === 'end') return length;
  const base =
    moment === 'start'
      ? 0
      : moment === 'open'
        ? opens
        : occurrences.find((o) => o.id === moment && o.nth === nth)?.step;
  return base === undefined ? undefined : Math.min(base + plus, length);
}

/** The address of a step: the last moment at or before it, and the steps since. */
export function atOf({ length, occurrences, opens }: Addressed, step: number): At {
  if (step === opens) return OPEN;
  if (step === 0) return START;
  if (step === length) return { moment: 'end', nth: 1, plus: 0 };
  const last = occurrences.findLast((o) => o.step <= step);
  return last ? { moment: last.id, nth: last.nth, plus: step - last.step } : { ...START, plus: step };
}

export const reservedParams: readonly string[] = RESERVED;
