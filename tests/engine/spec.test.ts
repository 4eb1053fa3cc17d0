// The address of a moment: it round-trips, and a hostile one keeps the defaults and says why.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type At,
  CHROMES,
  History,
  InputError,
  instantiate,
  loadScenario,
  MODES,
  PANELS,
  readAt,
  readParams,
  readSpec,
  type Spec,
  stepAt,
  writeAt,
  writeSpec,
} from '@/engine/index.ts';

const scenario = await loadScenario('block-io');
/** Any text at all, lone surrogates and control characters included. */
const anything = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((n) => String.fromCharCode(n)),
  maxLength: 60,
});

const DEFAULT = readSpec(scenario, []).spec;

const at: fc.Arbitrary<At> = fc.record({
  moment: fc.stringMatching(/^[a-z][a-z0-9-]{0,40}$/),
  nth: fc.integer({ min: 1, max: 99_999 }),
  plus: fc.integer({ min: 0, max: 9_999_999 }),
});

/** What an address may say besides of what is shown. */
const shown = fc.record(
  {
    from: at,
    to: at,
    panels: fc.subarray([...PANELS]),
    controls: fc.constant('steps' as const),
  },
  { requiredKeys: [] },
);

const plain: fc.Arbitrary<Spec> = fc.record({
  scenario: fc.constant('block-io'),
  params: fc
    .record({
      requests: fc.constantFrom('w2048+8=Ringside', 'r0+8*3', 'w0+8=a b_c.d!?-,r8+16'),
      queued: fc.integer({ min: 1, max: 512 }),
      'ring-pages': fc.constantFrom('1', '16'),
      persistent: fc.boolean(),
    })
    .map((p) => ({ ...DEFAULT.params, ...p })),
  at,
  mode: fc.constantFrom(...MODES),
  chrome: fc.constantFrom(...CHROMES),
});
const spec: fc.Arbitrary<Spec> = fc.tuple(plain, shown).map(([a, b]) => ({ ...a, ...b }));

describe('a spec', () => {
  it('reads back as it was written, through a query string too', () => {
    fc.assert(
      fc.property(spec, (s) => {
        const pairs = new URLSearchParams(writeSpec(scenario, s)).toString();
        expect(readSpec(scenario, new URLSearchParams(pairs))).toEqual({ spec: s, problems: [] });
      }),
      { seed: 21 },
    );
  });

  it('of defaults is empty', () => {
    expect(writeSpec(scenario, DEFAULT)).toEqual({});
  });

  it('says in whose place it read what it could not', () => {
    const read = (pairs: Record<string, string>) => readSpec(scenario, Object.entries(pairs));
    expect(read({ from: '9', to: '!' }).problems).toEqual([
      expect.stringMatching(/^from takes a moment/),
      expect.stringMatching(/^to takes a moment/),
    ]);
    expect(read({ panels: 'counts,clock' })).toEqual({
      spec: DEFAULT,
      problems: [expect.stringMatching(/^panels takes one of .*clock/)],
    });
    expect(read({ panels: 'ledger,counts' }).spec.panels).toEqual(['counts', 'ledger']);
    expect(read({ panels: 'none' }).spec.panels).toEqual([]);
  });

  it('never throws: what cannot be read is reported and keeps its default', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.oneof(
              fc.constantFrom('at', 'mode', 'chrome', 'queued', 'requests', '__proto__', 'toString'),
              fc.string(),
            ),
            anything,
          ),
          { maxLength: 8 },
        ),
        (pairs) => {
          const { spec: s, problems } = readSpec(scenario, pairs);
          for (const sentence of problems) expect(sentence).toMatch(/\.$/);
          expect(Object.keys(s.params).sort()).toEqual(Object.keys(DEFAULT.params).sort());
          expect(MODES).toContain(s.mode);
          expect(readSpec(scenario, Object.entries(writeSpec(scenario, s))).spec).toEqual(s);
        },
      ),
      { seed: 22, numRuns: 150 },
    );
  });

  it('leaves alone what belongs to somebody else', () => {
    expect(readSpec(scenario, [['theme', 'dark']], ['theme']).problems).toEqual([]);
    expect(readSpec(scenario, [['theme', 'dark']]).problems).toEqual([expect.stringContaining('"theme"')]);
  });
});

describe('an address', () => {
  it('reads back as it was written', () => {
    fc.assert(
      fc.property(at, (a) => {
        expect(readAt(writeAt(a))).toEqual(a);
      }),
      { seed: 23 },
    );
  });

  it.each([
    '',
    'Bell',
    'bell.0',
    'bell+0',
    'bell.',
    'bell..2',
    'bell+-1',
    '1',
    'bell+1.5',
    `${'a'.repeat(60)}`,
    'a\nb',
  ])('%j is refused', (text) => {
    expect(() => readAt(text)).toThrow(InputError);
  });

  it('names a step, at most the last one, or nothing where the moment does not come', () => {
    const history = new History(instantiate(scenario, readParams(scenario.params, {})));
    expect(stepAt(history, readAt('start'))).toBe(0);
    expect(stepAt(history, readAt('start+3'))).toBe(3);
    expect(stepAt(history, readAt('end'))).toBe(history.length);
    expect(stepAt(history, readAt('end+9'))).toBe(history.length);
    expect(stepAt(history, readAt('kicked+1'))).toBe((history.find('kicked') ?? 0) + 1);
    expect(stepAt(history, readAt('kicked.99'))).toBeUndefined();
    expect(stepAt(history, readAt('constructor'))).toBeUndefined();
  });
});
