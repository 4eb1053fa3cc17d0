/**
 * A spec is the address of a moment, and the only input of the widget: scenario, parameters, moment, mode, chrome.
 * It fits in a URL and round-trips. (Schedule choices join it with the mode `drive`.)
 */
import { InputError } from './core/assert.ts';
import type { History } from './history.ts';
import {
  defaults,
  type Param,
  type Params,
  type RawParams,
  readParam,
  writeParams,
} from './stories/schema.ts';

export const MODES = ['watch', 'predict'] as const;
export type Mode = (typeof MODES)[number];
/** How much of the widget is shown around the stage. */
export const CHROMES = ['full', 'stage'] as const;
export type Chrome = (typeof CHROMES)[number];

/** A moment, its nth occurrence, and steps beyond it: `bell`, `bell.2`, `bell+3`. `start` and `end` always exist. */
export interface At {
  readonly moment: string;
  readonly nth: number;
  readonly plus: number;
}

export interface Spec {
  readonly scenario: string;
  readonly params: Params;
  readonly at: At;
  readonly mode: Mode;
  readonly chrome: Chrome;
}

export const START: At = { moment: 'start', nth: 1, plus: 0 };

export function readAt(text: string): At {
  const m = /^([a-z][a-z0-9-]{0,40})(?:\.([1-9]\d{0,4}))?(?:[+ ]([1-9]\d{0,6}))?$/.exec(text);
  if (!m)
    throw new InputError(
      `at takes a moment such as start, end, bell, bell.2 or bell+3, not ${JSON.stringify(text.slice(0, 40))}.`,
    );
  return { moment: m[1] as string, nth: Number(m[2] ?? 1), plus: Number(m[3] ?? 0) };
}

export const writeAt = (at: At): string =>
  `${at.moment}${at.nth > 1 ? `.${at.nth}` : ''}${at.plus > 0 ? `+${at.plus}` : ''}`;

const RESERVED = ['at', 'mode', 'chrome'];

export interface Reading {
  readonly spec: Spec;
  /** One sentence for each thing that was refused; its default stands in the spec. */
  readonly problems: readonly string[];
}

/**
 * Reads a spec from the pairs of a query string. Never throws: what cannot be read keeps its default and is reported.
 * @param ignored names of pairs that belong to somebody else (a theme, a campaign)
 */
export function readSpec(
  scenario: { readonly id: string; readonly params: readonly Param[] },
  pairs: Iterable<readonly [string, string]>,
  ignored: readonly string[] = [],
): Reading {
  const problems: string[] = [];
  const params: Record<string, Params[string]> = { ...defaults(scenario.params) };
  const spec = {
    scenario: scenario.id,
    params,
    at: START as At,
    mode: 'watch' as Mode,
    chrome: 'full' as Chrome,
  };
  for (const [id, text] of pairs) {
    try {
      if (ignored.includes(id)) continue;
      if (id === 'at') spec.at = readAt(text);
      else if (id === 'mode') spec.mode = oneOf('mode', MODES, text);
      else if (id === 'chrome') spec.chrome = oneOf('chrome', CHROMES, text);
      else {
        const p = scenario.params.find((q) => q.id === id);
        if (!p)
          throw new InputError(`There is no parameter ${JSON.stringify(id.slice(0, 40))}; it was ignored.`);
        params[id] = readParam(p, text);
      }
    } catch (e) {
      if (!(e instanceof InputError)) throw e;
      problems.push(e.message);
    }
  }
  return { spec, problems };
}

function oneOf<T extends string>(id: string, options: readonly T[], text: string): T {
  const found = options.find((o) => o === text);
  if (!found)
    throw new InputError(
      `${id} takes one of ${options.join(', ')}, not ${JSON.stringify(text.slice(0, 40))}.`,
    );
  return found;
}

/** The shortest pairs that read back as this spec. */
export function writeSpec(scenario: { readonly params: readonly Param[] }, spec: Spec): RawParams {
  const out: Record<string, string> = { ...writeParams(scenario.params, spec.params) };
  const at = writeAt(spec.at);
  if (at !== 'start') out.at = at;
  if (spec.mode !== 'watch') out.mode = spec.mode;
  if (spec.chrome !== 'full') out.chrome = spec.chrome;
  return out;
}

/** The step that an address names, or undefined where this run has no such moment. */
export function stepAt(history: History, at: At): number | undefined {
  const base =
    at.moment === 'start' ? 0 : at.moment === 'end' ? history.length : history.find(at.moment, at.nth);
  return base === undefined ? undefined : Math.min(base + at.plus, history.length);
}

/** The address of a step: the last moment at or before it, and the steps since. */
export function atOf(history: History, step: number): At {
  if (step === history.length) return { moment: 'end', nth: 1, plus: 0 };
  let best = { id: 'start', nth: 1, step: 0 };
  for (const o of history.occurrences) {
    if (o.step > step) break;
    best = o;
  }
  return { moment: best.id, nth: best.nth, plus: step - best.step };
}

export const reservedParams: readonly string[] = RESERVED;
