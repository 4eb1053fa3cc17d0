#!/usr/bin/env node
// `npm run bench [part…]`: measures, prints a table and writes tests/bench/results.json. Nothing here passes or fails:
// what counts is a ratio or a median of one run on one machine.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureDeps, ROOT } from '../../app/_tools/lib.mjs';

const here = path.join(ROOT, 'tests/bench');
const tsx = () => ['--import', import.meta.resolve('tsx')];

/** Each part is a process of its own, so that none lives in another's heap. */
const PARTS = {
  ring: () => [...tsx(), path.join(here, 'ring.ts')],
  search: () => ['--expose-gc', ...tsx(), path.join(here, 'search.ts')],
  story: () => ['--expose-gc', ...tsx(), path.join(here, 'story.ts')],
  pages: () => [path.join(here, 'pages.mjs')],
  widget: () => [path.join(here, 'page.mjs')],
  preact: () => [path.join(here, 'preact.mjs')],
};

/** Runs a part and gives its rows; a part that fails is a row that says so. */
function measure(name, args) {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (d) => {
    out += d;
  });
  child.stderr.on('data', (d) => {
    err += d;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const rows = out
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line));
      const last = err.trim().split('\n').at(-1);
      resolve(code === 0 ? rows : [...rows, { part: name, what: `failed: ${last}`, value: null, unit: '' }]);
    });
  });
}

const digits = (n) =>
  Number.isInteger(n) || Math.abs(n) >= 1000 ? 0 : Math.abs(n) >= 10 ? 1 : Math.abs(n) >= 0.1 ? 2 : 4;
const shown = ({ value }) =>
  value === null
    ? 'not available'
    : value.toLocaleString('en', {
        maximumFractionDigits: digits(value),
        minimumFractionDigits: digits(value),
      });

function table(rows) {
  const widths = [Math.max(...rows.map((r) => r.what.length)), Math.max(...rows.map((r) => shown(r).length))];
  const lines = [];
  for (const [i, row] of rows.entries()) {
    if (row.part !== rows[i - 1]?.part) lines.push(`${i ? '\n' : ''}${row.part}`);
    lines.push(`  ${row.what.padEnd(widths[0])}  ${shown(row).padStart(widths[1])}  ${row.unit}`.trimEnd());
  }
  return lines.join('\n');
}

ensureDeps({ quiet: true });
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in PARTS));
if (unknown) {
  console.error(`There is no part ${JSON.stringify(unknown)}; there are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(2);
}
const rows = [];
for (const [name, args] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const found = await measure(name, args());
  rows.push(...found);
  console.log(`${rows.length > found.length ? '\n' : ''}${table(found)}`);
}
const file = path.join(here, 'results.json');
const machine = { cpu: os.cpus()[0]?.model, cores: os.cpus().length, node: process.version };
fs.writeFileSync(file, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
console.log(`\nwritten to ${path.relative(ROOT, file)}`);
