// The table of what embeds take: the names are those of the code, and each takes what the table says.
import { describe, expect, it } from 'vitest';
import { THEMES, themeProblem } from '../../app/_embed/theme.ts';
import { EMBED_NAMES } from '../../components/simulation/model/query.ts';
import { EMBED_PARAMETERS, PANEL_NAMES } from '../../content/embed-parameters.ts';
import { loadScenario, PANELS, readSpec, reservedParams } from '../../engine/index.ts';

const problems = async (name: string, value: string) => {
  const pairs = [[name, value]] as const;
  const { problems: found } = readSpec(await loadScenario('block-io'), pairs, EMBED_NAMES);
  return [...found, ...[themeProblem(pairs)].filter((p) => p !== undefined)];
};

describe('the table of parameters', () => {
  it('has every name that an embed takes, once', () => {
    expect(EMBED_PARAMETERS.map((p) => p.name).sort()).toEqual([...reservedParams, ...EMBED_NAMES].sort());
  });

  it.each(EMBED_PARAMETERS.map((p) => [p.name, p] as const))(
    '%s takes its example',
    async (name, { example }) => {
      expect(example).toBeDefined();
      expect(await problems(name, example ?? '')).toEqual([]);
    },
  );

  const listed = EMBED_PARAMETERS.filter((p) => typeof p.takes !== 'string');
  it.each(listed.map((p) => [p.name, p] as const))(
    '%s takes what is listed, and nothing else',
    async (name, p) => {
      for (const value of p.takes) expect(await problems(name, value), value).toEqual([]);
      // The sentence of the code lists the same values.
      expect(await problems(name, 'nonsense')).toEqual([
        `${name} takes one of ${[...p.takes].join(', ')}, not "nonsense".`,
      ]);
    },
  );

  it('has every theme and every panel', () => {
    expect(EMBED_PARAMETERS.find((p) => p.name === 'theme')?.takes).toEqual([...THEMES]);
    expect(Object.keys(PANEL_NAMES).sort()).toEqual([...PANELS].sort());
  });

  it('says what each does in a sentence', () => {
    for (const { name, does } of EMBED_PARAMETERS) expect(does, name).toMatch(/^[A-Z].*\.$/);
  });
});
