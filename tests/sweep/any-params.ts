/** Any parameters of a scenario, as texts, from what the scenario itself says that it takes. */
import fc from 'fast-check';
import { type Param, type RawParams, readParams, type Scenario, writeParams } from '../../engine/index.ts';

/** Texts of a parameter that is a small language: examples that stay short. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  address: ['0x7f8a12345678', '0', 'ffff888000000000', '0x800000000000', 'ff00000000000000'],
  requests: ['w2048+8=Ringside', 'r0+8', 'w0+8=a,r0+8', 'w8+96=Xen', 'w0+8=a*3'],
};

function anyText(p: Param): fc.Arbitrary<string> {
  switch (p.kind) {
    case 'int':
      return fc.integer({ min: p.min, max: Math.min(p.max, p.min + 8) }).map(String);
    case 'choice':
      return fc.constantFrom(...p.options);
    case 'flag':
      return fc.constantFrom('on', 'off');
    case 'text':
      return fc.constantFrom(...(TEXTS[p.id] ?? [p.default, ...(p.suggestions ?? [])]));
  }
}

export const anyParams = (schema: readonly Param[]): fc.Arbitrary<RawParams> =>
  fc.record(Object.fromEntries(schema.map((p) => [p.id, anyText(p)])));

const among = (least: number, most: number): fc.Arbitrary<number> => fc.integer({ min: least, max: most });
const listOf = (item: fc.Arbitrary<string>, most: number, between: string): fc.Arbitrary<string> =>
  fc.array(item, { minLength: 1, maxLength: most }).map((items) => items.join(between));

/** Sentences of the small languages themselves: also what no example says. A run of them stays short. */
const LANGUAGES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  address: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map((a) => `0x${a.toString(16)}`),
  requests: listOf(
    fc
      .tuple(
        fc.constantFrom('w', 'r'),
        among(0, 4000),
        fc.oneof(among(1, 16), among(17, 400)),
        fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: among(2, 6) }),
      )
      .map(
        ([way, at, sectors, times]) =>
          `${way}${at}+${sectors}${way === 'w' ? '=ab' : ''}${times > 1 ? `*${times}` : ''}`,
      ),
    2,
    ',',
  ),
  ops: listOf(
    fc
      .tuple(
        fc.constantFrom('g0', 'g0', 'g1', 'd'),
        fc.oneof(
          among(0, 1).map((d) => `alloc(${d})`),
          fc.tuple(among(0, 1), among(1, 3)).map(([d, p]) => `bind(${d},${p})`),
          fc
            .tuple(
              fc.constantFrom('handler', 'send', 'send', 'close', 'status', 'unmask', 'disable', 'enable'),
              among(1, 3),
            )
            .map(([op, port]) => `${op}(${port})`),
        ),
      )
      .map(([who, op]) => `${who}.${op}`),
    8,
    ';',
  ),
};

/** All that a parameter takes; half of the time its default, so that not every combination is an odd one. */
function fullText(p: Param): fc.Arbitrary<string> {
  const any =
    p.kind === 'int'
      ? among(p.min, p.max).map(String)
      : p.kind === 'text' && LANGUAGES[p.id]
        ? fc.oneof(anyText(p), LANGUAGES[p.id] as fc.Arbitrary<string>)
        : anyText(p);
  const usual = p.kind === 'flag' ? (p.default ? 'on' : 'off') : String(p.default);
  return fc.oneof(fc.constant(usual), any);
}

/** Parameters out of everything that the scenario takes. */
export const fullParams = (schema: readonly Param[]): fc.Arbitrary<RawParams> =>
  fc.record(Object.fromEntries(schema.map((p) => [p.id, fullText(p)])));

/** The shortest text of these parameters, as in the lists of specs. */
export const specText = ({ params }: Scenario, raw: RawParams): string =>
  Object.entries(writeParams(params, readParams(params, raw)))
    .map(([id, text]) => `${id}=${text}`)
    .join(' ');

/** Some specs by chance; the same seed gives the same ones. */
export const someSpecs = (
  scenario: Scenario,
  seed: number,
  count: number,
  params = anyParams(scenario.params),
): readonly string[] =>
  fc
    .sample(params, { seed, numRuns: count })
    // A space within a text would end it in a list of specs.
    .filter((raw) => Object.values(raw).every((text) => !text.includes(' ')))
    .map((raw) => specText(scenario, raw));
