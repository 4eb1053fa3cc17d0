import { describe, expect, it } from 'vitest';
import { runOf } from '@/components/simulation/model/run.ts';
import { trailAt } from '@/components/simulation/model/run-index.ts';
import { depthOf, standingIn } from '@/components/simulation/model/worlds.ts';
import { loadScenario, readParams, type Scenario } from '@/engine/index.ts';
import { runWith, WORKLOADS } from './support/runs.ts';

describe.each(WORKLOADS)('the crossings of a run, %j', async (raw) => {
  const { history, index } = await runWith(raw);
  const { platform, program } = history.instance;
  const { threads } = program;

  it('lead each thread from where it began to where it stands, at every step', () => {
    for (const { id, domain, start } of threads) {
      const initial = history.state(0).threads[id]?.top;
      let depth = depthOf(platform, initial ? standingIn(initial, domain) : start.world);
      const own = index.crossings.filter((c) => c.thread === id);
      let next = 0;
      for (let step = 1; step <= Math.min(history.length, 2000); step++) {
        for (; own[next]?.step === step; next++) {
          const c = own[next];
          expect(c?.from).toBe(depth);
          depth = c?.to ?? -1;
        }
        const top = history.state(step).threads[id]?.top;
        if (top) expect(depth, `${id} at step ${step}`).toBe(depthOf(platform, standingIn(top, domain)));
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
            downs: passed.filter((c) => c.down).length,
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

it('a run is executed once when it is loaded, whatever is gathered from it', async () => {
  const scenario = await loadScenario('block-io');
  let asked = 0;
  const counted: Scenario = {
    ...scenario,
    schedule: (program, state) => {
      asked++;
      return scenario.schedule(program, state);
    },
  };
  const { history } = runOf(counted, readParams(scenario.params, {}));
  expect(asked).toBe(history.length + 1);
});
