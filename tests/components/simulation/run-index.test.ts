import { describe, expect, it } from 'vitest';
import { trailAt } from '@/components/simulation/model/run-index.ts';
import { LEVELS, standingIn, WORLDS } from '@/components/simulation/model/worlds.ts';
import { runWith, WORKLOADS } from './support/runs.ts';

describe.each(WORKLOADS)('the crossings of a run, %j', async (raw) => {
  const { history, index } = await runWith(raw);
  const { threads } = history.instance.program;

  it('lead each thread from where it began to where it stands, at every step', () => {
    for (const { id, domain, start } of threads) {
      const initial = history.state(0).threads[id]?.top;
      let depth = LEVELS.indexOf(WORLDS[initial ? standingIn(initial, domain) : start.world].level);
      const own = index.crossings.filter((c) => c.thread === id);
      let next = 0;
      for (let step = 1; step <= Math.min(history.length, 2000); step++) {
        for (; own[next]?.step === step; next++) {
          const c = own[next];
          expect(c?.from).toBe(depth);
          depth = c?.to ?? -1;
        }
        const top = history.state(step).threads[id]?.top;
        if (top) expect(LEVELS[depth], `${id} at step ${step}`).toBe(WORLDS[standingIn(top, domain)].level);
      }
    }
  });

  it('leave a trail at each boundary, found up to any step', () => {
    for (const step of [0, 1, 50, Math.floor(history.length / 2), history.length])
      for (const { id } of threads)
        for (const boundary of [0, 1, 2]) {
          const passed = index.crossings.filter(
            (c) => c.thread === id && c.boundary === boundary && c.step <= step,
          );
          expect(trailAt(index, id, boundary, step, 6)).toEqual({
            count: passed.length,
            latest: passed.slice(-6),
          });
        }
  });

  it('note the first step at which a counter moves', () => {
    for (const [id, step] of index.firstCost) {
      expect(history.ledger(step)[id]).toBeGreaterThan(0);
      expect(history.ledger(step - 1)[id]).toBe(0);
    }
  });
});

it('a posted interrupt reaches the guest without passing through the hypervisor', async () => {
  const { history, index } = await runWith({ apicv: 'on' });
  const upcall = history.find('guest-upcall') ?? 0;
  expect(
    index.crossings.filter((c) => c.thread === 'guest' && c.step >= upcall - 1 && c.boundary > 0),
  ).toEqual([]);
});
