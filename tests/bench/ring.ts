// Ring operations per second: the engine's listings with all effects recorded, and the real macros on the same trace.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { crc32 } from '../../engine/conformance/crc32.ts';
import { type Operation, RING_AT, ringTrace } from '../../engine/conformance/ring-drivers.ts';
import { slotsOf } from '../../engine/conformance/ring-records.ts';
import { run } from '../../engine/core/machine.ts';
import { median, report } from './report.ts';

/** Codes of ring.c, in its order. */
const OPS = [
  'f.queue',
  'f.push',
  'f.consume',
  'f.finalcheck',
  'f.free',
  'b.consume',
  'b.finalcheck',
  'b.setevent',
  'b.respond',
  'b.push',
  'b.unconsumed',
  'b.prodoverflow',
];
const TRACES = [
  'ring-traces-blkif32.json',
  'ring-traces-netif-tx256-wrap.json',
  'ring-traces-tiny8-wrap.json',
];
const ROUNDS = 9;
/** Runs of the trace in one measurement of the engine, and before the first. */
const REPEATS = 10;
const WARM = 40;
const HEADERS = '/usr/include/xen/io/ring.h';

interface Trace {
  readonly kind: string;
  readonly entries: number;
  readonly slot: number;
  readonly start: number;
  readonly operations: readonly Operation[];
  readonly payload: Readonly<Record<string, unknown>>;
  readonly crc: number;
}

function load(name: string): Trace {
  const file = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '../vectors', name), 'utf8'));
  return {
    kind: file.kind,
    entries: file.ringEntries,
    slot: file.entryBytes,
    start: file.startIndex,
    operations: file.rows.map(([op, arg]: [string, number]) => ({ op, arg })),
    payload: file.payload,
    crc: file.rows.at(-1).at(-1),
  };
}

/** The whole trace by the engine, some times over: seconds a run, and what a run consists of. */
function engine(t: Trace): () => { seconds: number; steps: number; effects: number } {
  const shape = { nr_ents: t.entries, slot: t.slot, start: t.start };
  const world = ringTrace(slotsOf(t.kind, t.slot, t.payload), shape, t.operations);
  return () => {
    let [steps, effects] = [0, 0];
    let ram = world.initial.ram;
    const from = performance.now();
    for (let i = 0; i < REPEATS; i++) {
      const end = run(world.program, world.initial, world.next, (record) => {
        steps++;
        effects += record.effects.length;
      });
      ram = end.ram;
    }
    const seconds = (performance.now() - from) / 1000 / REPEATS;
    if (crc32(ram.bytes(RING_AT, 64 + t.entries * t.slot)) !== t.crc)
      throw new Error(`${t.kind}: the engine left other bytes`);
    return { seconds, steps: steps / REPEATS, effects: effects / REPEATS };
  };
}

/** The same by the macros; undefined without a compiler or headers. */
function macrosOf(t: Trace, dir: string): (() => number) | undefined {
  if (!fs.existsSync(HEADERS)) return undefined;
  const kind = t.kind.replace(/\d+$/, '');
  const [binary, list] = [path.join(dir, kind), path.join(dir, `${kind}.txt`)];
  try {
    execFileSync('gcc', ['-O2', `-DKIND_${kind}`, '-o', binary, path.join(import.meta.dirname, 'ring.c')], {
      stdio: 'pipe',
    });
  } catch {
    return undefined;
  }
  const rows = t.operations.map(({ op, arg }) => `${OPS.indexOf(op)} ${arg}`);
  fs.writeFileSync(list, [`${t.entries} ${t.start} ${rows.length}`, ...rows, ''].join('\n'));
  const repeats = 2000;
  return () => {
    const { ns, crc } = JSON.parse(execFileSync(binary, [list, String(repeats)], { encoding: 'utf8' }));
    if (crc !== t.crc) throw new Error(`${t.kind}: the macros left other bytes`);
    return ns / 1e9 / repeats;
  };
}

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ringside-bench-'));
for (const name of TRACES) {
  const t = load(name);
  const macros = macrosOf(t, dir);
  const times: { engine: number[]; native: number[] } = { engine: [], native: [] };
  let counts = { steps: 0, effects: 0 };
  const ours = engine(t);
  for (let i = 0; i < WARM; i += REPEATS) ours();
  // Turn about, so that whatever else the machine does hits both.
  for (let i = 0; i < ROUNDS; i++) {
    const { seconds, ...rest } = ours();
    counts = rest;
    times.engine.push(seconds);
    if (macros) times.native.push(macros());
  }
  const n = t.operations.length;
  const rate = n / median(times.engine);
  const native = macros && n / median(times.native);
  const steps = counts.steps / median(times.engine);
  report(`ring, ${t.kind}`, [
    ['engine, all effects recorded', rate, 'operations/s'],
    ['macros of ring.h, gcc -O2', native, 'operations/s'],
    ['engine / macros', native && rate / native, ''],
    ['steps of the engine', steps, 'steps/s'],
    ['effects recorded', (counts.effects / counts.steps) * steps, 'effects/s'],
  ]);
}
fs.rmSync(dir, { recursive: true, force: true });
