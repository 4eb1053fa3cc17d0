// What `npm start`, `npm test` and `npm run build` share. Node built-ins only: it runs before node_modules exists.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const OUT = path.join(ROOT, 'out');

const BUILD_STAMP = path.join(OUT, '.build-stamp');
const DEPS_STAMP = path.join(ROOT, 'node_modules', '.setup-stamp');

/** Everything that `next build` reads. A change in any of these makes a new build. */
const BUILD_INPUTS = [
  'app',
  'components',
  'content',
  'engine',
  'public',
  'next.config.js',
  'package-lock.json',
  'tsconfig.json',
];

/** The prefix the site is served under: '' or '/x', never with a slash at the end. */
export function basePath(value = process.env.BASE_PATH ?? '') {
  const trimmed = value.replace(/^\/+|\/+$/g, '');
  return trimmed === '' ? '' : `/${trimmed}`;
}

/**
 * The address that the site is published at, as an origin without a slash at its end, or '' where nobody has said:
 * SITE_URL, read at build. It may end with the base path, which stands in every address of ours already.
 */
export function siteUrl(value = process.env.SITE_URL ?? '', base = basePath()) {
  if (value.trim() === '') return '';
  const url = URL.canParse(value.trim()) ? new URL(value.trim()) : undefined;
  const path = url?.pathname.replace(/\/+$/, '');
  const whole =
    url && /^https?:$/.test(url.protocol) && `${url.username}${url.password}${url.search}${url.hash}` === '';
  if (!whole || (path !== '' && path !== base)) {
    throw new Error(
      `SITE_URL must be the address that the site is published at, such as https://example.org, ${base ? `with ${base} after it or nothing` : 'and a folder goes into BASE_PATH'}; it is "${value}".`,
    );
  }
  return url.origin;
}

/** The environment for every child: no telemetry, and development dependencies whatever NODE_ENV says. */
export function childEnv(extra = {}) {
  const { NODE_ENV: _ignored, ...env } = process.env;
  return { ...env, NEXT_TELEMETRY_DISABLED: '1', BASE_PATH: basePath(), ...extra };
}

/** The path of a package's executable in node_modules. */
export function bin(name) {
  return path.join(ROOT, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
}

/** Runs a command to its end with its output shown; true when it exits with 0. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: ROOT,
    env: childEnv(options.env),
    shell: process.platform === 'win32',
    stdio: ['ignore', options.quiet ? 'ignore' : 'inherit', 'inherit'],
  });
  return result.status === 0;
}

/** Runs a command to its end and keeps its output: `{ ok, output }`. It never throws. */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: childEnv(options.env),
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ ok: false, output: String(error) }));
    child.on('close', (code) => resolve({ ok: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

/** Installs the dependencies of package-lock.json unless that was done already for this lock, Node and platform. */
export function ensureDeps({ quiet = false } = {}) {
  const stamp = sha256(
    fs.readFileSync(path.join(ROOT, 'package-lock.json')),
    process.version,
    process.platform,
    process.arch,
  );
  if (readIfAny(DEPS_STAMP) === stamp) return;
  // Standard output belongs to the command that asked for the dependencies.
  console.error('Installing dependencies …');
  const flags = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const installed =
    run('npm', ['ci', ...flags], { quiet }) || run('npm', ['install', '--no-save', ...flags], { quiet });
  if (!installed) throw new Error('npm could not install the dependencies; its messages are above.');
  fs.writeFileSync(DEPS_STAMP, stamp);
}

/** Was out/ built from exactly these inputs, this BASE_PATH and this SITE_URL? */
export const isBuilt = () => readIfAny(BUILD_STAMP) === buildStamp();

/** Builds the site into out/ unless that has been done. */
export function ensureBuild() {
  if (isBuilt()) return;
  console.error('Building the site …');
  if (!run(process.execPath, ['app/_tools/build.mjs'])) {
    throw new Error('The build failed; its messages are above.');
  }
}

/** Names the contents of every build input, and where the site is to stand. */
export function buildStamp() {
  const files = BUILD_INPUTS.flatMap((input) => filesUnder(path.join(ROOT, input))).sort();
  return sha256(
    basePath(),
    siteUrl(),
    process.version,
    ...files.flatMap((file) => [path.relative(ROOT, file), fs.readFileSync(file)]),
  );
}

export function writeBuildStamp(stamp) {
  fs.writeFileSync(BUILD_STAMP, stamp);
}

/** Generated types of an earlier `next dev` break type checks once a route has moved, so they go first. */
export function removeDevTypes() {
  fs.rmSync(path.join(ROOT, '.next', 'dev'), { recursive: true, force: true });
}

/** Every file under `start` (or `start` itself if it is a file), as absolute paths; [] if it does not exist. */
export function filesUnder(start) {
  const stat = fs.statSync(start, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [start];
  return fs
    .readdirSync(start, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() || entry.isFile() ? filesUnder(path.join(start, entry.name)) : [],
    );
}

function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

function readIfAny(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}
