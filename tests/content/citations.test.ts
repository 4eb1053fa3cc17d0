/**
 * Every file and symbol that a listing or the bibliography names exists at the stated revision. Checked against an
 * index made from the sources of Xen c447b7308b13, Linux 6.1.192 and QEMU 7.2.0 and from the contents of the SDM.
 */
import { describe, expect, it } from 'vitest';
import { type Citation, citationsOfBibliography, citationsOfListings, everyListing } from './citations.ts';
import { allSources } from './lessons.ts';
import { faultsOf, readIndex } from './symbol-index.ts';

const index = readIndex();
const listings = await citationsOfListings();
const bibliography = citationsOfBibliography();

describe('the index', () => {
  it('was made at the revisions that the bibliography states', () => {
    for (const [, source] of allSources)
      if (index.revisions.has(source.project))
        expect(source.revision).toBe(index.revisions.get(source.project));
  });
  it('holds names only', () => {
    for (const [file, names] of index.names)
      if (/\.(c|h|S)$/.test(file)) for (const name of names) expect(name).toMatch(/^\w+$/);
  });
});

describe('what listings cite', () => {
  it('is there for every listing of the engine', async () => {
    const ours = (await everyListing()).filter((p) => p.source.project === 'model' || p.source.file === '');
    expect(ours.every((p) => p.source.project === 'model' && p.source.symbol !== '')).toBe(true);
    expect(listings.length).toBeGreaterThan(200);
  });
  it.each(listings.map((c) => [c.by, c] as const))('%s exists', (_, citation) => {
    expect(faultsOf(citation, index)).toEqual([]);
  });
});

describe('what the bibliography cites', () => {
  it.each(bibliography.map((c) => [c.by, c] as const))('%s exists', (_, citation) => {
    expect(faultsOf(citation, index)).toEqual([]);
  });
});

/** One letter more, in the middle. */
const misspelt = (name: string) => `${name.slice(0, name.length >> 1)}x${name.slice(name.length >> 1)}`;

describe('a falsified citation is found', () => {
  const all = [...listings, ...bibliography];
  const changed = (how: (c: Citation) => Citation) =>
    all.filter((c) => faultsOf(how(c), index).length === 0).map((c) => c.by);

  it('with any of its names misspelt', () => {
    for (let i = 0; i < 6; i++)
      expect(
        changed((c) => ({
          ...c,
          names: c.names.map((n, j) => (j === i % c.names.length ? misspelt(n) : n)),
        })),
      ).toEqual([]);
  });
  it('with any of its files misspelt', () => {
    for (let i = 0; i < 3; i++)
      expect(
        changed((c) => ({
          ...c,
          files: c.files.map((f, j) => (j === i % c.files.length ? misspelt(f) : f)),
        })),
      ).toEqual([]);
  });
  it('with the name of a function of another file', () => {
    expect(changed((c) => ({ ...c, names: [...c.names.slice(1), 'no_such_function_anywhere'] }))).toEqual([]);
    const moved: Citation = { by: '', project: 'QEMU', files: ['hw/ide/pci.c'], names: ['ide_set_irq'] };
    expect(faultsOf(moved, index)).toEqual([
      'ide_set_irq is not in hw/ide/pci.c',
      'nothing cited is in hw/ide/pci.c',
    ]);
  });
  it('with a section of the SDM that has another title in this edition', () => {
    const later: Citation = {
      by: '',
      project: 'Intel SDM',
      files: ['vol. 3C 30.6'],
      names: ['Posted-Interrupt Processing'],
    };
    expect(faultsOf(later, index)).not.toEqual([]);
  });
});
