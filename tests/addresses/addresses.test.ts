// Addresses that people have copied: links, embeds, passages of lessons, races. today.json says what the engine of
// commit d11ce19 opened under each. They must open the same moment for good: the same line of the same thread, at the
// same cost. The number of the step may change when a listing is corrected.
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Opened, open, type Shown } from './open.ts';

interface Kept extends Partial<Opened> {
  readonly address: string;
  readonly stages: readonly Shown[];
  /** What it opens since a listing was corrected, in the same form, and why that is right. */
  readonly moved?: { readonly why: string; readonly stages: readonly Shown[] };
}
/** The scenarios that there were. A later one has no address of before. */
const BEFORE = ['block-io', 'emulated-io', 'unplug', 'ept-walk', 'hypercall', 'event-channels'];
const KEPT = JSON.parse(fs.readFileSync(new URL('today.json', import.meta.url), 'utf8')) as readonly Kept[];

const momentOf = ({ line, thread, chapter, ledger }: Shown) => ({ line, thread, chapter, ledger });

describe('an address of before opens what it opened', () => {
  it.each(KEPT)('$address', async ({ address, stages, moved, mode, chrome, problems }) => {
    const now = await open(address);
    // If this fails because a listing was corrected, add `moved` to today.json with the reason; `stages` stays.
    expect(now.stages.map(momentOf)).toEqual((moved?.stages ?? stages).map(momentOf));
    expect([now.mode, now.chrome, now.problems]).toEqual([mode ?? 'watch', chrome ?? 'full', problems ?? []]);
  });

  it('or a whole sentence says why not, and then it does open something else', () => {
    for (const { moved, stages, address } of KEPT) {
      if (!moved) continue;
      expect(moved.why, address).toMatch(/^[A-Z“].{40,}\.$/s);
      expect(moved.stages.map(momentOf), address).not.toEqual(stages.map(momentOf));
    }
  });
});

it('they are of every kind', () => {
  const all = KEPT.map((k) => k.address);
  const kinds: Record<string, RegExp> = {
    ...Object.fromEntries(BEFORE.map((id) => [`the page of ${id}`, new RegExp(`^simulations/${id}/`)])),
    ...Object.fromEntries(BEFORE.map((id) => [`the embed of ${id}`, new RegExp(`^embed/${id}/`)])),
    'a passage of a lesson': /^lessons\/.+#/,
    'a race': /^compare\/\?.*at=(kick|complete)/,
    'an occurrence': /at=[a-z-]+\.\d/,
    'steps beyond a moment': /at=[a-z-]+(\.\d+)?(\+|%2B)\d/,
    'the end': /at=end/,
    predictions: /mode=predict/,
    'the stage alone': /chrome=stage/,
  };
  const missing = Object.entries(kinds).filter(([, kind]) => !all.some((a) => kind.test(a)));
  expect(missing.map(([name]) => name)).toEqual([]);
  expect(all.length).toBeGreaterThanOrEqual(40);
});
