/** Parameters of a scenario: typed, ranged, with defaults, and written as short texts in links and on the command line. */
import { InputError, quoted } from '../core/assert.ts';

export interface IntParam {
  readonly kind: 'int';
  readonly id: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
}
export interface ChoiceParam {
  readonly kind: 'choice';
  readonly id: string;
  readonly options: readonly string[];
  readonly default: string;
}
export interface FlagParam {
  readonly kind: 'flag';
  readonly id: string;
  readonly default: boolean;
}
/** A small language of its own, e.g. a list of requests. */
export interface TextParam {
  readonly kind: 'text';
  readonly id: string;
  readonly default: string;
  /** Texts worth trying. */
  readonly suggestions?: readonly string[];
  /** Throws an InputError with one sentence. */
  readonly check: (text: string) => void;
}
export type Param = IntParam | ChoiceParam | FlagParam | TextParam;
export type ParamValue = number | string | boolean;
export type Params = Readonly<Record<string, ParamValue>>;
export type RawParams = Readonly<Record<string, string>>;

export const defaults = (schema: readonly Param[]): Params =>
  Object.fromEntries(schema.map((p) => [p.id, p.default]));

/** One parameter from its text. Throws an InputError that says what it takes. */
export function readParam(p: Param, raw: string): ParamValue {
  if (p.kind === 'int') {
    const n = /^-?\d{1,9}$/.test(raw) ? Number(raw) : Number.NaN;
    if (!(n >= p.min && n <= p.max))
      throw new InputError(`${p.id} takes a whole number from ${p.min} to ${p.max}, not ${quoted(raw)}.`);
    return n;
  }
  if (p.kind === 'choice') {
    if (!p.options.includes(raw))
      throw new InputError(`${p.id} takes one of ${p.options.join(', ')}, not ${quoted(raw)}.`);
    return raw;
  }
  if (p.kind === 'flag') {
    if (raw !== 'on' && raw !== 'off') throw new InputError(`${p.id} takes on or off, not ${quoted(raw)}.`);
    return raw === 'on';
  }
  p.check(raw);
  return raw;
}

export const writeParam = (value: ParamValue): string =>
  typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);

/** All parameters from texts; what is not given takes its default. Throws an InputError at the first bad one. */
export function readParams(schema: readonly Param[], raw: RawParams): Params {
  const known = new Map(schema.map((p) => [p.id, p]));
  const out: Record<string, ParamValue> = { ...defaults(schema) };
  for (const [id, text] of Object.entries(raw)) {
    const p = known.get(id);
    if (!p)
      throw new InputError(
        `There is no parameter ${quoted(id)}; there are ${schema.map((q) => q.id).join(', ')}.`,
      );
    out[id] = readParam(p, text);
  }
  return out;
}

/** As texts, leaving out what equals the default: the shortest address of these parameters. */
export function writeParams(schema: readonly Param[], params: Params): RawParams {
  const out: Record<string, string> = {};
  for (const p of schema) {
    const value = params[p.id] ?? p.default;
    if (value !== p.default) out[p.id] = writeParam(value);
  }
  return out;
}
