// A recording beside a run: rows at their moments, and beside each what the run itself did or held.
import { describe, expect, it } from 'vitest';
import { align, rowAt } from '@/components/simulation/model/recorded.ts';
import { runOf } from '@/components/simulation/model/run.ts';
import { beside } from '@/content/recordings/beside.ts';
import { loadScenario, type RawParams, readParams } from '@/engine/index.ts';

async function laid(scenario: string, id: string, raw?: RawParams) {
  const loaded = await loadScenario(scenario);
  const recording = beside(scenario).find((r) => r.id === id);
  if (!recording) throw new Error(`there is no recording ${id}`);
  const run = runOf(loaded, readParams(loaded.params, raw ?? recording.params));
  return { recording, run, ...align(recording, run) };
}

const accesses = await laid('emulated-io', 'accesses');
const indices = await laid('block-io', 'ring-pvhvm');

describe('the port accesses of one write', () => {
  const { rows, run, otherRun } = accesses;

  it('stand beside the run’s own, which are the same, one for one', () => {
    expect(rows).toHaveLength(26);
    for (const row of rows) expect(row.own).toBe(row.recorded);
    expect(otherRun).toBe(false);
  });

  it('are all that the run has: none is left between two rows', () => {
    const ports = rows.flatMap((r) => r.own?.split(', ') ?? []);
    expect(ports).toHaveLength(run.history.ledger(run.history.length).P);
  });

  it('light the row that the run has reached, and none before the first', () => {
    expect(rowAt(rows, 0)).toBe(-1);
    for (const [i, { step }] of rows.entries()) {
      expect(rowAt(rows, step ?? -1)).toBe(i);
      expect(rowAt(rows, (step ?? 0) - 1)).toBe(i - 1);
    }
    expect(rowAt(rows, run.history.length)).toBe(25);
  });
});

describe('the indices of the ring', () => {
  const { rows, run } = indices;

  it('stand beside the bytes of the run at the same moments', () => {
    for (const { step, own } of rows) {
      const { ring } = run.scenario.inspect(run.history.state(step ?? -1)) as {
        ring: Record<string, number>;
      };
      expect(own).toBe(`${ring.req_prod} ${ring.req_event} ${ring.rsp_prod} ${ring.rsp_event}`);
    }
  });

  it('say why where they differ by more than their start', () => {
    expect(rows.filter((r) => r.differs).length).toBeGreaterThan(0);
  });
});

describe('a run with other parameters', () => {
  it('is said to be another', async () => {
    const { otherRun } = await laid('emulated-io', 'accesses', { requests: 'r2048+8' });
    expect(otherRun).toBe(true);
  });

  it('leaves rows without a counterpart where it lacks their moments', async () => {
    const { rows } = await laid('block-io', 'ring-pvhvm', { requests: 'w2048+8*8', queued: '8' });
    expect(rows.every((r) => r.step === undefined || r.own !== undefined)).toBe(true);
  });
});

describe('a recording', () => {
  it.each(['block-io', 'emulated-io'])('of %s says where it comes from', (scenario) => {
    for (const { provenance } of beside(scenario)) {
      expect(provenance.system).toMatch(/Xen 4\.17\.7/);
      expect(provenance.href).toMatch(/^\/recordings\/.+\.json$/);
    }
  });
});
