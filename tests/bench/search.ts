// How fast all orders of events are searched: breadth first over the engine's choices, on a producer and a consumer who
// share a ring; and the same protocol, line for line, checked by SPIN (ring.pml) in the same run.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { apply, choices, hashState } from '../../engine/index.ts';
import { median, report } from './report.ts';
import { type Losing, RUNS, type Run, systemOf } from './search-runs.ts';

const ROUNDS = 3;
/** Runs of the other checker in one measurement: it is done in a tenth of a second. */
const SPIN_ROUNDS = 7;

interface Found {
  readonly states: number;
  readonly transitions: number;
  /** States in which nothing can happen any more, and the producer still waits for an answer. */
  readonly lost: number;
  readonly seconds: number;
}

function search(run: Run): Found {
  const { program, initial } = systemOf(run);
  const from = performance.now();
  const seen = new Set([hashState(initial)]);
  let [transitions, lost] = [0, 0];
  for (let layer = [initial]; layer.length > 0; ) {
    const next: typeof layer = [];
    for (const state of layer) {
      const all = choices(program, state);
      if (all.length === 0 && state.threads.producer?.top) lost++;
      for (const choice of all) {
        const then = apply(program, state, choice).state;
        const hash = hashState(then);
        transitions++;
        if (seen.has(hash)) continue;
        seen.add(hash);
        next.push(then);
      }
    }
    layer = next;
  }
  return { states: seen.size, transitions, lost, seconds: (performance.now() - from) / 1000 };
}

/** Bytes of the heap for each state, by what is kept of it. Undefined where the collector cannot be called. */
function bytesOf(run: Run, keep: 'hash' | 'state'): number | undefined {
  const { gc } = globalThis;
  if (!gc) return undefined;
  const { program, initial } = systemOf(run);
  gc();
  const before = process.memoryUsage().heapUsed;
  const seen = new Map([[hashState(initial), keep === 'state' ? initial : undefined]]);
  let frontier = [initial];
  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const state of frontier)
      for (const choice of choices(program, state)) {
        const then = apply(program, state, choice).state;
        const hash = hashState(then);
        if (seen.has(hash)) continue;
        seen.set(hash, keep === 'state' ? then : undefined);
        next.push(then);
      }
    frontier = next;
  }
  frontier = [];
  gc();
  return (process.memoryUsage().heapUsed - before) / seen.size;
}

interface Spin extends Found {
  readonly bytes: number;
}

/** Is there such a command? */
function has(command: string, flag: string): boolean {
  try {
    execFileSync(command, [flag], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
const missing = [...(has('spin', '-V') ? [] : ['spin']), ...(has('cc', '--version') ? [] : ['cc'])];

/**
 * A checker for the run, as a function that runs it.
 * @param reduced with SPIN's own means to have fewer states: partial order reduction, and local lines made one
 */
function spinOf(run: Run, reduced: boolean, dir: string): () => Spin {
  fs.mkdirSync(dir, { recursive: true });
  const model = path.join(import.meta.dirname, 'ring.pml');
  const { slots, requests, memory, without } = run;
  const flags = [
    `-DSLOTS=${slots}`,
    `-DREQUESTS=${requests}`,
    ...(memory === 'sc' ? ['-DSC'] : []),
    ...(without ? ['-DNO_MB'] : []),
  ];
  // The first two leave the values of dead variables as they are; the third keeps every line a state of its own.
  const whole = reduced ? [] : ['-o1', '-o2', '-o3'];
  execFileSync('spin', ['-a', ...whole, ...flags, model], { cwd: dir, stdio: 'pipe' });
  const built = ['-O2', '-w', '-DSAFETY', ...(reduced ? [] : ['-DNOREDUCE']), '-o', 'pan', 'pan.c'];
  execFileSync('cc', built, { cwd: dir, stdio: 'pipe' });
  return () => {
    const from = performance.now();
    const out = execFileSync(path.join(dir, 'pan'), ['-m100000', '-w20', '-c0'], {
      cwd: dir,
      encoding: 'utf8',
    });
    const seconds = (performance.now() - from) / 1000;
    const number = (pattern: RegExp): number => Number(pattern.exec(out)?.[1] ?? Number.NaN);
    return {
      states: number(/(\d+) states, stored/),
      transitions: number(/(\d+) transitions/),
      lost: number(/errors: (\d+)/),
      bytes: number(/State-vector (\d+) byte/),
      seconds,
    };
  };
}

/** What the run is called in the table. */
const nameOf = ({ slots, requests, memory, without }: Run): string =>
  `search, shared-ring, ${slots} slots, ${requests} ${requests === 1 ? 'request' : 'requests'}, ${memory.toUpperCase()}${without ? `, without ${without satisfies Losing}` : ''}`;

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ringside-search-'));
search(RUNS[0]);
for (const [i, run] of RUNS.entries()) {
  const ours: Found[] = [];
  const theirs: Spin[] = [];
  const check = missing.length === 0 ? spinOf(run, false, path.join(dir, `whole-${i}`)) : undefined;
  // Turn about, so that whatever else the machine does hits both.
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(search(run));
    for (let n = 0; check && n < SPIN_ROUNDS; n++) theirs.push(check());
  }
  const rate = (all: readonly Found[]): number => median(all.map((f) => f.states / f.seconds));
  const [own] = ours;
  const [spin] = theirs;
  const reduced = check && spinOf(run, true, path.join(dir, `reduced-${i}`))();
  report(nameOf(run), [
    ['engine: distinct states', own?.states, ''],
    ['engine: transitions', own?.transitions, ''],
    ['engine: ends in which a wake-up is lost', own?.lost, ''],
    ['engine: states a second', rate(ours), 'states/s'],
    ['engine: time', median(ours.map((f) => f.seconds)), 's'],
    ['engine: heap for each state, of which the hash is kept', bytesOf(run, 'hash'), 'bytes'],
    ['engine: heap for each state, kept whole', bytesOf(run, 'state'), 'bytes'],
    [
      missing.length > 0 ? `SPIN: missing here: ${missing.join(', ')}` : 'SPIN: distinct states',
      spin?.states,
      '',
    ],
    ['SPIN: ends in which a wake-up is lost', spin?.lost, ''],
    ['SPIN: states a second', spin && rate(theirs), 'states/s'],
    ['SPIN: time, with the start of its process', spin && median(theirs.map((f) => f.seconds)), 's'],
    ['SPIN: state vector', spin?.bytes, 'bytes'],
    ['engine / SPIN, states a second', spin && rate(ours) / rate(theirs), ''],
    ['engine / SPIN, distinct states', spin && own && own.states / spin.states, ''],
    ['SPIN with partial order reduction and merged lines: distinct states', reduced?.states, ''],
  ]);
}
fs.rmSync(dir, { recursive: true, force: true });
