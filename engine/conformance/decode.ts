/** Reading parsed JSON of unknown origin: every mistake is an InputError with one sentence that names the place. */
import { InputError } from '../core/assert.ts';

export type Obj = Readonly<Record<string, unknown>>;

export function isObj(v: unknown): v is Obj {
  return typeof v === 'object' && v !== null && !Array.isArray(v);
}

/** A value as it appears in a sentence: short, and never `[object Object]`. */
export function quoted(v: unknown): string {
  if (v === undefined) return 'nothing';
  const text = JSON.stringify(v) ?? String(v);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

export function obj(v: unknown, at: string): Obj {
  if (!isObj(v)) throw new InputError(`${at} must be an object, not ${quoted(v)}.`);
  return v;
}

export function arr(v: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(v)) throw new InputError(`${at} must be a list, not ${quoted(v)}.`);
  return v;
}

export function str(v: unknown, at: string): string {
  if (typeof v !== 'string') throw new InputError(`${at} must be a text, not ${quoted(v)}.`);
  return v;
}

export function bool(v: unknown, at: string): boolean {
  if (typeof v !== 'boolean') throw new InputError(`${at} must be true or false, not ${quoted(v)}.`);
  return v;
}

export function int(
  v: unknown,
  at: string,
  min = Number.MIN_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof v !== 'number' || !Number.isInteger(v))
    throw new InputError(`${at} must be a whole number, not ${quoted(v)}.`);
  if (v < min || v > max) throw new InputError(`${at} must be from ${min} to ${max}, not ${v}.`);
  return v;
}

export const u32 = (v: unknown, at: string): number => int(v, at, 0, 0xffff_ffff);

/** Lower-case hex of whole bytes. */
export function hexText(v: unknown, at: string): string {
  const text = str(v, at).toLowerCase();
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new InputError(`${at} must be bytes in hex, not ${quoted(v)}.`);
  return text;
}

export const toHex = (bytes: Iterable<number>): string =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
