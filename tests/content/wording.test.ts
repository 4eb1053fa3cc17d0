// What readers with the source at hand struck out before: absolute words, and one make of processor told as the rule.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../app/_tools/lib.mjs';
import { REVIEWED } from './reviewed-sentences.ts';

const FOLDERS = ['narration', 'scenarios', 'race', 'recordings', 'lessons'];

interface Passage {
  readonly file: string;
  readonly text: string;
}

/** A passage is a text of the widget or of a page, or a paragraph of a lesson. */
const passages: readonly Passage[] = FOLDERS.flatMap((folder) =>
  fs
    .readdirSync(path.join(ROOT, 'content', folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mdx)$/.test(file) && !file.endsWith('sources.ts'))
    .flatMap((file) => {
      const source = fs.readFileSync(path.join(ROOT, 'content', folder, file), 'utf8');
      const texts = file.endsWith('.mdx') ? paragraphsOf(source) : textsOf(source);
      return texts.map((text) => ({ file: `${folder}/${file}`, text }));
    }),
);

/** Texts in quotes that are more than a name. Comments are not for readers of the site. */
function textsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/'((?:[^'\\\n]|\\.)*)'/g)]
    .map(([, text = '']) => text)
    .filter((t) => /\S \S/.test(t));
}

function paragraphsOf(source: string): string[] {
  return source
    .replace(/^---[\s\S]*?\n---\n/, '')
    .replace(/```[\s\S]*?```/g, '')
    .replace(/<Cite[^>]*\/>/g, '')
    .replace(/<[^>]*?(?:ask|intro|text)="([^"]*)"[^>]*>/g, '$1\n\n')
    .replace(/<[^>]*>/g, '')
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}

const sentencesIn = (text: string): string[] => text.split(/(?<=[.?!][”)*]*) /);

/** Words that were wrong before: with them a sentence claims what no single configuration or run can show. */
const ABSOLUTE =
  /\b(always|never|for ever|forever|for good|(?:nearly|almost) (?:all|every)|the only|only one|in any case|without exception)\b/i;

const absolutes = [
  ...new Set(
    passages
      .flatMap(({ text }) => sentencesIn(text))
      .filter((s) => ABSOLUTE.test(s))
      .map((s) => s.replace(/^(?:- )?[“*]+|[*]+$/g, '').trim()),
  ),
];

describe('absolute words', () => {
  const reviewed = Object.values(REVIEWED).flat();
  it('stand only in sentences that were read against their source, with the reason why they hold', () => {
    expect(absolutes.filter((s) => !reviewed.includes(s))).toEqual([]);
  });
  it('are on no list that outlived its sentence', () => {
    expect(reviewed.filter((s) => !absolutes.includes(s))).toEqual([]);
    expect(reviewed.filter((s, i) => reviewed.indexOf(s) !== i)).toEqual([]);
  });
});

/** Either name makes a passage about one vendor’s processor; then the other has to be named, or the vendor. */
const VENDORS: readonly { readonly term: RegExp; readonly unless: RegExp }[] = [
  { term: /\bVMCALL\b/, unless: /\bVMMCALL\b|\bIntel\b/ },
  { term: /\bVMMCALL\b/, unless: /\bVMCALL\b|\bAMD\b/ },
  { term: /\bVPID\b/, unless: /\bASID\b|\bIntel\b|\bINVVPID\b|\bEPT\b/ },
];
/** Narration of code that exists for one vendor alone: who reads it has chosen that processor. */
const ONE_VENDOR = /^narration\/(?:upcall|svm|nested-page-fault|ept|npt)\.ts$/;

describe('one vendor’s instruction', () => {
  it('is named with the other’s, or with the vendor', () => {
    const alone = passages.filter(
      ({ file, text }) =>
        !ONE_VENDOR.test(file) && VENDORS.some(({ term, unless }) => term.test(text) && !unless.test(text)),
    );
    expect(alone).toEqual([]);
  });
  it('would be found in the sentence that was wrong', () => {
    const wrong = 'In an HVM guest that is the instruction VMCALL, and VMCALL is a VM exit.';
    expect(VENDORS.some(({ term, unless }) => term.test(wrong) && !unless.test(wrong))).toBe(true);
    expect(ABSOLUTE.test('A small pool of pages stays granted, and mapped, for good.')).toBe(true);
  });
});
