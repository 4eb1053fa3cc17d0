/** Runs of block-io that the tests of the widget look at. */

import { namesOf } from '@/components/simulation/model/names.ts';
import { type Run, runOf } from '@/components/simulation/model/run.ts';
import { wordsOf } from '@/content/scenarios/index.ts';
import { loadScenario, type RawParams, readParams } from '@/engine/index.ts';
import { xen } from '@/engine/platforms/xen.ts';

/** Workloads that reach different lines: a bounce and a plain grant, indirect descriptors, every delivery, large rings. */
export const WORKLOADS: readonly RawParams[] = [
  {},
  { persistent: 'off' },
  { requests: 'r2048+8,w0+256=abc', persistent: 'off' },
  { requests: 'w2048+8=Ringside*5', queued: '5', delivery: 'callback-vector' },
  { requests: 'w0+8=x*40', queued: '40', 'ring-pages': '16', delivery: 'intx', apicv: 'off' },
  { platform: 'pv' },
];

export async function runWith(raw: RawParams = {}): Promise<Run> {
  const scenario = await loadScenario('block-io');
  return runOf(scenario, readParams(scenario.params, raw));
}

export const NAMES = namesOf(await wordsOf('block-io'), xen);
