#!/usr/bin/env node
// `npm run ringside -- …`: the engine's command line (engine/cli/main.ts), run from its TypeScript source.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureDeps, ROOT } from './lib.mjs';

try {
  ensureDeps({ quiet: true });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const main = path.join(ROOT, 'engine', 'cli', 'main.ts');
const child = spawn(
  process.execPath,
  ['--import', import.meta.resolve('tsx'), main, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
