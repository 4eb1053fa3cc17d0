// The post-export step that writes each page's Content-Security-Policy (https://www.w3.org/TR/CSP3/).
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { inlineScriptHashes, withPolicy } from '../../app/_tools/post-export/csp.mjs';

const CODE = 'self.x = 1 < 2';
const PAGE = `<html><head><meta charSet="utf-8"/><script src="/a.js" async=""></script></head><body><script>${CODE}</script><script>${CODE}</script></body></html>`;
const HASH = `'sha256-${createHash('sha256').update(CODE).digest('base64')}'`;

it('names each inline script once, by the hash of its exact text, and no script with a source', () => {
  expect(inlineScriptHashes(PAGE)).toEqual([HASH]);
});

it('puts the policy right after the charset, before anything that it governs', () => {
  const page = withPolicy(PAGE, { embed: false });
  expect(page).toContain('<meta charSet="utf-8"/><meta http-equiv="Content-Security-Policy"');
  expect(page).toContain(`script-src 'self' ${HASH};`);
});

it('never allows inline scripts wholesale, in embeds neither', () => {
  for (const embed of [false, true]) {
    expect(withPolicy(PAGE, { embed })).toMatch(/script-src(?![^;]*unsafe-inline)/);
  }
});

it('refuses a page whose charset it cannot find', () => {
  expect(() => withPolicy('<html></html>', { embed: false })).toThrow(/charset/);
});
