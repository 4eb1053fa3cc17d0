// The story block-io: steps per second, bytes that a kept state costs, and how long it takes to look at any step of a
// long history. Run with --expose-gc.
import { History, instantiate, loadScenario, readParams, run, SEGMENT, step } from '../../engine/index.ts';
import { median, quantile, report } from './report.ts';

/** One request after the other, so that nothing is saved by batching: the longest way to write 512 blocks. */
const LONG = { requests: 'w0+8=Ringside*512', queued: '1' };
const ROUNDS = 7;
const LOOKS = 300;
const KEPT = 20_000;

const timed = (action: () => void): number => {
  const from = performance.now();
  action();
  return performance.now() - from;
};

/** The same numbers every time: where the scrubber goes next. */
function* places(length: number): Generator<number> {
  for (let x = 12345; ; ) {
    x = (Math.imul(x, 1103515245) + 12345) >>> 0;
    yield x % (length + 1);
  }
}

function heap(): number {
  if (!globalThis.gc) throw new Error('run with --expose-gc');
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function main(): Promise<void> {
  const scenario = await loadScenario('block-io');
  const instance = instantiate(scenario, readParams(scenario.params, LONG));
  const steps = new History(instance).length;

  const runs = Array.from({ length: ROUNDS }, () =>
    timed(() => run(instance.program, instance.initial, instance.next)),
  );
  const builds = Array.from({ length: ROUNDS }, () => timed(() => new History(instance)));
  report('block-io', [
    ['steps of the run', steps, ''],
    ['run, nothing kept', steps / (median(runs) / 1000), 'steps/s'],
    ['history, with checkpoints, moments and ledger', steps / (median(builds) / 1000), 'steps/s'],
  ]);

  const before = heap();
  const kept = [];
  let state = instance.initial;
  for (let n = 0; n < KEPT; n++) {
    const id = instance.next(state);
    if (id === undefined) break;
    const done = step(instance.program, state, id);
    kept.push(done);
    state = done.state;
  }
  const each = (heap() - before) / kept.length;
  const empty = heap();
  const history = new History(instance);
  const whole = heap() - empty;
  report('memory', [
    ['a kept state with its record', each, 'bytes/step'],
    [`a history of ${history.length} steps, checkpoints only`, whole / history.length, 'bytes/step'],
    ['kept states', kept.length, ''],
  ]);

  // Every look is into a segment that nobody has looked into before: nothing is found ready.
  const looks: number[] = [];
  const seen = new Set<number>();
  for (const at of places(history.length)) {
    const segment = Math.floor(at / SEGMENT);
    if (seen.has(segment)) continue;
    seen.add(segment);
    looks.push(timed(() => history.state(at)));
    if (looks.length === LOOKS) break;
  }
  report(`scrub a history of ${history.length} steps`, [
    ['p50', quantile(looks, 0.5), 'ms'],
    ['p95', quantile(looks, 0.95), 'ms'],
    ['max', quantile(looks, 1), 'ms'],
  ]);
}

void main();
