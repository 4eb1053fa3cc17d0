/** The listing, the reason, the ledger, the bytes and the live region's sentence are about one and the same step. */
import type { SimulationContent } from '../../components/simulation/content.ts';
import { ledgerRows } from '../../components/simulation/model/ledger-rows.ts';
import { listingAt } from '../../components/simulation/model/listing.ts';
import type { Look } from '../../components/simulation/model/look.ts';
import { namesOf } from '../../components/simulation/model/names.ts';
import { reasonOf } from '../../components/simulation/model/reason.ts';
import type { RunIndex } from '../../components/simulation/model/run-index.ts';
import { MAX_SENTENCE, sentence } from '../../components/simulation/model/sentence.ts';
import { touchesIn } from '../../components/simulation/model/touches.ts';
import { charge, EMPTY_LEDGER, type History } from '../../engine/index.ts';
import { xen } from '../../engine/platforms/xen.ts';

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

/** What a check of the panels is given: one step of a run, with the words of its scenario. */
export interface Panels {
  readonly history: History;
  readonly index: RunIndex;
  readonly words: SimulationContent;
  readonly look: Look;
}

export const PANEL_CHECKS: Readonly<Record<string, (at: Panels) => void>> = {
  'the listing shows the line, and marks it alone': ({ history, look }) => listingAgrees(history, look),
  'the reason is the narration of this line, and there is one': ({ words, look }) =>
    reasonAgrees(words, look),
  'the ledger moves by what the effects cost': ({ history, index, look }) =>
    ledgerAgrees(history, index, look),
  'the bytes that changed are listed as written': ({ look }) => bytesAgree(look),
  'the sentence says what happened, and ends': ({ words, look }) => sentenceAgrees(words, look),
};
