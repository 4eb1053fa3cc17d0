// The command line as a person meets it: a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');
const MAIN = path.join(ROOT, 'engine/cli/main.ts');
const VECTORS = path.join(ROOT, 'tests/vectors');
const TSX = import.meta.resolve('tsx');

interface Done {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let dir = '';
beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ringside-cli-'));
  await build({
    entryPoints: [MAIN],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: path.join(dir, 'ringside.mjs'),
  });
});
afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

const spawned = (args: readonly string[]): ChildProcess =>
  spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });

/** To translate the source takes four times as long as most commands do, so it is translated once for all of them. */
const start = (args: readonly string[]): ChildProcess => spawned([path.join(dir, 'ringside.mjs'), ...args]);
/** As `npm run ringside` does. */
const startFromSource = (args: readonly string[]): ChildProcess => spawned(['--import', TSX, MAIN, ...args]);

const ringside = (...args: string[]): Promise<Done> => done(start(args));

function done(child: ChildProcess): Promise<Done> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (d) => (out += d));
  child.stderr?.on('data', (d) => (err += d));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

const write = (name: string, content: string | Uint8Array): string => {
  const file = path.join(dir, name);
  fs.writeFileSync(file, content);
  return file;
};

/** Bytes that no short period hides: a wrong page or a swapped sector changes the digest. */
const noise = (n: number): Uint8Array => {
  const out = new Uint8Array(n);
  let x = 0x9e3779b9;
  for (let i = 0; i < n; i++) {
    x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) + 0x297a2d39;
    out[i] = x >>> 24;
  }
  return out;
};

const wellWorded = ({ err }: Done): void => {
  expect(err).toMatch(/^ringside: .+[.]\n$/);
  expect(err).not.toMatch(/\n\s+at |node:|defect/);
};

describe('ringside', () => {
  it('without a command, and with --help, says what there is', async () => {
    const [bare, help, trace] = await Promise.all([
      ringside(),
      ringside('--help'),
      ringside('trace', '--help'),
    ]);
    expect([bare.code, help.code, trace.code]).toEqual([2, 0, 0]);
    expect(help.out).toMatch(/list[\s\S]+trace[\s\S]+replay[\s\S]+copy/);
    expect(trace.out).toContain('--at moment');
  });

  it('says the same when it is run from source', async () => {
    const args = ['trace', 'block-io', '--json'];
    const [source, bundle] = await Promise.all([done(startFromSource(args)), ringside(...args)]);
    expect(source).toEqual(bundle);
    expect(source.code).toBe(0);
  });

  it('list names every scenario with its parameters and moments', async () => {
    const { code, out } = await ringside('list');
    expect(code).toBe(0);
    expect(out).toMatch(/^shared-ring\n[\s\S]*\nblock-io\n/);
    expect(out).toContain('--param persistent=on');
    expect(out).toMatch(/moments: start .*kicked.* end/);
  });

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an unknown command', ['fly'], /no command "fly"/],
    ['an unknown option', ['list', '--fast'], /Unknown option '--fast'/],
    ['an unknown scenario', ['trace', 'teleport'], /no scenario "teleport"/],
    ['no scenario', ['trace'], /A scenario is missing/],
    ['two scenarios', ['trace', 'block-io', 'block-io'], /too much/],
    ['a parameter without a value', ['trace', 'block-io', '--param', 'queued'], /takes name=value/],
    ['an unknown parameter', ['trace', 'block-io', '--param', 'speed=9'], /no parameter "speed"/],
    ['a parameter out of range', ['trace', 'block-io', '--param', 'queued=0'], /whole number from 1 to 512/],
    [
      'a name that objects inherit',
      ['trace', 'block-io', '--param', '__proto__=1'],
      /no parameter "__proto__"/,
    ],
    ['a moment that is no moment', ['trace', 'block-io', '--at', '!'], /at takes a moment/],
    ['a moment that does not come', ['trace', 'block-io', '--at', 'kicked.99'], /no moment kicked\.99/],
    ['a file that is not there', ['copy', 'no/such/file'], /no\/such\/file: there is no such file/],
    ['a directory', ['replay', '.'], /it is a directory/],
    ['a device', ['copy', '/dev/null'], /not a regular file/],
    [
      'requests besides the file',
      ['copy', 'package.json', '--param', 'requests=r0+8'],
      /leave out --param requests/,
    ],
  ];
  it.each(refused)('%s is refused with one sentence and code 2', async (_, args, sentence) => {
    const result = await ringside(...args);
    expect(result.code).toBe(2);
    expect(result.out).toBe('');
    expect(result.err).toMatch(sentence);
    wellWorded(result);
  });
});

describe('ringside trace', () => {
  it('--json gives one object a line, numbered, and the same every time', async () => {
    const [one, two] = await Promise.all([
      ringside('trace', 'block-io', '--json'),
      ringside('trace', 'block-io', '--json'),
    ]);
    const steps = one.out
      .trimEnd()
      .split('\n')
      .map((l) => JSON.parse(l));
    expect(one.code).toBe(0);
    expect(steps.length).toBeGreaterThan(100);
    expect(steps.map((s) => s.step)).toEqual(steps.map((_, i) => i + 1));
    for (const s of steps) {
      expect(Object.keys(s)).toEqual([
        'step',
        'thread',
        'domain',
        'world',
        'procedure',
        'line',
        'text',
        'effects',
      ]);
    }
    expect(two.out).toBe(one.out);
  });

  it('ends at a moment and closes with the ledger', async () => {
    const { code, out } = await ringside('trace', 'block-io', '--at', 'kicked');
    expect(code).toBe(0);
    expect(out).toContain('EVTCHNOP_send');
    expect(out).toMatch(/Hg\s+guest hypercalls\s+1 /);
    expect(out).toMatch(/Ig\s+guest interrupts\s+0 /);
  });

  it('stops quietly when nobody reads on', async () => {
    const child = start(['trace', 'block-io', '--json', '--param', 'requests=w0+8*64']);
    let err = '';
    child.stderr?.on('data', (d) => (err += d));
    child.stdout?.once('data', () => child.stdout?.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});

describe('ringside replay', () => {
  const vector = path.join(VECTORS, 'ring-traces-tiny2-wrap.json');

  it('says match N/N for files that agree', async () => {
    const { code, out } = await ringside('replay', vector, path.join(VECTORS, 'golden-xen.json'));
    expect(code).toBe(0);
    expect(out).toMatch(/tiny2-wrap\.json: match 3000\/3000 /);
    expect(out).toMatch(/golden-xen\.json: match (\d+)\/\1 /);
    expect(out).toContain('not covered (7): pvclock');
  });

  it('names the first row that differs, goes on with the next file, and exits with 1', async () => {
    const file = JSON.parse(fs.readFileSync(vector, 'utf8'));
    file.rows[1234][2] ^= 1;
    const { code, out } = await ringside('replay', write('false.json', JSON.stringify(file)), vector);
    expect(code).toBe(1);
    expect(out).toMatch(/false\.json: differs after 1234\/3000 — row 1235 .*result is/);
    expect(out).toMatch(/tiny2-wrap\.json: match 3000\/3000/);
  });

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ['half a file', '{"kind": "blkif", "rows": [', /This is not JSON/],
    ['another file', '{"name": "ringside"}', /not a file of a known format/],
    [
      'a trace without columns',
      '{"kind": "tiny1", "rows": []}',
      /ringEntries must be a whole number, not nothing/,
    ],
    ['a virtqueue trace', '{"num": 8, "eventIdx": false, "rows": []}', /not covered yet/],
  ];
  it.each(broken)('%s is refused with its name, a sentence and code 2', async (_, content, sentence) => {
    const result = await ringside('replay', write('broken.json', content));
    expect(result.code).toBe(2);
    expect(result.err).toMatch(sentence);
    expect(result.err).toContain('broken.json: ');
    wellWorded(result);
  });
});

describe('ringside copy', () => {
  const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

  it.each([0, 1, 511, 4096, 4097, 1_500_001])('brings %i bytes back as they were', async (size) => {
    const bytes = noise(size);
    const { code, out, err } = await ringside('copy', write(`file-${size}`, bytes));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`before  sha256 ${digest(bytes)}\nafter   sha256 ${digest(bytes)}\n`);
  });

  it.each(['persistent=off', 'indirect=off', 'platform=pv', 'ring-pages=4', 'delivery=intx'])(
    'also with %s',
    async (param) => {
      const bytes = noise(300_000);
      const { code, out } = await ringside('copy', write(`file-${param}`, bytes), '--param', param);
      expect(code).toBe(0);
      expect(out).toContain(`after   sha256 ${digest(bytes)}\n`);
      expect(out).toMatch(/K\s+page copies\s+\d+/);
    },
  );
});
