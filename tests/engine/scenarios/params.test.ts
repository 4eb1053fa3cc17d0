// Parameters as short texts: what is written reads back, and what cannot be read is refused with one sentence.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '@/engine/core/assert.ts';
import { defaults, type Param, readParam, readParams, writeParams } from '@/engine/stories/params.ts';

/** Any text at all, lone surrogates and control characters included. */
const anything = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((n) => String.fromCharCode(n)),
  maxLength: 60,
});

const SCHEMA: readonly Param[] = [
  { kind: 'int', id: 'depth', min: -5, max: 512, default: 1 },
  { kind: 'choice', id: 'platform', options: ['pv', 'hvm', 'pvh'], default: 'hvm' },
  { kind: 'flag', id: 'persistent', default: true },
  {
    kind: 'text',
    id: 'words',
    default: 'a b',
    check: (text) => {
      if (!/^[a-z ]*$/.test(text)) throw new InputError('words takes small letters.');
    },
  },
];

const params = fc.record({
  depth: fc.integer({ min: -5, max: 512 }),
  platform: fc.constantFrom('pv', 'hvm', 'pvh'),
  persistent: fc.boolean(),
  words: fc.string({ unit: fc.constantFrom('a', 'z', ' ') }),
});

describe('parameters', () => {
  it('read back as they were written', () => {
    fc.assert(
      fc.property(params, (p) => {
        expect(readParams(SCHEMA, writeParams(SCHEMA, p))).toEqual(p);
      }),
      { seed: 11 },
    );
  });

  it('that equal the default are not written, and what is not given is the default', () => {
    expect(writeParams(SCHEMA, defaults(SCHEMA))).toEqual({});
    expect(readParams(SCHEMA, {})).toEqual({ depth: 1, platform: 'hvm', persistent: true, words: 'a b' });
  });

  it.each([
    ['depth', '513', 'depth takes a whole number from -5 to 512, not "513".'],
    ['depth', '1e2', 'not "1e2"'],
    ['depth', ' 1', 'not " 1"'],
    ['depth', '', 'not ""'],
    ['depth', '0x10', 'whole number'],
    ['depth', '9'.repeat(400), 'whole number'],
    ['platform', 'xen', 'platform takes one of pv, hvm, pvh, not "xen".'],
    ['platform', 'toString', 'not "toString"'],
    ['persistent', 'yes', 'persistent takes on or off, not "yes".'],
    ['words', 'A', 'words takes small letters.'],
    ['speed', '9', 'There is no parameter "speed"; there are depth, platform, persistent, words.'],
    ['__proto__', '1', 'There is no parameter "__proto__"'],
    ['constructor', '1', 'There is no parameter "constructor"'],
  ])('%s = %s is refused', (id, text, sentence) => {
    const raw = Object.fromEntries([[id, text]]);
    expect(() => readParams(SCHEMA, raw)).toThrow(sentence);
    expect(() => readParams(SCHEMA, raw)).toThrow(InputError);
  });

  it('whatever the text, the answer is a value in range or an InputError of one short line', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SCHEMA), anything, (p, text) => {
        try {
          const value = readParam(p, text);
          if (p.kind === 'int') expect(value).toSatisfy((n: number) => n >= p.min && n <= p.max);
          if (p.kind === 'choice') expect(p.options).toContain(value);
        } catch (e) {
          expect(e).toBeInstanceOf(InputError);
          expect((e as Error).message.length).toBeLessThan(400);
          expect((e as Error).message).not.toContain('\n');
        }
      }),
      { seed: 12, numRuns: 200 },
    );
  });
});
