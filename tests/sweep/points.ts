/**
 * What a run reaches, as a set of texts: the points by which a few specs are shown to reach as much as many.
 * A listing that is there; a line; both outcomes of a branch; a moment; a kind of effect; an answer and the options of a
 * question; where a thread runs; how the run ends. Two runs with the same points exercise the same code in the same ways.
 */
import type { Effect, History, StepRecord } from '../../engine/index.ts';

/** Where a line goes on: `→ next` in its listing, `→ call x`, or `→ return`. Undefined if an interrupt came first. */
function outcome(record: StepRecord, next: StepRecord | undefined): string | undefined {
  const { effects, procedure } = record;
  if (effects.some((e) => e.kind === 'return' && e.procedure === procedure)) return 'return';
  // The first effect of an interrupt's first line is the call of its own listing.
  const called = effects.findLast((e) => e.kind === 'call');
  if (called?.kind === 'call' && called.procedure !== procedure) return `call ${called.procedure}`;
  return next?.procedure === procedure ? next.label : undefined;
}

function kindOf(e: Effect): string {
  switch (e.kind) {
    case 'exit':
      return `exit ${e.reason}`;
    case 'hypercall':
      return `hypercall ${e.name}`;
    case 'dma':
      return `dma ${e.dir}`;
    case 'copy':
      return `copy ${e.payload ? 'of payload' : ''}`;
    case 'cross':
      return `cross ${e.from} ${e.to}`;
    default:
      return e.kind;
  }
}

export function pointsOf(history: History): ReadonlySet<string> {
  const out = new Set<string>();
  const last = new Map<string, StepRecord>();
  for (const name of history.instance.program.procedures.keys()) out.add(`listing ${name}`);
  const branch = (record: StepRecord, next: StepRecord | undefined): void => {
    const to = outcome(record, next);
    if (to !== undefined) out.add(`${record.procedure}.${record.label} → ${to}`);
  };
  for (let n = 1; n <= history.length; n++) {
    const record = history.record(n);
    if (!record) continue;
    out.add(`line ${record.procedure}.${record.label}`);
    out.add(`${record.thread} in ${record.world}`);
    for (const e of record.effects) out.add(`effect ${kindOf(e)}`);
    const before = last.get(record.thread);
    if (before) branch(before, record);
    last.set(record.thread, record);
  }
  for (const record of last.values()) branch(record, undefined);
  for (const { id } of history.occurrences) out.add(`moment ${id}`);
  for (const [id, { top }] of Object.entries(history.state(history.length).threads))
    out.add(`end of ${id}: ${top ? `${top.procedure} ${top.line}` : 'finished'}`);
  for (const question of history.instance.scenario.questions) {
    const step = history.find(question.moment);
    if (step === undefined) continue;
    const asked = { history, step };
    for (const { id } of question.options(asked)) out.add(`option ${question.id} ${id}`);
    out.add(`answer ${question.id} ${question.answer(asked)}`);
  }
  return out;
}

/**
 * A small part of the specs that reaches the same points: the defaults, which most readers see; then always the one
 * that brings most for what it costs; and those are left out whose points the others have.
 * @param runs points and number of steps by spec
 */
export function chooseCover(
  runs: ReadonlyMap<string, { readonly points: ReadonlySet<string>; readonly steps: number }>,
): readonly string[] {
  /** What a spec costs besides its steps, in steps: setting it up, and being read by people. */
  const SETUP = 300;
  const left = new Set([...runs.values()].flatMap((r) => [...r.points]));
  const chosen: string[] = [''];
  for (const p of runs.get('')?.points ?? []) left.delete(p);
  while (left.size > 0) {
    let best = '';
    let most = 0;
    for (const [spec, { points, steps }] of runs) {
      let brings = 0;
      for (const p of points) if (left.has(p)) brings++;
      const worth = brings / (steps + SETUP);
      if (worth > most) {
        best = spec;
        most = worth;
      }
    }
    chosen.push(best);
    for (const p of runs.get(best)?.points ?? []) left.delete(p);
  }
  const count = new Map<string, number>();
  for (const spec of chosen)
    for (const p of runs.get(spec)?.points ?? []) count.set(p, (count.get(p) ?? 0) + 1);
  const dearest = [...chosen].sort((a, b) => (runs.get(b)?.steps ?? 0) - (runs.get(a)?.steps ?? 0));
  const dropped = new Set<string>();
  for (const spec of dearest) {
    if (spec === '') continue;
    const points = runs.get(spec)?.points ?? new Set();
    if (![...points].every((p) => (count.get(p) ?? 0) > 1)) continue;
    dropped.add(spec);
    for (const p of points) count.set(p, (count.get(p) ?? 0) - 1);
  }
  return chosen.filter((spec) => !dropped.has(spec));
}
