// Equal states have equal hashes, others do not: against structural equality, over states that are made in different ways.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ringTrace } from '@/engine/conformance/ring-drivers.ts';
import { slotsOf } from '@/engine/conformance/ring-records.ts';
import { Edit, hashState, Memory, maddr, type State, step } from '../../../engine/index.ts';
import { traces } from '../tools/arbitraries.ts';

const EMPTY: State = { ram: Memory.empty, medium: Memory.empty, records: {}, threads: {}, last: null };
const withRecords = (records: Readonly<Record<string, unknown>>): State => ({ ...EMPTY, records });

/** Data as records hold it. */
const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { maxDepth: 4 },
    fc.integer(),
    fc.double({ noNaN: true }).map((x) => (Object.is(x, -0) ? 0 : x)),
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('data'), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 3 }), tie('data'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const records = fc.dictionary(fc.string({ maxLength: 4 }), data, { maxKeys: 5, noNullPrototype: true });

/** A copy that shares nothing, with the members of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([k, v]) => [k, reversed(v)]),
  );
}
/** One text for equal data. */
const text = (value: unknown): string =>
  JSON.stringify(value, (_, v) =>
    typeof v === 'bigint'
      ? { big: String(v) }
      : typeof v === 'object' && v !== null && !Array.isArray(v)
        ? Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))
        : v,
  );

const bytesAt = fc.tuple(
  fc.constantFrom(0, 60, 4096, 2 ** 20, 2 ** 32, 2 ** 40),
  fc.uint8Array({ minLength: 1, maxLength: 150 }),
);
const written = (list: readonly (readonly [number, Uint8Array])[]): Memory =>
  list.reduce((m, [at, bytes]) => m.writable(new Edit()).storeBytes(at, bytes), Memory.empty);

describe('the hash of a state', () => {
  it('is that of any other with equal records, in whatever order they were set, and of no other', () => {
    fc.assert(
      fc.property(records, records, (a, b) => {
        const hash = hashState(withRecords(a));
        expect(hash).toMatch(/^[0-9a-f]{16}$/);
        expect(hashState(withRecords(reversed(a) as State['records']))).toBe(hash);
        expect(hashState(withRecords(b)) === hash).toBe(text(a) === text(b));
      }),
      { seed: 0x48415348, numRuns: 500 },
    );
  });

  it('tells a value from the same in another type, place or depth', () => {
    const list: readonly Readonly<Record<string, unknown>>[] = [
      {},
      { a: 1 },
      { a: 1n },
      { a: '1' },
      { a: [1] },
      { a: { a: 1 } },
      { b: 1 },
      { a: true },
      { a: null },
      { a: [] },
      { a: {} },
      { a: '' },
      { a: [[], 1] },
      { a: [1, []] },
      { a: -1n },
      { a: 2n ** 32n },
      { a: 2 ** 32 },
      { a: 1, b: 2 },
      { a: 2, b: 1 },
    ];
    expect(new Set(list.map((r) => hashState(withRecords(r)))).size).toBe(list.length);
  });

  it('takes a member that is undefined for one that is not there', () => {
    expect(hashState(withRecords({ a: 1, b: undefined }))).toBe(hashState(withRecords({ a: 1 })));
  });

  it('depends on the bytes of memory and not on how they were written', () => {
    fc.assert(
      fc.property(fc.array(bytesAt, { maxLength: 6 }), fc.array(bytesAt, { maxLength: 3 }), (list, noise) => {
        const once = written(list);
        const hash = hashState({ ...EMPTY, ram: once });
        // Other bytes first, then zeros over them, then the same; and every byte by itself.
        const zeros = noise.map(([at, b]) => [at, new Uint8Array(b.length)] as const);
        expect(hashState({ ...EMPTY, ram: written([...noise, ...zeros, ...list]) })).toBe(hash);
        const single = list.flatMap(([at, b]) => [...b].map((v, i) => [at + i, Uint8Array.of(v)] as const));
        expect(hashState({ ...EMPTY, ram: written(single) })).toBe(hash);
        expect(hashState({ ...EMPTY, medium: once }) === hash).toBe(
          list.every(([, b]) => b.every((v) => v === 0)),
        );
      }),
      { seed: 0x48415348, numRuns: 150 },
    );
  });

  it('changes with every single byte, wherever it lies', () => {
    const places = [0, 1, 63, 64, 4095, 4096, 8191, 2 ** 31, 2 ** 32 + 4, 2 ** 41];
    const hashes = places.flatMap((at) =>
      [1, 2, 128].map((v) => hashState({ ...EMPTY, ram: written([[at, Uint8Array.of(v)]]) })),
    );
    expect(new Set([...hashes, hashState(EMPTY)]).size).toBe(places.length * 3 + 1);
  });

  it('depends on what waits in a store buffer and in which order; an empty buffer is none', () => {
    const put = (at: number, v: number) => ({ at: maddr(at), bytes: Uint8Array.of(v), what: 'v' });
    const list: State[] = [
      EMPTY,
      { ...EMPTY, buffers: { a: [put(0, 1)] } },
      { ...EMPTY, buffers: { b: [put(0, 1)] } },
      { ...EMPTY, buffers: { a: [put(0, 1), put(1, 1)] } },
      { ...EMPTY, buffers: { a: [put(1, 1), put(0, 1)] } },
      { ...EMPTY, buffers: { a: [put(0, 1)], b: [put(1, 1)] } },
    ];
    expect(new Set(list.map(hashState)).size).toBe(list.length);
    expect(hashState({ ...EMPTY, buffers: {} })).toBe(hashState(EMPTY));
    const [both] = list.slice(5);
    expect(hashState({ ...EMPTY, buffers: { b: [put(1, 1)], a: [put(0, 1)] } })).toBe(
      hashState(both as State),
    );
  });

  it('does not depend on who executed last', () => {
    expect(hashState({ ...EMPTY, last: 'guest' })).toBe(hashState(EMPTY));
  });

  it('of a state that was reached step by step is that of a copy which shares nothing with its neighbours', () => {
    const slots = slotsOf('tiny', 4, { tiny: 'u32 id=i' });
    fc.assert(
      fc.property(traces(20), ({ shape, list }) => {
        const w = ringTrace(
          slots,
          { nr_ents: shape.entries, slot: 4, start: shape.start },
          list.map(([op, arg]) => ({ op, arg })),
        );
        const byText = new Map<string, string>();
        let state = w.initial;
        for (let n = 0; n < 400; n++) {
          const copy: State = {
            ...state,
            ram: written(state.ram.pages().map((p) => [p * 4096, state.ram.bytes(p * 4096, 4096)])),
            records: reversed(state.records) as State['records'],
            threads: reversed(state.threads) as State['threads'],
          };
          const hash = hashState(state);
          expect(hashState(copy)).toBe(hash);
          const key = text([
            state.ram.pages().map((p) => [p, [...state.ram.bytes(p * 4096, 4096)]]),
            state.records,
            state.threads,
          ]);
          expect(byText.get(key) ?? hash).toBe(hash);
          byText.set(key, hash);
          const id = w.next(state);
          if (id === undefined) break;
          state = step(w.program, state, id).state;
        }
        expect(new Set(byText.values()).size).toBe(byText.size);
      }),
      { seed: 0x48415348, numRuns: 8 },
    );
  }, 30_000);

  it('refuses what is not data', () => {
    expect(() => hashState(withRecords({ a: new Map() }))).toThrow(
      'a state holds plain data only, not a Map',
    );
    expect(() => hashState(withRecords({ a: () => 1 }))).toThrow('a state holds data only, not a function');
  });
});
