// The states of a run, forward and back, on runs shorter and longer than what is kept.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  charge,
  EMPTY_LEDGER,
  History,
  instantiate,
  KEPT_STEPS,
  type Ledger,
  loadScenario,
  readParams,
  run,
  SEGMENT,
  type State,
  type StepRecord,
  step,
} from '@/engine/index.ts';

const scenario = await loadScenario('block-io');
const of = (raw: Record<string, string>) => instantiate(scenario, readParams(scenario.params, raw));
const SHORT = of({});
const LONG = of({ requests: 'w0+8=a*48', queued: '1' });

const text = (s: State): string =>
  JSON.stringify(
    [s.ram.pages().map((p) => [p, [...s.ram.bytes(p * 4096, 64)]]), s.records, s.threads, s.last],
    (_, v) => (typeof v === 'bigint' ? `${v}n` : v),
  );

describe('a history', () => {
  it('is the same for the same spec', () => {
    const [a, b] = [new History(LONG), new History(of({ requests: 'w0+8=a*48', queued: '1' }))];
    expect(b.threads).toEqual(a.threads);
    expect(b.occurrences).toEqual(a.occurrences);
    for (let n = 0; n <= a.length; n += 997) expect(text(b.state(n))).toBe(text(a.state(n)));
  });

  it('gives the state, record and ledger that single steps give', () => {
    const history = new History(LONG);
    expect(history.length).toBeGreaterThan(KEPT_STEPS);
    let state = LONG.initial;
    let ledger: Ledger = EMPTY_LEDGER;
    for (let n = 1; n <= history.length; n++) {
      const id = LONG.next(state);
      expect(id).toBe(history.threads[n - 1]);
      const done = step(LONG.program, state, id ?? '');
      state = done.state;
      ledger = charge(ledger, done.record);
      if (n % 501 && n < history.length) continue;
      expect(text(history.state(n))).toBe(text(state));
      expect(history.record(n)).toEqual(done.record);
      expect(history.ledger(n)).toEqual(ledger);
    }
    expect(LONG.next(state)).toBeUndefined();
  });

  it('records what one run records', () => {
    const history = new History(SHORT);
    const records: StepRecord[] = [];
    const end = run(SHORT.program, SHORT.initial, SHORT.next, (r) => void records.push(r));
    expect(records).toEqual(Array.from({ length: history.length }, (_, i) => history.record(i + 1)));
    expect(text(end)).toBe(text(history.state(history.length)));
    expect(history.record(0)).toBeUndefined();
  });

  it('gives back the same object for the same step, in whatever order it is asked', () => {
    const history = new History(SHORT);
    fc.assert(
      fc.property(fc.array(fc.nat(history.length), { maxLength: 30 }), (steps) => {
        const first = steps.map((n) => history.state(n));
        expect(steps.map((n) => history.state(n)).every((s, i) => s === first[i])).toBe(true);
      }),
      { seed: 31 },
    );
  });

  it('shares one state where two segments meet', () => {
    const history = new History(LONG);
    for (const n of [SEGMENT, 2 * SEGMENT, 5 * SEGMENT]) {
      const after = history.state(n + 1);
      expect(history.state(n - 1)).toBeDefined();
      const meeting = history.state(n);
      history.state(n + 1);
      expect(history.state(n)).toBe(meeting);
      expect(history.state(n + 1)).toBe(after);
    }
  });

  it('refuses steps that it does not have', () => {
    const history = new History(SHORT);
    for (const n of [-1, 0.5, history.length + 1, Number.NaN])
      expect(() => history.state(n)).toThrow('there is no step');
  });

  it('finds each moment where its condition holds', () => {
    const history = new History(SHORT);
    for (const { id, nth, step: n } of history.occurrences) {
      expect(history.find(id, nth)).toBe(n);
      const record = history.record(n);
      const moment = scenario.moments.find((m) => m.id === id);
      expect(record && moment?.when(record, history.state(n))).toBe(true);
    }
    expect(history.find('published', 99)).toBeUndefined();
  });
});
