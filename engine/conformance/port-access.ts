/** A port access as a recording lists it: `{ op, port, data }`, numbers in hex, a width where the trace had one. */
import { InputError } from '../core/assert.ts';
import { int, obj, quoted, str } from './decode.ts';

export interface RecordedAccess {
  readonly dir: 'in' | 'out';
  readonly port: number;
  readonly value: number;
  /** In bytes, where the file has it. */
  readonly size: number | undefined;
}

function hex(v: unknown, at: string): number {
  const text = str(v, at);
  if (!/^0x[0-9a-f]{1,8}$/i.test(text))
    throw new InputError(`${at} must be a number in hex, not ${quoted(v)}.`);
  return Number.parseInt(text.slice(2), 16);
}

const DIRECTIONS: Readonly<Record<string, 'in' | 'out'>> = { read: 'in', write: 'out' };

export function readAccess(v: unknown, at: string): RecordedAccess {
  const o = obj(v, at);
  const op = str(o.op, `${at}.op`);
  const dir = Object.hasOwn(DIRECTIONS, op) ? DIRECTIONS[op] : undefined;
  if (!dir) throw new InputError(`${at}.op must be read or write, not ${quoted(o.op)}.`);
  return {
    dir,
    port: hex(o.port, `${at}.port`),
    value: hex(o.data, `${at}.data`),
    size: o.size === undefined ? undefined : int(o.size, `${at}.size`, 1, 4),
  };
}
