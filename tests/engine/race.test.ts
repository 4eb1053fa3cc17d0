/** Two systems side by side: rounds and phases from moments, and the counts that the race is about. */
import { describe, expect, it } from 'vitest';
import {
  History,
  type InputError,
  instantiate,
  loadScenario,
  PHASES,
  type Race,
  type RaceMode,
  race,
  raceParams,
  racePhaseAt,
  readParams,
  stepsAt,
  tickOf,
} from '../../engine/index.ts';

const scenarios = [await loadScenario('emulated-io'), await loadScenario('block-io')] as const;
function racing(
  count: number,
  mode: RaceMode,
): { readonly histories: readonly History[]; readonly run: Race } {
  const raw = raceParams(count, mode);
  const histories = scenarios.map((s) => new History(instantiate(s, readParams(s.params, raw))));
  return { histories, run: race(histories) };
}

describe('phases', () => {
  it('of one write are the same four on both systems, one behind the other, from start to end', () => {
    const { histories, run } = racing(1, 'one-by-one');
    expect(run.phases.map((b) => b.phase)).toEqual(PHASES);
    for (const [i, h] of histories.entries()) {
      const spans = run.phases.map((b) => b.spans[i]);
      expect(spans[0]?.from).toBe(0);
      expect(spans.at(-1)?.to).toBe(h.length);
      for (const [n, s] of spans.slice(1).entries()) expect(s?.from).toBe(spans[n]?.to);
    }
  });

  it.each([1, 2, 5])('of %i writes one by one are a round for each write', (count) => {
    const { run } = racing(count, 'one-by-one');
    expect(run.phases.map((b) => `${b.round} ${b.phase}`)).toEqual(
      Array.from({ length: count }, (_, i) => PHASES.map((p) => `${i + 1} ${p}`)).flat(),
    );
    for (const b of run.phases) for (const s of b.spans) expect(s.to).toBeGreaterThan(s.from);
  });

  it('of writes together are one round through the ring, and one for each command of the emulated disk', () => {
    const { histories, run } = racing(8, 'together');
    expect(run.phases.at(-1)?.round).toBe(8);
    const [emulated, block] = [0, 1].map((i) =>
      run.phases.filter((b) => (b.spans[i]?.to ?? 0) > (b.spans[i]?.from ?? 0)),
    );
    expect(new Set(block?.map((b) => b.round))).toEqual(new Set([1]));
    expect(new Set(emulated?.map((b) => b.round)).size).toBe(8);
    // The ring has finished when the disk begins its second command.
    const second = run.phases.find((b) => b.round === 2);
    expect(second?.spans[1]).toEqual({ from: histories[1]?.length, to: histories[1]?.length });
  });
});

describe('in step', () => {
  it.each(['one-by-one', 'together'] as const)(
    'both begin, arrive at each phase and end together: %s',
    (mode) => {
      const { histories, run } = racing(3, mode);
      expect(stepsAt(run, 0)).toEqual([0, 0]);
      expect(stepsAt(run, run.length)).toEqual(histories.map((h) => h.length));
      for (const b of run.phases) {
        expect(stepsAt(run, b.before + b.ticks)).toEqual(b.spans.map((s) => s.to));
        expect(racePhaseAt(run, b.before + b.ticks)).toBe(b);
        expect(racePhaseAt(run, b.before + 1)).toBe(b);
      }
    },
  );

  it('no run goes back or leaves out a step that is the longest of its phase', () => {
    const { run } = racing(2, 'one-by-one');
    let last = stepsAt(run, 0);
    for (let tick = 1; tick <= run.length; tick++) {
      const now = stepsAt(run, tick);
      const moved = now.map((n, i) => n - (last[i] ?? 0));
      expect(Math.min(...moved)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...moved)).toBe(1);
      last = now;
    }
  });

  it('the tick of a step is the first at which its run stands there', () => {
    const { histories, run } = racing(2, 'together');
    for (const [i, h] of histories.entries()) {
      for (let step = 1; step <= h.length; step += 97) {
        const tick = tickOf(run, i, step);
        expect(stepsAt(run, tick)[i]).toBeGreaterThanOrEqual(step);
        expect(stepsAt(run, tick - 1)[i]).toBeLessThan(step);
      }
    }
  });
});

describe('what the race shows', () => {
  it('32 writes together: 832 port accesses on one side, none and one bell on the other', () => {
    const { histories } = racing(32, 'together');
    const [emulated, block] = histories.map((h) => h.ledger(h.length));
    expect(emulated).toMatchObject({ P: 832, X: 832, N: 832, Hg: 0, Ig: 32, M: 0 });
    expect(block).toMatchObject({ P: 0, N: 0, Hg: 1, Ib: 1, Ig: 1, K: 32 });
  });
  it('32 writes one by one: 832 again, and 32 bells', () => {
    const { histories } = racing(32, 'one-by-one');
    const [emulated, block] = histories.map((h) => h.ledger(h.length));
    expect(emulated).toMatchObject({ P: 832 });
    expect(block).toMatchObject({ P: 0, Hg: 32, Ig: 32 });
  });
  it.each([0, 65, 1.5, Number.NaN])('refuses %s writes in one sentence', (count) => {
    expect(() => raceParams(count, 'together')).toThrowError(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringMatching(/^A race takes .*\.$/),
      }) as InputError,
    );
  });
});
