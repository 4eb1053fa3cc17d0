// A number that real reports give in hexadecimal is shown so wherever it is shown: the bytes panel, the variables,
// private changes, the sentence, and `trace` with its JSON. One table knows which: engine/core/notation.ts.
import { describe, expect, it } from 'vitest';
import { NO_WORDS } from '../../components/simulation/content.ts';
import { listingAt } from '../../components/simulation/model/listing.ts';
import { lookAt } from '../../components/simulation/model/look.ts';
import { namesOf } from '../../components/simulation/model/names.ts';
import { sentence } from '../../components/simulation/model/sentence.ts';
import { privateChanges, touchesIn } from '../../components/simulation/model/touches.ts';
import { asJson, notable } from '../../engine/cli/trace.ts';
import {
  History,
  type Instance,
  instantiate,
  isHex,
  loadScenario,
  readParams,
  SCENARIO_IDS,
  type State,
  type StepRecord,
  step,
} from '../../engine/index.ts';
import { instanceOf, scenarioNamed, specsOf } from './runs.ts';

/** Names that say of themselves what kind of number they are, whatever the table says. */
const KIND =
  /(^|_)(gfn|mfn|gmfn|pfn|gpa|hpa|gva|gla|va|cr2|cr3|addr|address|flags|mask|error_?code|errorCode|exitinfo\d|qualification|msr|leaf|vec|vector|rwx|isr|irr)$/i;
const OTHERWISE: Readonly<Record<string, string>> = {
  evtchn_upcall_mask: 'a byte that holds 0 or 1',
};

const isNumber = (v: unknown): v is number | bigint => typeof v === 'number' || typeof v === 'bigint';
const hexOf = (v: number | bigint): string => (v < 0 ? `-0x${(-v).toString(16)}` : `0x${v.toString(16)}`);

/** Complaints, each once. */
class Found {
  readonly all = new Set<string>();
  check(where: string, owner: string, name: string, value: unknown, shown: unknown): void {
    if (!isNumber(value)) return;
    const byName = KIND.test(name) && !(name in OTHERWISE);
    if ((byName || isHex(owner, name)) && shown !== hexOf(value))
      this.all.add(`${where}: ${owner}.${name} is shown as ${shown}`);
  }
}

interface Seen {
  readonly record: StepRecord;
  readonly before: State;
  readonly after: State;
}

function eachStep({ program, initial, next }: Instance, see: (s: Seen) => void): void {
  let state = initial;
  for (let thread = next(state); thread !== undefined; thread = next(state)) {
    const done = step(program, state, thread);
    see({ record: done.record, before: state, after: done.state });
    state = done.state;
  }
}

/** What of a step has a name and a number: a run shows each but once for this test. */
function* named({ record, after }: Seen): Generator<string> {
  for (const e of record.effects) {
    if (e.kind === 'read' || e.kind === 'write')
      yield `${e.kind} ${e.place.layout}.${e.place.leaf} ${e.value}`;
    else if (e.kind === 'record') yield `${e.key}.${e.fields}`;
    else yield `${e.kind} ${record.procedure}`;
  }
  const top = after.threads[record.thread]?.top;
  if (top) yield `${top.procedure} ${record.procedure} ${record.label}`;
}

type JsonEffect = Readonly<Record<string, unknown>>;
type JsonChange = { readonly field: string; readonly old: unknown; readonly value: unknown };

function checkStep(seen: Seen, instance: Instance, found: Found): void {
  const { record, before, after } = seen;
  const look = {
    step: 1,
    state: after,
    before,
    record,
    view: undefined,
    beforeView: undefined,
    between: () => [],
    from: 0,
  };
  const json = JSON.parse(asJson({ step: 1, record, before, after })) as { effects: readonly JsonEffect[] };
  const said = sentence(record, before, after, namesOf(NO_WORDS, instance.platform));

  const touches = touchesIn(record);
  record.effects.forEach((e, i) => {
    if (e.kind === 'read' || e.kind === 'write') {
      const { layout, leaf, field } = e.place;
      const touch = touches.find((t) => t.at === e.place.at && t.how === e.kind && t.name.endsWith(field));
      const many = record.effects.filter((o) => o.kind === e.kind && o.place.at === e.place.at).length > 1;
      if (!many) found.check('bytes', layout, leaf, e.value, touch?.value);
      if (!many && e.kind === 'write') found.check('bytes, old', layout, leaf, e.old, touch?.old);
      found.check('JSON', layout, leaf, e.value, json.effects[i]?.value);
      if (e.kind === 'write') {
        found.check('JSON, old', layout, leaf, e.old, json.effects[i]?.old);
        const [line] = notable(e, before, after);
        found.check('trace', layout, leaf, e.value, line?.split(' → ').at(-1));
        const [, spoken] = new RegExp(`\\b${leaf}(?:\\[\\d+\\])? \\S+ to ([^;.]+)`).exec(said) ?? [];
        if (spoken && !said.endsWith('…') && !many && count(record, leaf) === 1)
          found.check('sentence', layout, leaf, e.value, spoken);
      }
    }
    if (e.kind === 'record') {
      for (const c of (json.effects[i]?.changes ?? []) as readonly JsonChange[]) {
        const value = (after.records[e.key] as JsonEffect)[c.field];
        found.check('JSON', e.key, c.field, value, c.value);
        const line = notable(e, before, after).find((t) => t.startsWith(`${e.key}: ${c.field} `));
        found.check('trace', e.key, c.field, value, line?.split(' → ').at(-1));
      }
    }
    if (e.kind === 'port' || e.kind === 'mmio') {
      expect(json.effects[i]?.value).toBe(hexOf(e.value));
      if (said.includes('reads port') || said.includes('writes port')) expect(said).toContain(hexOf(e.value));
    }
  });
  for (const p of privateChanges(record, before, after)) {
    found.check('private', p.key, p.field, (after.records[p.key] as JsonEffect)[p.field], p.value);
    found.check(
      'private, old',
      p.key,
      p.field,
      (before.records[p.key] as JsonEffect | undefined)?.[p.field],
      p.old,
    );
  }
  const listing = listingAt(instance.program, look, undefined);
  let frame = after.threads[record.thread]?.top ?? null;
  while (frame && frame.procedure !== listing?.procedure) frame = frame.caller;
  for (const local of listing?.locals ?? [])
    if (frame) found.check('variables', frame.procedure, local.name, frame.locals[local.name], local.value);
}

const count = (r: StepRecord, leaf: string): number =>
  r.effects.filter((e) => e.kind === 'write' && e.place.leaf === leaf).length;

describe.each(SCENARIO_IDS)('In %s', (id) => {
  it('what is hexadecimal in reports is nowhere shown in decimal', { timeout: 300_000 }, async () => {
    const scenario = await scenarioNamed(id);
    const found = new Found();
    const known = new Set<string>();
    for (const spec of specsOf(id)) {
      const instance = instanceOf(scenario, spec);
      if (!instance) continue;
      eachStep(instance, (seen) => {
        let fresh = false;
        for (const name of named(seen)) {
          if (known.has(name)) continue;
          known.add(name);
          fresh = true;
        }
        if (fresh) checkStep(seen, instance, found);
      });
    }
    expect([...found.all].join('\n')).toBe('');
  });
});

const eptWalk = await loadScenario('ept-walk');
describe('A violation on a table that is paged out', () => {
  const instance = instantiate(eptWalk, readParams(eptWalk.params, { fault: 'ept-table-paged' }));
  const history = new History(instance);
  const steps = Array.from({ length: history.length }, (_, i) => i + 1);

  it('shows its exit qualification as the manual’s table does: 0x81 and not 129', () => {
    const qualifications = steps.flatMap((n) =>
      privateChanges(history.record(n), history.state(n - 1), history.state(n))
        .filter((c) => c.field === 'EXIT_QUALIFICATION')
        .map((c) => c.value),
    );
    expect(qualifications[0]).toMatch(/^0x8[13]$/);
    const locals = steps.flatMap(
      (n) => listingAt(instance.program, lookAt(eptWalk, history, n), undefined)?.locals ?? [],
    );
    expect(locals.filter((l) => l.name === 'q').map((l) => l.value)).toContain(qualifications[0]);
    expect(locals.map((l) => l.value)).not.toContain(String(Number(qualifications[0])));
  });

  it('is told by `trace` with what each record held before and holds now', () => {
    const effects = steps.flatMap((n) => {
      const record = history.record(n) as StepRecord;
      const traced = { step: n, record, before: history.state(n - 1), after: history.state(n) };
      return (JSON.parse(asJson(traced)) as { effects: readonly JsonEffect[] }).effects;
    });
    const changes = effects.flatMap((e) => (e.changes ?? []) as readonly JsonChange[]);
    for (const c of changes) expect(Object.keys(c)).toEqual(['field', 'old', 'value']);
    expect(changes).toContainEqual({
      field: 'EXIT_QUALIFICATION',
      old: '0x0',
      value: expect.stringMatching(/^0x8[13]$/),
    });
    const writes = effects.filter((e) => e.kind === 'write');
    expect(writes.length).toBeGreaterThan(0);
    for (const w of writes) expect(w.old).not.toBe(undefined);
  });
});
