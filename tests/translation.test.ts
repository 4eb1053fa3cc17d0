// A page that the browser translates goes on working: see tests/tools/loose-text.ts for what breaks and why.
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesUnder } from '../app/_tools/lib.mjs';
import { looseTexts } from './tools/loose-text.ts';

const files = ['components', 'app']
  .flatMap((folder) => filesUnder(folder))
  .filter((file) => file.endsWith('.tsx'))
  .map((file) => [file, fs.readFileSync(file, 'utf8')] as const)
  // What of the app runs only while pages are made never changes in the browser.
  .filter(
    ([file, source]) =>
      file.startsWith('components') || file.endsWith('EmbedWidget.tsx') || source.includes("'use client'"),
  );

describe('text that changes', () => {
  it('never stands beside siblings: it is all that its element holds', () => {
    const found = files.flatMap(([file, source]) => looseTexts(source).map((text) => `${file}:${text}`));
    expect(found).toEqual([]);
  });

  it.each([
    ['a text and a value', '<p>step {n}</p>'],
    ['two values', '<p>{a}{b}</p>'],
    ['a value after an element', '<p><b>{a}</b> {b}</p>'],
    ['a space before what may come', '<p><b>a</b>{" "}{on && <i>b</i>}</p>'],
    ['a text that may go', '<p><b>a</b>{on && "more"}</p>'],
    ['either of two texts', '<p><b>a</b>{on ? "more" : "less"}</p>'],
    ['a text before a component', '<p>see <Link /></p>'],
    ['a fragment of text', '<>stays {value}</>'],
    ['a list of texts', '<p><b>a</b>{all.map((x) => x.name)}</p>'],
    ['a text of several in a component', '<Cell>{a} of {b}</Cell>'],
  ])('is found: %s', (_, jsx) => {
    expect(looseTexts(`const X = () => ${jsx};`)).not.toEqual([]);
  });

  it.each([
    ['alone in its element', '<p>{text}</p>'],
    ['alone in each of some elements', '<p><b>{a}</b><i>{b}</i></p>'],
    ['a text among elements that never changes', '<li><i /> at work</li>'],
    ['in code', '<code>{a}{b && <i>{b}</i>}</code>'],
    ['where nothing is translated', '<p translate="no">{a} = {b}</p>'],
    ['in a drawing', '<text>{a}…</text>'],
    ['a slot beside elements', 'x as { readonly bar: ReactNode }; <p><b>a</b>{p.bar}</p>'],
    ['a list of elements', '<p><b>a</b>{all.map((x) => <i key={x}>{x}</i>)}</p>'],
  ])('is not found: %s', (_, jsx) => {
    expect(looseTexts(`const X = () => ${jsx};`)).toEqual([]);
  });
});
