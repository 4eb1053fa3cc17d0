/**
 * The laws that every scenario gets for free (engine design, "Laws"). One helper: give it a scenario and parameters,
 * and it throws at the first step that breaks one.
 */

import {
  atOf,
  type Effect,
  History,
  type Instance,
  instantiate,
  KEPT_STEPS,
  type Memory,
  type Params,
  readSpec,
  type Scenario,
  SEGMENT,
  type Spec,
  type State,
  type StepRecord,
  stepAt,
  type Way,
  writeSpec,
} from '../../../engine/index.ts';
import { MECHANISM_INVARIANTS } from '../../../engine/mechanisms/invariants/index.ts';
import type { ScenarioId } from '../../../engine/scenarios/index.ts';
import { INVARIANTS } from '../../../engine/scenarios/invariants.ts';

/** Plain throws: an assertion library's call for every effect of every step would take most of the time. */
function must(holds: boolean, sentence: () => string): void {
  if (!holds) throw new Error(sentence());
}

type Extent = readonly [from: number, to: number];

/** Bytes that a record says it wrote in RAM. */
function written(effects: readonly Effect[]): Extent[] {
  return effects.flatMap((e): Extent[] => {
    if (e.kind === 'drain') return [[e.at, e.at + e.size]];
    if ('buffered' in e) return [];
    if (e.kind === 'write') return [[e.place.at, e.place.at + e.place.size]];
    if (e.kind === 'fill') return [[e.at, e.at + e.size]];
    if (e.kind === 'copy') return [[e.to, e.to + e.size]];
    if (e.kind === 'dma' && e.dir === 'to-memory') return [[e.at, e.at + e.size]];
    return [];
  });
}
const writtenToMedium = (effects: readonly Effect[]): Extent[] =>
  effects.flatMap((e): Extent[] =>
    e.kind === 'dma' && e.dir === 'to-device' ? [[e.sector * 512, e.sector * 512 + e.size]] : [],
  );

function changedOutside(before: Memory, after: Memory, allowed: readonly Extent[]): number | undefined {
  for (const [from, to] of before.changedLines(after)) {
    const a = before.bytes(from, to - from);
    const b = after.bytes(from, to - from);
    for (let i = 0; i < a.length; i++) {
      const at = from + i;
      if (a[i] !== b[i] && !allowed.some(([f, t]) => at >= f && at < t)) return at;
    }
  }
  return undefined;
}

function noUnlistedBytes(before: State, after: State, record: StepRecord, where: string): void {
  const ram = changedOutside(before.ram, after.ram, written(record.effects));
  must(ram === undefined, () => `${where} changed byte ${ram?.toString(16)} that its record does not list`);
  const medium = changedOutside(before.medium, after.medium, writtenToMedium(record.effects));
  must(
    medium === undefined,
    () => `${where} changed byte ${medium?.toString(16)} of the medium that its record does not list`,
  );
}

function readsBack(after: State, record: StepRecord, where: string): void {
  const last = new Map<number, Extract<Effect, { kind: 'write' }>>();
  for (const e of record.effects) if (e.kind === 'write' && !e.buffered) last.set(e.place.at, e);
  for (const e of last.values()) {
    const raw = e.place.size === 8 ? undefined : after.ram.uint(e.place.at, e.place.size);
    if (raw === undefined) continue;
    const unsigned = Number(BigInt.asUintN(e.place.size * 8, BigInt(e.value)));
    must(raw === unsigned, () => `${where}: ${e.place.field} does not read back what was written`);
  }
}

function namesItsFields(record: StepRecord, where: string): void {
  for (const e of record.effects) {
    if (e.kind !== 'read' && e.kind !== 'write') continue;
    must(
      record.text.includes(e.place.leaf),
      () => `${where} touches ${e.place.field}, which its text “${record.text}” does not name`,
    );
  }
}

/** What every step of every scenario keeps. Each throws a sentence that says which step broke it, and how. */
export const STEP_LAWS: Readonly<
  Record<string, (before: State, after: State, record: StepRecord, where: string) => void>
> = {
  'changes no byte that its record does not list': noUnlistedBytes,
  'reads back what it wrote': (_, after, record, where) => readsBack(after, record, where),
  'names every shared field that it touches': (_before, _after, record, where) =>
    namesItsFields(record, where),
};

/** Throws the name of the invariant that does not hold: of a mechanism of this system, or of the scenario itself. */
export function keepsInvariants(
  { scenario, mechanisms, program }: Pick<Instance, 'scenario' | 'mechanisms' | 'program'>,
  state: State,
  where: string,
): void {
  const laws = mechanisms.flatMap((m) => MECHANISM_INVARIANTS[m.id] ?? []);
  for (const law of [...laws, ...(INVARIANTS[scenario.id as ScenarioId] ?? [])])
    must(law.holds(state, program.domains), () => `${where}: ${law.name}`);
}

function sameState(a: State, b: State): void {
  must(
    a.ram
      .changedLines(b.ram)
      .every(([from, to]) => String(a.ram.bytes(from, to - from)) === String(b.ram.bytes(from, to - from))),
    () => 'the same spec left other bytes',
  );
  const data = (s: State) =>
    JSON.stringify([s.records, s.threads], (_, v) => (typeof v === 'bigint' ? `${v}n` : v));
  must(data(a) === data(b), () => 'the same spec left other records');
}

/** The same parameters bring the same run: threads, moments, bytes and records. */
export function runsAgain(scenario: Scenario, params: Params, history: History): void {
  const again = new History(instantiate(scenario, params, history.instance.way));
  must(String(again.threads) === String(history.threads), () => 'the same spec scheduled other threads');
  must(
    JSON.stringify(again.occurrences) === JSON.stringify(history.occurrences),
    () => 'the same spec reached other moments',
  );
  sameState(again.state(again.length), history.state(history.length));
}

/** Back is where forward came from: each state is the same object. @param forward all states, in their order */
export function walksBack(history: History, forward: readonly State[]): void {
  // Every state is kept up to a few thousand steps; beyond, the checkpoints are, and what lies between is re-executed.
  const every = history.length <= KEPT_STEPS ? 1 : SEGMENT;
  for (let n = 0; n <= history.length; n += every)
    must(history.state(n) === forward[n], () => `back at step ${n} is another state`);
}

/** The address of a step reads back as it was written, and names that step. */
export function hasAddresses(scenario: Scenario, params: Params, history: History): void {
  for (const step of [0, 1, Math.floor(history.length / 2), history.length]) {
    const spec: Spec = {
      scenario: scenario.id,
      params,
      at: atOf(history, step),
      mode: step % 2 ? 'predict' : 'watch',
      chrome: 'full',
      ...history.instance.way,
    };
    const { spec: back, problems } = readSpec(scenario, Object.entries(writeSpec(scenario, spec)));
    must(problems.length === 0, () => problems.join(' '));
    must(
      JSON.stringify(back) === JSON.stringify(spec),
      () => `the spec ${JSON.stringify(spec)} came back as ${JSON.stringify(back)}`,
    );
    must(stepAt(history, back.at) === step, () => `the address of step ${step} names another`);
  }
}

/** Checks every law over the whole run. Returns the history for checks that belong to the scenario. */
export function expectLaws<View>(scenario: Scenario<View>, params: Params, way: Way = {}): History<View> {
  const history = new History(instantiate(scenario, params, way));
  runsAgain(scenario, params, history);
  const forward: State[] = [];
  for (let n = 0; n <= history.length; n++) {
    const state = history.state(n);
    forward.push(state);
    keepsInvariants(history.instance, state, `after step ${n}`);
    const record = history.record(n);
    if (n === 0 || !record) continue;
    const where = `step ${n}, ${record.procedure}.${record.label}`;
    for (const law of Object.values(STEP_LAWS)) law(forward[n - 1] as State, state, record, where);
  }
  walksBack(history, forward);
  hasAddresses(scenario, params, history);
  return history;
}
