// SITE_URL: the address that the site is published at, which its absolute addresses begin with.
import { describe, expect, it } from 'vitest';
import { siteUrl } from '../../app/_tools/lib.mjs';

describe('the address of the site', () => {
  it.each([
    ['https://example.org', '', 'https://example.org'],
    ['https://example.org/', '', 'https://example.org'],
    ['http://localhost:3000', '', 'http://localhost:3000'],
    [' https://example.org ', '', 'https://example.org'],
    ['https://Example.org:443/', '', 'https://example.org'],
  ])('is of "%s" an origin without a slash at its end', (value, base, origin) => {
    expect(siteUrl(value, base)).toBe(origin);
  });

  it('may say the base path again, which stands in every address already', () => {
    expect(siteUrl('https://example.github.io/course/', '/course')).toBe('https://example.github.io');
    expect(siteUrl('https://example.github.io', '/course')).toBe('https://example.github.io');
  });

  it('is empty where nobody has said', () => {
    expect(siteUrl('', '')).toBe('');
    expect(siteUrl(' ', '')).toBe('');
  });

  it.each([
    'example.org',
    'ftp://example.org',
    'https://',
    'https://user:secret@example.org',
    'https://example.org/?a=1',
    'https://example.org/#a',
    'https://example.org/course',
    'javascript:alert(1)',
  ])('is not "%s", and one sentence says what it must be', (value) => {
    expect(() => siteUrl(value, '')).toThrow(/^SITE_URL must be the address .* it is "[^\n]*"\.$/);
  });

  it('names the base path where the two do not agree', () => {
    expect(() => siteUrl('https://example.org/other', '/course')).toThrow(/with \/course after it/);
  });
});
