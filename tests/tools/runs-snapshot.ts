/**
 * What every scenario does, in numbers, to be compared before and after a change that must not alter it.
 *
 *   npx tsx tests/tools/runs-snapshot.ts write    executes some thirteen runs of each scenario and keeps a summary
 *   npx tsx tests/tools/runs-snapshot.ts compare  executes the same runs and lists every difference
 *
 * A file can be named as the last argument. `compare` exits with 1 where there is a difference.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../app/_tools/lib.mjs';
import {
  History,
  InputError,
  instantiate,
  loadScenario,
  readParams,
  SCENARIO_IDS,
} from '../../engine/index.ts';
import { rawOf, wideOf } from '../content/runs.ts';

/** Besides the run of the defaults. */
const RUNS = 12;

interface Summary {
  readonly steps: number;
  /** SHA-256 over `thread procedure.label` of all steps, in their order. */
  readonly sequence: string;
  /** `moment.nth` by step. */
  readonly moments: Readonly<Record<string, number>>;
  readonly ledger: Readonly<Record<string, number>>;
  /** How often each line is executed. */
  readonly lines: Readonly<Record<string, number>>;
}
/** By scenario, by spec; a sentence where the scenario refuses it. */
type Snapshot = Readonly<Record<string, Readonly<Record<string, Summary | string>>>>;

async function summaryOf(id: string, spec: string): Promise<Summary | string> {
  const scenario = await loadScenario(id);
  let history: History;
  try {
    history = new History(instantiate(scenario, readParams(scenario.params, rawOf(spec))));
  } catch (e) {
    if (e instanceof InputError) return e.message;
    throw e;
  }
  const hash = createHash('sha256');
  const lines: Record<string, number> = {};
  for (let n = 1; n <= history.length; n++) {
    const record = history.record(n);
    const line = `${record?.procedure}.${record?.label}`;
    lines[line] = (lines[line] ?? 0) + 1;
    hash.update(`${record?.thread} ${line}\n`);
  }
  return {
    steps: history.length,
    sequence: hash.digest('hex').slice(0, 16),
    moments: Object.fromEntries(history.occurrences.map((o) => [`${o.id}.${o.nth}`, o.step])),
    ledger: history.ledger(history.length),
    lines,
  };
}

async function write(file: string): Promise<void> {
  const snapshot: Record<string, Record<string, Summary | string>> = {};
  for (const id of SCENARIO_IDS) {
    const specs = await wideOf(id);
    const every = Math.max(1, Math.floor(specs.length / RUNS));
    const chosen = new Set(['', ...specs.filter((_, i) => i % every === 0)].slice(0, RUNS + 1));
    const runs: Record<string, Summary | string> = {};
    for (const spec of chosen) runs[spec] = await summaryOf(id, spec);
    snapshot[id] = runs;
  }
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(snapshot));
  console.log(`The runs of ${Object.keys(snapshot).join(', ')} are summed up in ${file}.`);
}

/** Keys whose numbers differ, as `key was → now`. */
function differences(was: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>): string[] {
  return [...new Set([...Object.keys(was), ...Object.keys(now)])]
    .filter((key) => was[key] !== now[key])
    .map((key) => `${key} ${was[key] ?? 'none'} → ${now[key] ?? 'none'}`);
}

function compareRun(was: Summary | string, now: Summary | string): string[] {
  if (typeof was === 'string' || typeof now === 'string')
    return was === now ? [] : [`was ${shortly(was)}, is ${shortly(now)}`];
  const out: string[] = [];
  if (was.steps !== now.steps) out.push(`steps: ${was.steps} → ${now.steps}`);
  const parts = ['lines', 'moments', 'ledger'] as const;
  for (const part of parts) {
    const found = differences(was[part], now[part]);
    if (found.length) out.push(`${part}: ${found.slice(0, 12).join(', ')}${found.length > 12 ? ', …' : ''}`);
  }
  if (out.length === 0 && was.sequence !== now.sequence) out.push('the same lines run in another order');
  return out;
}
const shortly = (s: Summary | string): string => (typeof s === 'string' ? `refused (${s})` : 'a run');

async function compare(file: string): Promise<void> {
  const snapshot = JSON.parse(fs.readFileSync(file, 'utf8')) as Snapshot;
  let runs = 0;
  let changed = 0;
  for (const [id, specs] of Object.entries(snapshot)) {
    for (const [spec, was] of Object.entries(specs)) {
      runs++;
      const found = compareRun(was, await summaryOf(id, spec));
      if (found.length === 0) continue;
      changed++;
      console.log(`${id} ${spec || '(defaults)'}\n${found.map((d) => `    ${d}`).join('\n')}`);
    }
  }
  console.log(`${runs} runs compared, ${changed} changed`);
  process.exitCode = changed ? 1 : 0;
}

const [what, file = path.join(ROOT, 'node_modules', '.cache', 'runs-snapshot.json')] = process.argv.slice(2);
if (what === 'write') await write(file);
else if (what === 'compare') await compare(file);
else {
  console.error('Say what to do: write or compare.');
  process.exitCode = 2;
}
