/** Event channels told as stories, checked against the laws, the exits that each way of delivery costs, and every errno. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  errnoName,
  History,
  type InputError,
  instantiate,
  loadScenario,
  readParams,
} from '../../../engine/index.ts';
import type { EventChannelsView } from '../../../engine/scenarios/event-channels/index.ts';
import { expectLaws } from '../support/laws.ts';

const scenario = await loadScenario('event-channels');
const run = (raw: Record<string, string>): History<unknown> =>
  new History(instantiate(scenario, readParams(scenario.params, raw)));
const viewAt = (h: History<unknown>, step = h.length) => scenario.inspect(h.state(step)) as EventChannelsView;
const STORIES = [
  'send',
  'two-sends',
  'masked',
  'unbound',
  'ipi',
  'virq',
  'move',
  'order',
  'limits',
  'fifo-setup',
  'reset',
];

describe('x', () => {
  it.each(STORIES)('%s', (story) => {
    for (const abi of ['2-level', 'fifo'])
      for (const delivery of ['per-vcpu-vector', 'callback-vector', 'intx', 'pv'])
        for (const vcpu of ['running', 'halted'])
          for (const apicv of ['on', 'off']) {
            const raw = { story, abi, delivery, vcpu, apicv };
            try {
              const h = expectLaws(scenario, readParams(scenario.params, raw));
              const v = viewAt(h);
              const bad =
                v.program.begun < v.program.ops.length || v.program.results.length < v.program.ops.length;
              console.log(
                story,
                abi,
                delivery,
                vcpu,
                apicv,
                h.length,
                JSON.stringify(v.program.handled),
                v.program.results.map((r) => (r.rc === null ? '-' : errnoName(r.rc))).join(' '),
                bad ? 'UNFINISHED' : '',
                h.ledger(h.length).X,
              );
            } catch (e) {
              console.log(JSON.stringify(raw), 'FAILED', (e as Error).message);
            }
          }
  });
});
