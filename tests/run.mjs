#!/usr/bin/env node
// `npm test`: every gate, whatever fails before. The last line reads `N passed, N failed`.
import fs from 'node:fs';
import path from 'node:path';
import { bin, capture, ensureDeps, isBuilt, ROOT } from '../app/_tools/lib.mjs';

/** What the last run reported, for `npm run price`. */
const reports = path.join(ROOT, 'node_modules', '.cache', 'ringside-test');

/**
 * Gates of one row run at the same time, the rows one after the other. The unit tests and the build each leave half a
 * processor of two idle when they run alone; the browser's tests wait for what is drawn and run with nothing beside.
 * Each gate returns `{ passed, failures }`; a failure is a text. A gate that throws has failed once.
 */
const GATES = [
  [['dependencies', () => once(() => ensureDeps())]],
  [['types', () => command(process.execPath, ['app/_tools/typecheck.mjs'])]],
  [
    ['lint', () => command(bin('biome'), ['check', '--max-diagnostics=40', '.'])],
    ['dead code', () => command(bin('knip'), ['--config', 'tests/knip.json', '--no-progress'])],
  ],
  [
    ['unit, property, conformance, content', unitTests],
    ['build', build],
  ],
  [['budgets', budgets]],
  [['links', links]],
  [['browser', browserTests]],
];

fs.rmSync(reports, { recursive: true, force: true });
fs.mkdirSync(reports, { recursive: true });
const begun = Date.now();
const table = [];
let passed = 0;
let failed = 0;
for (const row of GATES) await Promise.all(row.map(runGate));
const seconds = (Date.now() - begun) / 1000;
fs.writeFileSync(path.join(reports, 'gates.json'), JSON.stringify({ seconds, gates: table }));
for (const { name, seconds: took } of table) console.log(`${took.toFixed(1).padStart(8)} s  ${name}`);
console.log(`${seconds.toFixed(1).padStart(8)} s  in all`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function runGate([name, gate]) {
  const started = Date.now();
  const result = await attempt(gate);
  passed += result.passed;
  failed += result.failures.length;
  table.push({ name, seconds: (Date.now() - started) / 1000 });
  report(name, result, Date.now() - started);
}

async function attempt(gate) {
  try {
    const result = await gate();
    const empty = result.passed === 0 && result.failures.length === 0;
    return empty ? { ...result, failures: ['Nothing was tested.'] } : result;
  } catch (error) {
    return { passed: 0, failures: [error instanceof Error ? error.message : String(error)] };
  }
}

function report(name, { passed: count, failures, note }, milliseconds) {
  const verdict = failures.length === 0 ? '✓' : '✗';
  const seconds = (milliseconds / 1000).toFixed(1);
  console.log(`${verdict} ${name}: ${count} passed, ${failures.length} failed (${seconds} s)`);
  if (note) console.log(indent(note));
  for (const failure of failures) console.log(indent(failure));
}

function indent(text) {
  return `\n${text.trim()}\n`.replace(/^(?=.)/gm, '    ');
}

/** A gate that is one test: it passes unless it throws. */
async function once(action) {
  await action();
  return { passed: 1, failures: [] };
}

/** A gate that is one command: it passes when the command exits with 0. */
async function command(file, args) {
  const { ok, output } = await capture(file, args);
  return ok ? { passed: 1, failures: [] } : { passed: 0, failures: [output || `${file} failed silently.`] };
}

async function unitTests() {
  const file = path.join(reports, 'vitest.json');
  const config = ['--config', 'tests/vitest.config.ts'];
  const { ok, output } = await capture(bin('vitest'), [
    'run',
    ...config,
    '--reporter=json',
    `--outputFile=${file}`,
  ]);
  const suites = readReport(file, output).testResults;
  const failures = suites.flatMap(({ name, message, assertionResults }) => {
    const broken = assertionResults.filter((test) => test.status === 'failed');
    // A file that could not even be loaded has no tests to count.
    if (assertionResults.length === 0) return [`${name}\n${message || 'It holds no tests.'}`];
    return broken.map((test) => `${name}\n${test.fullName}\n${test.failureMessages.join('\n')}`);
  });
  const tests = suites.flatMap((suite) => suite.assertionResults);
  if (!ok && failures.length === 0) failures.push(output);
  return { passed: tests.filter((test) => test.status === 'passed').length, failures };
}

/** In a process of its own: the unit tests run meanwhile. */
async function build() {
  if (isBuilt()) return { passed: 1, failures: [] };
  return command(process.execPath, ['app/_tools/build.mjs']);
}

async function budgets() {
  const { budgetTable, checkBudgets } = await import('./tools/budgets.mjs');
  const { rows, checks } = checkBudgets();
  return { ...tally(checks), note: budgetTable(rows) };
}

async function links() {
  const { checkLinks } = await import('./tools/links.mjs');
  return tally(checkLinks());
}

function tally(checks) {
  return {
    passed: checks.filter((check) => check.ok).length,
    failures: checks.filter((check) => !check.ok).map(({ name, detail }) => `${name}: ${detail}`),
  };
}

async function browserTests() {
  const { ensureBrowser } = await import('./tools/browser.mjs');
  ensureBrowser();
  const file = path.join(reports, 'playwright.json');
  const { ok, output } = await capture(
    bin('playwright'),
    ['test', '--config', 'tests/playwright.config.ts', '--reporter=json'],
    { env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file, PLAYWRIGHT_JSON_OUTPUT_FILE: file } },
  );
  const { suites, errors, stats } = readReport(file, output);
  const failures = [...errors.map((error) => error.message ?? String(error)), ...suites.flatMap(failuresOf)];
  if (!ok && failures.length === 0) failures.push(output);
  return { passed: stats.expected + stats.flaky, failures, note: skippedNote(stats) };
}

function failuresOf(suite) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === 'unexpected')
      .map((test) => {
        const messages = test.results.flatMap((result) => result.errors ?? []).map((error) => error.message);
        return `${spec.file}:${spec.line} [${test.projectName}] ${spec.title}\n${messages.join('\n')}`;
      }),
  );
  return [...own, ...(suite.suites ?? []).flatMap(failuresOf)];
}

function skippedNote({ skipped, flaky }) {
  const parts = [skipped > 0 && `${skipped} skipped`, flaky > 0 && `${flaky} passed only when tried again`];
  return parts.filter(Boolean).join(', ');
}

function readReport(file, output) {
  if (!fs.existsSync(file)) throw new Error(`There is no report; the output was:\n${output}`);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
