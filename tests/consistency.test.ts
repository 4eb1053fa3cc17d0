/**
 * Over all steps of all scenarios, with default and with random parameters: the listing, the reason, the ledger, the bytes and
 * the live-region sentence tell of one and the same step.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimulationContent } from '../components/simulation/content.ts';
import { ledgerRows } from '../components/simulation/model/ledger-rows.ts';
import { listingAt } from '../components/simulation/model/listing.ts';
import { type Look, lookAt } from '../components/simulation/model/look.ts';
import { namesOf } from '../components/simulation/model/names.ts';
import { reasonOf } from '../components/simulation/model/reason.ts';
import { runOf } from '../components/simulation/model/run.ts';
import type { RunIndex } from '../components/simulation/model/run-index.ts';
import { MAX_SENTENCE, sentence } from '../components/simulation/model/sentence.ts';
import { touchesIn } from '../components/simulation/model/touches.ts';
import { wordsOf } from '../content/scenarios/index.ts';
import {
  charge,
  EMPTY_LEDGER,
  type History,
  InputError,
  instantiate,
  loadScenario,
  type Param,
  type Params,
  readParams,
  SCENARIO_IDS,
  type Scenario,
} from '../engine/index.ts';
import { xen } from '../engine/platforms/xen.ts';

/** Texts of a parameter that is a small language: examples that stay short. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  address: ['0x7f8a12345678', '0', 'ffff888000000000', '0x800000000000', 'ff00000000000000'],
  requests: ['w2048+8=Ringside', 'r0+8', 'w0+8=a,r0+8', 'w8+96=Xen', 'w0+8=a*3'],
};

function anyText(p: Param): fc.Arbitrary<string> {
  switch (p.kind) {
    case 'int':
      return fc.integer({ min: p.min, max: Math.min(p.max, p.min + 8) }).map(String);
    case 'choice':
      return fc.constantFrom(...p.options);
    case 'flag':
      return fc.constantFrom('on', 'off');
    case 'text':
      return fc.constantFrom(...(TEXTS[p.id] ?? [p.default, ...(p.suggestions ?? [])]));
  }
}
const anyParams = (schema: readonly Param[]): fc.Arbitrary<Record<string, string>> =>
  fc.record(Object.fromEntries(schema.map((p) => [p.id, anyText(p)])));

/** Thrown with the sentence that a reader of the failure needs. */
function must(holds: boolean, sentenceOf: () => string): void {
  if (!holds) throw new Error(sentenceOf());
}

function listingAgrees(history: History, look: Look): void {
  const { record } = look;
  const listing = listingAt(history.instance.program, look, undefined);
  const done = listing?.rows.filter((r) => r.mark === 'done' || r.mark === 'passed') ?? [];
  must(listing?.procedure === record?.procedure, () => `the listing shows ${listing?.procedure}`);
  must(
    done.length === 1 && done[0]?.label === record?.label,
    () => `the listing marks ${done.map((d) => d.label)}`,
  );
  must(done[0]?.text === record?.text, () => 'the listing’s line is worded otherwise');
  const passed = record?.effects.some((e) => e.kind === 'passed') ?? false;
  must(
    (done[0]?.mark === 'passed') === passed,
    () => 'the listing marks a line that was passed over as done',
  );
}

function reasonAgrees(words: SimulationContent, look: Look): void {
  const key = `${look.record?.procedure}.${look.record?.label}`;
  const why = words.narration[key];
  must(why !== undefined, () => `${key} has no narration`);
  const { text } = reasonOf(words, look, undefined);
  const passed = look.record?.effects.some((e) => e.kind === 'passed');
  if (typeof why === 'string' && passed)
    must(text.startsWith('Looked at and passed over: ') && text.endsWith(why), () => `${key}: ${text}`);
  else
    must(
      text === (typeof why !== 'object' ? why : passed ? why.passed : why.holds),
      () => `${key}: the panel says something else than the narration`,
    );
}

function ledgerAgrees(history: History, index: RunIndex, look: Look): void {
  if (!look.record) return;
  const cost = charge(EMPTY_LEDGER, look.record);
  const rows = ledgerRows(history, index, look.step);
  for (const row of rows)
    must(
      row.delta === cost[row.id],
      () => `${row.id} moves by ${row.delta}, the effects cost ${cost[row.id]}`,
    );
  for (const [id, n] of Object.entries(cost))
    must(n === 0 || rows.some((r) => r.id === id), () => `${id} is charged but not shown`);
}

function bytesAgree(look: Look): void {
  if (!look.record || !look.before) return;
  const writes = touchesIn(look.record).filter((t) => t.how === 'write');
  for (const [from, to] of look.before.ram.changedLines(look.state.ram)) {
    const was = look.before.ram.bytes(from, to - from);
    const now = look.state.ram.bytes(from, to - from);
    for (let i = 0; i < now.length; i++) {
      const at = from + i;
      must(
        was[i] === now[i] || writes.some((t) => at >= t.at && at < t.at + t.size),
        () => `byte ${at.toString(16)} changed and the bytes panel does not show it`,
      );
    }
  }
}

function sentenceAgrees(words: SimulationContent, look: Look): void {
  if (!look.record) return;
  const said = sentence(look.record, look.before, look.state, namesOf(words, xen));
  must(said.length <= MAX_SENTENCE, () => `the sentence has ${said.length} characters`);
  must(said.endsWith('.') || said.endsWith('…'), () => `“${said}” does not end`);
  const first = look.record.effects.find((e) => e.kind === 'write');
  if (first?.kind === 'write')
    must(
      said.includes(first.place.leaf),
      () => `“${said}” does not say that ${first.place.field} was written`,
    );
  const told = look.record.effects.some(
    (e) => e.kind === 'notify' || e.kind === 'dma' || e.kind === 'copy' || e.kind === 'grant',
  );
  if (told) must(!said.includes('nothing shared changes'), () => `“${said}” hides what happened`);
}

function expectAgreement(scenario: Scenario, words: SimulationContent, params: Params): void {
  const { history, index } = runOf(scenario, params);
  for (let step = 1; step <= history.length; step++) {
    const look = lookAt(scenario, history, step);
    try {
      listingAgrees(history, look);
      reasonAgrees(words, look);
      ledgerAgrees(history, index, look);
      bytesAgree(look);
      sentenceAgrees(words, look);
    } catch (e) {
      throw new Error(
        `step ${step}, ${look.record?.procedure}.${look.record?.label}: ${(e as Error).message}`,
      );
    }
  }
}

describe.each(SCENARIO_IDS)('%s', (id) => {
  it('tells one story in all its panels, with its defaults', async () => {
    const scenario = await loadScenario(id);
    expect(() => readParams(scenario.params, {})).not.toThrow();
    expectAgreement(scenario, await wordsOf(id), readParams(scenario.params, {}));
  });
  it('and with random parameters (40 seeded specs)', { timeout: 240_000 }, async () => {
    const scenario = await loadScenario(id);
    const words = await wordsOf(id);
    fc.assert(
      fc.property(anyParams(scenario.params), (raw) => {
        const params = readParams(scenario.params, raw);
        try {
          instantiate(scenario, params);
        } catch (e) {
          // A combination that makes no sense is refused in one sentence.
          if (e instanceof InputError) return;
          throw e;
        }
        expectAgreement(scenario, words, params);
      }),
      { seed: 0x5853, numRuns: 40 },
    );
  });
});
