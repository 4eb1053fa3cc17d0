import { describe, expect, it } from 'vitest';
import {
  chapterAt,
  chapterNamed,
  nextChapter,
  previousChapter,
} from '@/components/simulation/model/chapters.ts';
import { focusOf, MAX_LIT } from '@/components/simulation/model/focus.ts';
import { hexRows } from '@/components/simulation/model/hex-rows.ts';
import { ledgerRows } from '@/components/simulation/model/ledger-rows.ts';
import { listingAt } from '@/components/simulation/model/listing.ts';
import { lookAt } from '@/components/simulation/model/look.ts';
import { scorePaths, stretchesOf } from '@/components/simulation/model/score.ts';
import { touchesIn } from '@/components/simulation/model/touches.ts';
import { runWith, WORKLOADS } from './support/runs.ts';

describe.each(WORKLOADS)('what the panels show, %j', async (raw) => {
  const run = await runWith(raw);
  const { scenario, history, index, chapters } = run;
  const { program } = history.instance;
  const steps = Array.from({ length: Math.min(history.length, 1500) + 1 }, (_, i) => i);
  const looks = steps.map((n) => lookAt(scenario, history, n));

  it('the listing marks the executed line, and never two', () => {
    for (const look of looks.slice(1)) {
      const listing = listingAt(program, look, undefined);
      expect(
        listing?.rows.filter((r) => r.mark === 'done' || r.mark === 'passed').map((r) => r.label),
      ).toEqual([look.record?.label]);
      expect(listing?.procedure).toBe(look.record?.procedure);
      expect(listing?.rows[listing.focus]?.label).toBe(look.record?.label);
    }
  });

  it('the call stack begins where the thread began', () => {
    for (const look of looks.slice(1)) {
      const listing = listingAt(program, look, undefined);
      const spec = program.threads.find((t) => t.id === look.record?.thread);
      expect([...(listing?.callers ?? []), listing?.procedure][0]).toBe(spec?.start.procedure);
    }
  });

  it('every byte that a step changed is among the rows of what it touched', () => {
    for (const look of looks.slice(1)) {
      const touches = touchesIn(look.record);
      for (const [from, to] of look.before?.ram.changedLines(look.state.ram) ?? []) {
        const was = look.before?.ram.bytes(from, to - from);
        const now = look.state.ram.bytes(from, to - from);
        now.forEach((value, i) => {
          if (was?.[i] === value) return;
          const at = from + i;
          expect(touches.some((t) => t.how === 'write' && at >= t.at && at < t.at + t.size)).toBe(true);
        });
      }
    }
  });

  it('a row of bytes shows what was and what is', () => {
    for (const look of looks.slice(1)) {
      for (const row of hexRows(look.before?.ram, look.state.ram, touchesIn(look.record), 4).rows) {
        expect(row.cells.map((c) => c.value)).toEqual([...look.state.ram.bytes(row.at, 16)]);
        expect(row.cells.map((c) => c.old ?? c.value)).toEqual([
          ...(look.before?.ram.bytes(row.at, 16) ?? []),
        ]);
      }
    }
  });

  it('the deltas of the ledger add up to its values', () => {
    const sums = new Map<string, number>();
    for (const n of steps) {
      for (const { id, value, delta } of ledgerRows(history, index, n)) {
        sums.set(id, (sums.get(id) ?? 0) + delta);
        expect(value).toBe(sums.get(id));
      }
    }
  });

  it('at most seven things are lit, and the running thread is one of them', () => {
    for (const look of looks.slice(1)) {
      const focus = focusOf(look.record);
      // A field's name goes with its bytes: both are one thing.
      expect([...focus].filter((id) => !id.startsWith('leaf:')).length).toBeLessThanOrEqual(MAX_LIT);
      expect(focus.has(`thread:${look.record?.thread}`)).toBe(true);
    }
  });

  it('the score covers every step once', () => {
    const stretches = stretchesOf(history, index);
    expect(stretches.reduce((n, s) => n + s.to - s.from + 1, 0)).toBe(history.length);
    expect(stretches.map((s) => s.from)).toEqual(stretches.map((_, i) => (stretches[i - 1]?.to ?? 0) + 1));
    expect(
      scorePaths(
        stretches,
        program.threads.map((t) => t.id),
        history.instance.platform,
      ).length,
    ).toBeLessThanOrEqual(6);
  });

  it('chapters lead from the start to the end and back', () => {
    const seen: number[] = [];
    for (let n = 0; n < history.length; n = nextChapter(chapters, n, history.length)) seen.push(n);
    expect(seen.slice(1)).toEqual(chapters.map((c) => c.step).filter((s) => s < history.length));
    const back: number[] = [];
    for (let n = history.length; n > 0; n = previousChapter(chapters, n)) back.push(n);
    expect(back.reverse().slice(0, -1)).toEqual(seen.slice(1));
    for (const c of chapters) expect(chapterAt(chapters, c.step)).toBe(c);
  });
});

it('a chapter by name is the next of its kind, and after the last one the first', async () => {
  const { chapters } = await runWith({ requests: 'w0+8=a*3' });
  const all = chapters.filter((c) => c.id === 'published');
  expect(all).toHaveLength(3);
  expect(chapterNamed(chapters, 'published', all[0]?.step ?? 0)).toBe(all[1]);
  expect(chapterNamed(chapters, 'published', all[2]?.step ?? 0)).toBe(all[0]);
});

it('in a prediction the ledger does not name what is still to come', async () => {
  const { history, index } = await runWith();
  const rows = ledgerRows(history, index, 6, 6).map((r) => r.id);
  expect(rows).not.toContain('X');
});
