// The lost wake-up, played on the shared ring: whether some order of events loses a wake-up, with and without a line, and that
// the schedules which the lesson plays are such orders.
import { describe, expect, it } from 'vitest';
import {
  History,
  InputError,
  instantiate,
  loadScenario,
  readSpec,
  type SharedRingView,
  type State,
  type Way,
  wayOf,
  writeSpec,
} from '../../../engine/index.ts';
import { instanceBy } from '../../content/runs.ts';
import { explore } from '../support/explore.ts';

const scenario = await loadScenario('shared-ring');
const view = (state: State): SharedRingView => scenario.inspect(state) as SharedRingView;

/** Is there an order in which two requests are not both answered? */
function mayLose(way: Way): boolean {
  const { spec } = readSpec(scenario, [
    ['requests', '2'],
    ['slots', '2'],
  ]);
  const { program, initial } = instantiate(scenario, spec.params, way);
  const { ends, states } = explore(program, initial, 2_000_000);
  expect(states).toBeGreaterThan(1000);
  return ends.some((s) => view(s).progress.answered < 2);
}

describe('of all orders in which two requests can be served', () => {
  it.each([
    ['none loses one', {}, false],
    ['none loses one with store buffers', { memory: 'tso' }, false],
    ['some lose one without the final check', { without: 'final-check' }, true],
    ['some lose one where nobody asks to be rung for', { without: 're-arm' }, true],
    ['none loses one without barriers, where each store is in memory at once', { without: 'barrier' }, false],
  ] as const)('%s', { timeout: 60_000 }, (_, way, loses) => {
    expect(mayLose(way)).toBe(loses);
  });
});

const FINAL = 'requests=2 schedule=p*18.c*27.p*17';
const FENCE = 'requests=2 schedule=p*18.c*31.p*17 memory=tso';
const play = (text: string): History => new History(instanceBy(scenario, text));
const end = (h: History): SharedRingView => view(h.state(h.length));

describe('the schedules of the lesson', () => {
  it.each([
    ['the look before the note, the request between', `${FINAL} without=final-check`],
    ['the note waits in the store buffer, the request is published meanwhile', `${FENCE} without=barrier`],
  ])('lose the wake-up: %s', (_, text) => {
    const h = play(text);
    expect(end(h)).toMatchObject({
      asleep: { producer: true, consumer: true },
      bells: { front: false, back: false },
      progress: { answered: 1 },
      ring: { req_prod: 2, req_cons: 1, req_event: 2 },
    });
    expect(h.find('lost')).toBe(h.length);
  });

  it.each([
    ['with all lines', FINAL],
    ['with all lines and store buffers', FENCE],
    [
      'without barriers, but with stores that are in memory at once',
      `${FENCE.replace(' memory=tso', '')} without=barrier`,
    ],
    ['without barriers, in the order that loses it without the final check', `${FINAL} without=barrier`],
  ])('lose nothing %s', (_, text) => {
    const h = play(text);
    expect(end(h).progress.answered).toBe(2);
    expect(h.find('lost')).toBeUndefined();
  });
});

describe('a run without a line', () => {
  it('is part of the address', () => {
    const pairs = { requests: '2', schedule: 'p*18.c*27.p*17', without: 'final-check' };
    const { spec, problems } = readSpec(scenario, Object.entries(pairs));
    expect(problems).toEqual([]);
    expect(wayOf(spec).without).toBe('final-check');
    expect(writeSpec(scenario, spec)).toEqual(pairs);
  });

  it('is refused in one sentence where there is no such line', () => {
    const { spec, problems } = readSpec(scenario, [['without', 'luck']]);
    expect(problems).toEqual([
      expect.stringMatching(/^without takes one of barrier, final-check, .*, not "luck"\.$/),
    ]);
    expect(wayOf(spec)).toEqual({});
    expect(() => instanceBy(scenario, 'without=tlb-flush')).toThrow(InputError);
  });

  it('shows the line as one that does nothing', () => {
    const h = play(`${FINAL} without=final-check`);
    const texts = Array.from({ length: h.length }, (_, i) => h.record(i + 1)).filter(
      (r) => r?.label === 'again',
    );
    const struck = texts.filter((r) => r?.procedure.startsWith('RING_FINAL_CHECK'));
    expect(struck.length).toBeGreaterThan(1);
    for (const r of struck) {
      expect(r?.text).toMatch(/^\/\/ work = /);
      expect(r?.effects).toEqual([]);
    }
  });
});
