// The shared ring by itself: what both sides must keep, whatever its size and however much is published at once.
// Checked against ring.h's own arithmetic, written here a second time, and against doubling.
import { describe, expect, it } from 'vitest';
import {
  History,
  instantiate,
  loadScenario,
  readParams,
  type SharedRingView,
} from '../../../engine/index.ts';

const scenario = await loadScenario('shared-ring');
const play = (raw: Readonly<Record<string, string>>): History =>
  new History(instantiate(scenario, readParams(scenario.params, raw)));
const viewAt = (h: History, step: number): SharedRingView =>
  scenario.inspect(h.state(step)) as SharedRingView;
const count = (h: History, moment: string): number => h.occurrences.filter((o) => o.id === moment).length;

const RUNS = ['1', '2', '4', '8'].flatMap((slots) =>
  ['asleep', 'awake'].flatMap((consumer) =>
    ['1', '3', '24'].map((batch) => ({ slots, consumer, batch, requests: '9' })),
  ),
);

describe.each(RUNS)('nine requests over $slots slots, $batch at a time, the consumer $consumer', (raw) => {
  const h = play(raw);

  it('brings every number back doubled', () =>
    expect(viewAt(h, h.length).progress).toMatchObject({ written: 9, answered: 9, sum: 90 }));

  it('never has an index overtake, nor more in the ring than it holds', () => {
    for (let step = 0; step <= h.length; step++) {
      const { ring } = viewAt(h, step);
      const marks = [
        ring.rsp_cons,
        ring.rsp_prod,
        ring.rsp_prod_pvt,
        ring.req_cons,
        ring.req_prod,
        ring.req_prod_pvt,
      ];
      expect([...marks].sort((a, b) => a - b)).toEqual(marks);
      expect(ring.req_prod_pvt - ring.rsp_cons).toBeLessThanOrEqual(ring.nr_ents);
    }
  });

  it('rings exactly where the threshold lies in what was published', () => {
    for (const { id, step } of h.occurrences) {
      if (id !== 'decided' && id !== 'answer-decided') continue;
      const before = viewAt(h, step - 1).ring;
      const [event, now] =
        id === 'decided' ? [before.req_event, before.req_prod] : [before.rsp_event, before.rsp_prod];
      const old = Number(
        h.state(step - 1).threads[id === 'decided' ? 'producer' : 'consumer']?.top?.locals.old,
      );
      const told = h.record(step)?.effects.find((e) => e.kind === 'return')?.value;
      expect(told).toBe(old < event && event <= now);
    }
  });

  it('leaves both asleep or done, with nothing in the page that nobody was told of', () => {
    const { ring, asleep } = viewAt(h, h.length);
    expect(asleep.consumer).toBe(true);
    expect(ring.req_event).toBe(ring.req_cons + 1);
    expect(ring.slots.every((s) => s.state === 'free')).toBe(true);
  });
});

describe('what a side has read, and what follows from it', () => {
  const h = play({ requests: '3', slots: '4' });
  it.each([
    ['decided', 'producer'],
    ['answer-decided', 'consumer'],
  ] as const)(
    'after “%s” it is known of the %s whether it must ring, until it rings or goes on',
    (id, side) => {
      const steps = h.occurrences.filter((o) => o.id === id).map((o) => o.step);
      expect(steps.length).toBeGreaterThan(0);
      for (const step of steps) {
        const told = h.record(step)?.effects.find((e) => e.kind === 'return')?.value;
        expect(viewAt(h, step - 1).mustRing[side]).toBeNull();
        expect(viewAt(h, step).mustRing[side]).toBe(told);
        const next = [...Array(h.length - step).keys()]
          .map((i) => step + 1 + i)
          .find((n) => h.record(n)?.thread === side);
        expect(viewAt(h, next ?? 0).mustRing[side]).toBeNull();
      }
    },
  );
  it('the last look before sleep reads the count of requests, and says how many are new', () => {
    const step = h.find('looked-again') ?? 0;
    expect(h.record(step)?.effects.some((e) => e.kind === 'read' && e.place.leaf === 'req_prod')).toBe(true);
    const { ring, seen } = viewAt(h, step);
    expect(seen).toBe(ring.req_prod - ring.req_cons);
    expect(viewAt(h, step - 1).seen).toBeNull();
  });
  it('the copy is kept until the answer is written', () => {
    expect(viewAt(h, h.find('taken') ?? 0).copy).toBe(1);
    expect(viewAt(h, h.find('answered') ?? 0).copy).toBeNull();
  });
});

it('one bell is enough for a batch; a full ring makes the producer wait, and wraps when there is room again', () => {
  expect(count(play({ requests: '4', batch: '4' }), 'rung')).toBe(1);
  const h = play({ requests: '3', slots: '2', batch: '2' });
  expect(count(h, 'full')).toBeGreaterThan(0);
  expect(viewAt(h, h.length).ring.req_prod).toBe(3);
});
