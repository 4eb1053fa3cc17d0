#!/usr/bin/env node
// Completes package-lock.json so that `npm ci` accepts it on every platform.
//
// Some registries do not serve every platform's optional native packages. `npm install` then leaves them out of
// the lock and npm 11's `npm ci` refuses it ("Missing: … from lock file"). This adds the missing entries, from
// the `optionalDependencies` of the packages that want them. Their hashes are not known here, so none is written.
//
// usage: node app/_tools/complete-lock.mjs [package-lock.json] [--verbose]     (after every change of the lock)
import fs from 'node:fs';

const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(fs.readFileSync(file, 'utf8'));
const packages = lock.packages;

/** Words in a package's name -> npm's `os`. */
const OS = {
  aix: 'aix',
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  fsevents: 'darwin',
  linux: 'linux',
  linuxmusl: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  win32: 'win32',
  windows: 'win32',
};

/** Words in a package's name -> npm's `cpu`. */
const CPU = {
  arm: 'arm',
  arm64: 'arm64',
  armeabi: 'arm',
  armv7: 'arm',
  gnueabihf: 'arm',
  ia32: 'ia32',
  loong64: 'loong64',
  mips64el: 'mips64el',
  musleabihf: 'arm',
  ppc64: 'ppc64',
  ppc64le: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  wasm32: 'wasm32',
  x64: 'x64',
};

const added = [];
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const version = String(range).match(/\d+\.\d+\.\d+[^ ]*/)?.[0];
    if (!version || isLocked(path, name)) continue;
    packages[`node_modules/${name}`] = missingEntry(name, version, entry.dev);
    added.push(`${name}@${version}`);
  }
}

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added.length} entries added to ${file}`);
if (process.argv.includes('--verbose')) console.log(added.join('\n'));

/** Whether `name`, required by the package at `from`, resolves to some entry: Node's walk up the folders. */
function isLocked(from, name) {
  for (let folder = from; ; ) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
    if (!folder) return false;
    const up = folder.lastIndexOf('/node_modules/');
    folder = up < 0 ? '' : folder.slice(0, up);
  }
}

function missingEntry(name, version, dev) {
  const words = name.split(/[/\-_]/);
  const pick = (table) => [...new Set(words.map((word) => table[word]).filter(Boolean))];
  const os = pick(OS);
  const cpu = pick(CPU);
  return {
    version,
    optional: true,
    ...(cpu.length > 0 && { cpu }),
    ...(os.length > 0 && { os }),
    ...(dev && { dev: true }),
    ...libc(name, os),
  };
}

function libc(name, os) {
  if (/musl/.test(name)) return { libc: ['musl'] };
  if (/gnu(?!eabi)/.test(name) && os[0] === 'linux') return { libc: ['glibc'] };
  return {};
}
