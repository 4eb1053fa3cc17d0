// The builder: what is chosen makes an address that the embed takes, and the builder's own opens it as it was.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  builderPairs,
  embedPairs,
  OWN_NAMES,
  readBuilding,
  withField,
  withSimulation,
} from '../../app/_instructors/building.ts';
import { problemOf } from '../../app/_instructors/check.ts';
import { allChoices, type Choices } from '../../app/_instructors/choices.ts';
import { OFFERS } from '../../app/_instructors/offers.ts';
import {
  builderAddress,
  embedHtml,
  embedHtmlWithLink,
  SANDBOX,
  wrapperHtml,
} from '../../components/simulation/model/embed-html.ts';
import { EMBED_PARAMETERS } from '../../content/embed-parameters.ts';
import { WORDED_SCENARIOS } from '../../content/scenarios/index.ts';
import { loadScenario } from '../../engine/index.ts';

const all = (await allChoices()) as readonly [Choices, ...Choices[]];
const read = (search: string) => readBuilding(search, all, OFFERS);
const search = (pairs: Readonly<Record<string, string>>) => `?${new URLSearchParams(pairs)}`;

describe('the builder', () => {
  it('has every simulation', () => {
    expect(all.map((s) => s.id).sort()).toEqual([...WORDED_SCENARIOS].sort());
  });

  it('opens from its own address as it was', () => {
    const asked =
      '?simulation=block-io&at=kicked&level=mechanism&panels=chapters%2Ccounts&controls=steps&theme=dark&persistent=off&ring-pages=2&width=320';
    const { building, problem } = read(asked);
    expect(problem).toBeUndefined();
    expect(building.simulation.id).toBe('block-io');
    expect(building.width).toBe(320);
    expect(building.fields).toEqual({
      at: 'kicked',
      level: 'mechanism',
      panels: 'chapters,counts',
      controls: 'steps',
      theme: 'dark',
      persistent: 'off',
    });
    expect(building.more).toBe('ring-pages=2');
    expect(read(search(builderPairs(building))).building).toEqual(building);
  });

  it('keeps a value with a plus, an equals sign and a star as it is', () => {
    const asked = { simulation: 'block-io', requests: 'w0+8=a*8', at: 'kicked+3' };
    const { building } = read(search(asked));
    expect(building.fields).toEqual({ requests: 'w0+8=a*8' });
    expect(embedPairs(building)).toEqual({ requests: 'w0+8=a*8', at: 'kicked+3' });
  });

  it('says in one sentence that there is no such simulation', () => {
    expect(read('?simulation=nothing').problem).toMatch(/^There is no simulation “nothing”; this is .*\.$/);
  });

  it('gives nothing of its own to the embed, and takes no name from it', async () => {
    const { building } = read('?simulation=block-io&width=820');
    expect(embedPairs({ ...building, more: 'width=3&at=kicked' })).toEqual({ at: 'kicked' });
    const taken = new Set(EMBED_PARAMETERS.map((p) => p.name));
    for (const id of WORDED_SCENARIOS) for (const p of (await loadScenario(id)).params) taken.add(p.id);
    expect(OWN_NAMES.filter((name) => taken.has(name))).toEqual([]);
  });

  it('keeps for another simulation what all have, and drops what was the other’s', () => {
    const { building } = read('?simulation=block-io&at=kicked&theme=dark&persistent=off&apicv=off');
    const other = all.find((s) => s.id === 'hypercall') as Choices;
    expect(embedPairs(withSimulation(building, other, OFFERS))).toEqual({ theme: 'dark' });
    expect(embedPairs(withField(building, 'at', ''))).not.toHaveProperty('at');
  });

  it.each(all.map((s) => [s.id, s] as const))(
    '%s opens with everything that is offered for it',
    async (id, s) => {
      const { panels, ...single } = OFFERS;
      const offered = [
        ...s.moments.map(([v]) => ['at', v] as const),
        ...s.chapters.flatMap(([v]) => [['from', v] as const, ['to', v] as const]),
        ...Object.entries(single).flatMap(([name, values]) => values.map(([v]) => [name, v] as const)),
        ['panels', panels.map(([v]) => v).join(',')] as const,
        ...s.handles.flatMap((h) => h.values.filter(([v]) => v !== '').map(([v]) => [h.param, v] as const)),
      ];
      for (const pair of offered) expect(await problemOf(id, [pair]), pair.join('=')).toBeUndefined();
    },
  );

  it('says in one sentence what an embed cannot take', async () => {
    const said = (...pairs: (readonly [string, string])[]) => problemOf('block-io', pairs);
    expect(await said(['ring-pages', '3'])).toMatch(/^ring-pages takes one of .*\.$/);
    expect(await said(['at', 'nowhere'])).toMatch(/^This run has no moment nowhere/);
    expect(await said(['theme', 'pink'])).toMatch(/^theme takes one of/);
    expect(await said(['platform', 'pvh'], ['delivery', 'intx'])).toMatch(/^A PVH guest has no/);
    expect(await said(['nonsense', '1'])).toMatch(/^There is no parameter/);
  });
});

describe('what is pasted', () => {
  const address = 'https://example.org/embed/block-io/?at=kicked&theme=dark';

  it('is a frame with a link beside it, whole and escaped', () => {
    const html = embedHtmlWithLink(address, 'A "ring" <x>');
    expect(html).toContain('src="https://example.org/embed/block-io/?at=kicked&amp;theme=dark"');
    expect(html).toContain('<a href="https://example.org/embed/block-io/?at=kicked&amp;theme=dark">');
    expect(html).not.toContain('<x>');
  });

  it('is an element that our script fills, with the theme as what it may change', () => {
    const html = wrapperHtml('https://example.org/embed.js', address, 'A ring', 'dark');
    expect(html).toContain('<script src="https://example.org/embed.js" async></script>');
    expect(html).toMatch(/<ringside-sim src="[^"]+" title="A ring" theme="dark">\n {2}<a href=/);
  });

  it('leads from a link of a simulation to the builder that shows the same', () => {
    expect(builderAddress('https://example.org/x/simulations/block-io/?at=kicked')).toBe(
      'https://example.org/x/instructors/?simulation=block-io&at=kicked',
    );
    expect(builderAddress('https://example.org/simulations/block-io/')).toBe(
      'https://example.org/instructors/?simulation=block-io',
    );
  });
});

it('the frame of the wrapper and the one that is pasted may do the same', () => {
  // embed.js imports nothing: it stands alone on other people's pages.
  const wrapper = fs.readFileSync(path.join(import.meta.dirname, '../../public/embed.js'), 'utf8');
  expect(wrapper).toContain(`'${SANDBOX}'`);
  expect(embedHtml('https://example.org/embed/block-io/', 'A')).toContain(`sandbox="${SANDBOX}"`);
});
