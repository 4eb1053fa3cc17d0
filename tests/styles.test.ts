// What holds for every style sheet of the project, read as text.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const sheets = ['app', 'components'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.css'))
    .map((name) => `${folder}/${name}`),
);

/** The innermost rules of a sheet: selector and declarations. */
function* rulesOf(sheet: string): Generator<{ readonly where: string; readonly body: string }> {
  const text = readFileSync(sheet, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  for (const [, selector = '', body = ''] of text.matchAll(/([^{}]+)\{([^{}]*)\}/g))
    yield { where: `${sheet} ${selector.trim().replace(/\s+/g, ' ')}`, body };
}
const rules = sheets.flatMap((sheet) => [...rulesOf(sheet)]);

describe('with forced colours', () => {
  // The browser replaces a background by the page's own, and keeps a colour that is a system colour already (--paper
  // is Canvas there): letters in the colour of the page on a ground of their own would vanish.
  it('letters in the colour of the paper keep the ground that they stand on', () => {
    const onGround = rules.filter(
      ({ body }) => /(^|[;\s])color: var\(--paper\)/.test(body) && /background(-color)?:/.test(body),
    );
    expect(onGround.length).toBeGreaterThan(3);
    const vanishing = onGround.filter(({ body }) => !body.includes('forced-color-adjust: none'));
    expect(vanishing.map((r) => r.where)).toEqual([]);
  });
});

describe('on paper', () => {
  it('what is folded away stands open', () => {
    const opened = rules.filter((r) => r.where.includes('details::details-content'));
    expect(opened.map((r) => r.body.includes('content-visibility: visible'))).toEqual([true]);
  });
});
