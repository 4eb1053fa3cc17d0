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

/** The shortest text of these parameters, as in the lists of specs. */
export const specText = ({ params }: Scenario, raw: RawParams): string =>
  Object.entries(writeParams(params, readParams(params, raw)))
    .map(([id, text]) => `${id}=${text}`)
    .join(' ');

/** Some specs by chance; the same seed gives the same ones. */
export const someSpecs = (scenario: Scenario, seed: number, count: number): readonly string[] =>
  fc
    .sample(anyParams(scenario.params), { seed, numRuns: count })
    // A space within a text would end it in a list of specs.
    .filter((raw) => Object.values(raw).every((text) => !text.includes(' ')))
    .map((raw) => specText(scenario, raw));
