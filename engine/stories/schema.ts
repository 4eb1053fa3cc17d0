/**
 * What a scenario's parameters are, declared once: the shape that the panel, the URL and the command line read, and the
 * value that the set-up uses.
 */
import { assert, InputError } from '../core/assert.ts';
import {
  type ChoiceParam,
  type FlagParam,
  type IntParam,
  type Param,
  type Params,
  readParam,
  type TextParam,
  writeParam,
} from './params.ts';

type Shape = Omit<IntParam, 'id'> | Omit<ChoiceParam, 'id'> | Omit<FlagParam, 'id'> | Omit<TextParam, 'id'>;

/** A parameter whose text becomes a `T`. */
export interface Declared<T> {
  readonly shape: Shape;
  /** From a text that the shape takes. Throws an InputError with one sentence. */
  readonly value: (text: string) => T;
}

/** A whole number of this range. */
export const int = (min: number, max: number, fallback: number): Declared<number> => ({
  shape: { kind: 'int', min, max, default: fallback },
  value: Number,
});

export const flag = (fallback: boolean): Declared<boolean> => ({
  shape: { kind: 'flag', default: fallback },
  value: (text) => text === 'on',
});

/** One of these names; the first is the default where nothing else is said. */
export function choice<const T extends string>(names: readonly T[], fallback?: T): Declared<T>;
/** One of these values, by name: `choice({ pvhvm: xenPvhvm, pv: xenPv })` gives the platform itself. */
export function choice<T>(values: Readonly<Record<string, T>>, fallback?: string): Declared<T>;
export function choice(
  of: readonly string[] | Readonly<Record<string, unknown>>,
  fallback?: string,
): Declared<unknown> {
  const values = new Map<string, unknown>(
    Array.isArray(of) ? of.map((name) => [name, name]) : Object.entries(of),
  );
  const options = [...values.keys()];
  const start = fallback ?? options[0];
  assert(start !== undefined && values.has(start), 'the default of a choice is one of its options');
  return { shape: { kind: 'choice', options, default: start }, value: (text) => values.get(text) };
}

/**
 * A small language of its own.
 * @param read throws an InputError with one sentence that names the parameter
 */
export const text = <T>(
  fallback: string,
  read: (text: string) => T,
  suggestions?: readonly string[],
): Declared<T> => ({
  shape: {
    kind: 'text',
    default: fallback,
    check: (raw) => void read(raw),
    ...(suggestions && { suggestions }),
  },
  value: read,
});

type Schema = Readonly<Record<string, Declared<unknown>>>;
export type ValuesOf<S extends Schema> = {
  readonly [K in keyof S]: S[K] extends Declared<infer T> ? T : never;
};

export interface Declarations<S extends Schema> {
  /** For the panel, the URL and the command line. */
  readonly list: readonly Param[];
  /** For the set-up. Throws an InputError for a value that its parameter does not take, and for what a rule refuses. */
  readonly values: (params: Params) => ValuesOf<S>;
}

/** @param refuse combinations that no real system could be in: each gives the sentence that says why, or nothing */
export function params<const S extends Schema>(
  schema: S,
  refuse: readonly ((values: ValuesOf<S>) => string | false | undefined)[] = [],
): Declarations<S> {
  const list = Object.entries(schema).map(([id, { shape }]): Param => ({ id, ...shape }));
  return {
    list,
    values: (given) => {
      const values = Object.fromEntries(
        list.map((p) => {
          const raw = writeParam(given[p.id] ?? p.default);
          readParam(p, raw);
          return [p.id, schema[p.id]?.value(raw)];
        }),
      ) as ValuesOf<S>;
      for (const rule of refuse) {
        const sentence = rule(values);
        if (sentence) throw new InputError(sentence);
      }
      return values;
    },
  };
}
