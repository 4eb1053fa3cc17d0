/**
 * A state's hash, by what it is and not by how it came to be: equal states have equal hashes, whatever they share, in
 * whatever order the keys of a record were set, and whichever pages of zeros were ever written. 64 bits, not
 * cryptographic: among a million states two different ones have the same hash with a chance of 3 in 10^8.
 *
 * `last` is no part of it: it is what the default schedules remember, and what may happen next does not depend on it.
 * Store buffers are. An undefined member counts as one that is not there.
 */
import { EngineError } from './assert.ts';
import { finish, Lanes, mixWord, textLanes } from './mix.ts';
import type { State } from './state.ts';

/**
 * @param state a state that is kept: not a running machine, whose memory is written in place (`freeze` it first)
 * @returns 16 hex digits
 */
export function hashState(state: State): string {
  const { ram, medium, records, threads, buffers } = state;
  const out = new Lanes();
  ram.addHash(out);
  mixWord(out, 1);
  medium.addHash(out);
  mixWord(out, 2);
  add(out, records);
  add(out, threads);
  if (buffers)
    for (const cpu of Object.keys(buffers).sort()) {
      textLanes(out, cpu);
      for (const { at, bytes } of buffers[cpu] ?? []) {
        add(out, at);
        add(out, bytes.length);
        for (const b of bytes) mixWord(out, b);
      }
    }
  finish(out);
  return hex(out.high) + hex(out.low);
}
const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, '0');

/** What makes a 1, a 1n, a "1" and a [1] different. */
const TAG = {
  number: 3,
  bigint: 4,
  string: 5,
  true: 6,
  false: 7,
  null: 8,
  undefined: 9,
  list: 10,
  object: 11,
};

/** Structures are shared between states, and most of them do not change in a step. */
const known = new WeakMap<object, Lanes>();

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

function add(out: Lanes, value: unknown): void {
  switch (typeof value) {
    case 'number':
      mixWord(out, TAG.number);
      if ((value | 0) === value) mixWord(out, value);
      else {
        double[0] = value;
        mixWord(out, words[0] as number);
        mixWord(out, words[1] as number);
      }
      return;
    case 'string':
      mixWord(out, TAG.string);
      textLanes(out, value);
      return;
    case 'boolean':
      mixWord(out, value ? TAG.true : TAG.false);
      return;
    case 'undefined':
      mixWord(out, TAG.undefined);
      return;
    case 'bigint':
      mixWord(out, TAG.bigint);
      addWide(out, value);
      return;
    case 'object': {
      if (value === null) {
        mixWord(out, TAG.null);
        return;
      }
      let own = known.get(value);
      if (!own) {
        own = lanesOf(value);
        known.set(value, own);
      }
      mixWord(out, own.low);
      mixWord(out, own.high);
      return;
    }
    default:
      throw new EngineError(`a state holds data only, not a ${typeof value}`);
  }
}

function addWide(out: Lanes, value: bigint): void {
  mixWord(out, value < 0n ? 1 : 0);
  let rest = value < 0n ? -value : value;
  do {
    mixWord(out, Number(rest & 0xffffffffn));
    rest >>= 32n;
  } while (rest > 0n);
}

function lanesOf(value: object): Lanes {
  const out = new Lanes();
  if (Array.isArray(value)) {
    mixWord(out, TAG.list);
    mixWord(out, value.length);
    for (const v of value) add(out, v);
  } else {
    const proto = Object.getPrototypeOf(value);
    if (proto !== Object.prototype && proto !== null)
      throw new EngineError(`a state holds plain data only, not a ${value.constructor.name}`);
    mixWord(out, TAG.object);
    let low = 0;
    let high = 0;
    for (const [name, v] of Object.entries(value)) {
      if (v === undefined) continue;
      const member = new Lanes();
      textLanes(member, name);
      add(member, v);
      finish(member);
      // Added up: the order of the names does not matter.
      low = (low + member.low) | 0;
      high = (high + member.high) | 0;
    }
    mixWord(out, low);
    mixWord(out, high);
  }
  finish(out);
  return out;
}
