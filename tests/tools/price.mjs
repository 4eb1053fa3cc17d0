#!/usr/bin/env node
// `npm run price`: what one more scenario costs, in files and lines, and what it and a lesson add to the time of
// `npm test`. Lines are counted in what git tracks; times are those of the last `npm test` on this machine.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../app/_tools/lib.mjs';

const REPORTS = path.join(ROOT, 'node_modules', '.cache', 'ringside-test');

/** What is to come, and how long all of it may take to test. */
const COMING = { scenarios: 20, lessons: 32 };
const MINUTES = { now: 6, later: 12 };
/** A scenario besides its mechanisms. Those that were built before the rule are listed, and not held to it. */
const LIMIT = { files: 16, lines: 1800 };
const LIMITS = { 'shared-ring': { files: 16, lines: 900 } };
const BEFORE = ['block-io', 'unplug', 'ept-walk', 'hypercall', 'event-channels'];

const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
const foldersIn = (folder) => [
  ...new Set(tracked.filter((f) => f.startsWith(`${folder}/`)).map((f) => f.split('/')[2])),
];
const SCENARIOS = foldersIn('engine/scenarios').filter((name) => name && !name.includes('.'));
const LESSONS = foldersIn('content/lessons')
  .filter((name) => name && !name.includes('.'))
  .map((name) => name.replace(/^\d+-/, ''));

// ── files and lines ─────────────────────────────────────────────────────────────────────────────────

/** Where the files of a scenario lie; a mechanism's own (listings, narration, tests) count for nobody. */
const PARTS = [
  ['engine', /^engine\/scenarios\//],
  ['words', /^content\/(?:scenarios\/|narration\/[a-z-]+-program\.ts$)/],
  ['figure', /^components\/simulation\//],
  ['tests', /^tests\/(?!engine\/mechanisms\/|vectors\/|recordings\/)/],
];

/** What the scene of each scenario imports, and they in turn, within the figures. A part of one scene alone is its own. */
const FIGURES = /^components\/simulation\/(?:scenes|figure\/parts)\//;
const reached = (file, seen = new Set()) => {
  if (seen.has(file) || !FIGURES.test(file) || !tracked.includes(file)) return seen;
  seen.add(file);
  for (const [, to] of fs
    .readFileSync(path.join(ROOT, file), 'utf8')
    .matchAll(/from '(\.[^']+)'|import '(\.[^']+)'/g))
    if (to) reached(path.posix.join(path.posix.dirname(file), to), seen);
  return seen;
};
const scenes = new Map(
  SCENARIOS.map((id) => [
    id,
    reached(
      tracked.find((f) => new RegExp(`^components/simulation/scenes/${id}(?:\\.|/index\\.)tsx?$`).test(f)),
    ),
  ]),
);
const drawnAlone = (id, file) =>
  scenes.get(id)?.has(file) && [...scenes].every(([other, files]) => other === id || !files.has(file));

/** A folder of its name, or a file whose name begins with it. */
const isOf = (id, file) => {
  const names = file.split('/');
  const last = names.pop() ?? '';
  return names.includes(id) || new RegExp(`^${id}(?:[.-]|$)`).test(last);
};

function sizeOf(id) {
  const parts = PARTS.map(([part, place]) => {
    const files = tracked.filter(
      (f) => place.test(f) && (isOf(id, f) || drawnAlone(id, f)) && fs.existsSync(path.join(ROOT, f)),
    );
    return { part, files: files.length, lines: files.reduce((n, f) => n + linesOf(f), 0) };
  });
  const sum = (key) => parts.reduce((n, p) => n + p[key], 0);
  return { id, parts, files: sum('files'), lines: sum('lines') };
}

const linesOf = (file) => fs.readFileSync(path.join(ROOT, file), 'utf8').split('\n').length - 1;

/** The table, and a sentence for each scenario that costs more than it may. */
export function sizes() {
  const rows = SCENARIOS.map(sizeOf);
  const failures = rows.flatMap(({ id, files, lines }) => {
    const limit = LIMITS[id] ?? LIMIT;
    if (BEFORE.includes(id) || (files <= limit.files && lines <= limit.lines)) return [];
    return [`${id} has ${lines} lines in ${files} files; it may have ${limit.lines} in ${limit.files}.`];
  });
  const line = (cells) => cells.map((c, i) => (i === 0 ? c.padEnd(16) : c.padStart(9))).join('');
  const table = [
    line(['lines', ...PARTS.map(([part]) => part), 'in all', 'files']),
    ...rows.map((r) =>
      line([r.id, ...r.parts.map((p) => String(p.lines)), String(r.lines), String(r.files)]),
    ),
  ];
  return { table, failures };
}

// ── time ────────────────────────────────────────────────────────────────────────────────────────────

const readReport = (name) => JSON.parse(fs.readFileSync(path.join(REPORTS, name), 'utf8'));

function unitTests() {
  return readReport('vitest.json').testResults.flatMap((file) =>
    file.assertionResults.map((t) => ({
      gate: 'unit, property, conformance, content',
      file: path.relative(ROOT, file.name),
      title: t.fullName,
      ms: t.duration ?? 0,
    })),
  );
}

function browserTests() {
  const of = (suite) => [
    ...(suite.specs ?? []).flatMap((spec) =>
      spec.tests.map((t) => ({
        gate: 'browser',
        file: `tests/e2e/${spec.file}`,
        title: spec.title,
        ms: t.results.reduce((n, r) => n + r.duration, 0),
      })),
    ),
    ...(suite.suites ?? []).flatMap(of),
  ];
  return readReport('playwright.json').suites.flatMap(of);
}

/**
 * Whose a test is: a scenario's or a lesson's if the file is named for it, or if the same test is made for at least
 * three of them. What is made for one as an example of all is nobody's.
 */
function owners(tests, names) {
  const named = (title) => names.find((n) => new RegExp(`(?<![\\w-])${n}(?![\\w-])`).test(title));
  const shapeOf = (t, name) => `${t.file} ${t.title.replace(name, '*').split(' ').slice(0, 6).join(' ')}`;
  const shapes = new Map();
  for (const t of tests) {
    const name = named(t.title);
    if (!name) continue;
    const shape = shapeOf(t, name);
    shapes.set(shape, (shapes.get(shape) ?? new Set()).add(name));
  }
  const enough = Math.min(3, names.length - 1);
  return (t) => {
    const ofFile = names.find((n) => isOf(n, t.file));
    if (ofFile) return ofFile;
    const name = named(t.title);
    return name && (shapes.get(shapeOf(t, name))?.size ?? 0) >= enough ? name : undefined;
  };
}

/** Seconds that one of `names` adds to a gate on average, given how much longer or shorter the gate is than its tests. */
function adds(tests, names, secondsOf) {
  const ownerOf = owners(tests, names);
  let sum = 0;
  for (const gate of new Set(tests.map((t) => t.gate))) {
    const all = tests.filter((t) => t.gate === gate);
    const ms = all.reduce((n, t) => n + t.ms, 0);
    const own = all.filter((t) => ownerOf(t)).reduce((n, t) => n + t.ms, 0);
    if (ms > 0) sum += (own / ms) * secondsOf(gate);
  }
  return sum / names.length;
}

/** Lines about time, or one that says that nothing has been measured. */
export function times() {
  if (!['gates.json', 'vitest.json', 'playwright.json'].every((f) => fs.existsSync(path.join(REPORTS, f))))
    return { table: ['No time has been measured: run npm test first.'], failures: [] };
  const { seconds, gates } = readReport('gates.json');
  const secondsOf = (name) => gates.find((g) => g.name === name)?.seconds ?? 0;
  const tests = [...unitTests(), ...browserTests()];
  // The build makes two pages for a scenario and one for a lesson; all of it is taken to grow with the pages.
  const pages = 2 * SCENARIOS.length + LESSONS.length;
  const scenario = adds(tests, SCENARIOS, secondsOf) + (2 * secondsOf('build')) / pages;
  const lesson = adds(tests, LESSONS, secondsOf) + secondsOf('build') / pages;
  const base = seconds - scenario * SCENARIOS.length - lesson * LESSONS.length;
  const then = base + COMING.scenarios * scenario + COMING.lessons * lesson;
  const s = (n) => `${n.toFixed(1)} s`;
  return {
    table: [
      `npm test took ${s(seconds)}; on two quiet cores it may take ${MINUTES.now} minutes.`,
      `base ${s(base)}, a scenario ${s(scenario)}, a lesson ${s(lesson)}`,
      `${COMING.scenarios} scenarios and ${COMING.lessons} lessons: ${s(then)}; ${MINUTES.later} minutes are allowed.`,
    ],
    failures: [
      ...(seconds > MINUTES.now * 60 ? [`npm test takes longer than ${MINUTES.now} minutes.`] : []),
      ...(then > MINUTES.later * 60 ? [`It would take longer than ${MINUTES.later} minutes.`] : []),
    ],
  };
}

if (process.argv[1] === import.meta.filename || process.argv[1]?.endsWith('price.mjs')) {
  const results = [sizes(), times()];
  for (const { table, failures } of results)
    console.log([...table, ...failures.map((f) => `✗ ${f}`), ''].join('\n'));
  // Time depends on the machine and what else it does; lines do not.
  process.exitCode = results[0]?.failures.length ? 1 : 0;
}
