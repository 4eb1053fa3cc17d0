#!/usr/bin/env node
// `npm run test:long`: the unit tests with all the chance that they are written with, and every run of tests/wide.
import { bin, run } from '../../app/_tools/lib.mjs';

const args = ['run', '--config', 'tests/vitest.config.ts', ...process.argv.slice(2)];
const where = process.argv.length > 2 ? [] : ['tests/sweep', 'tests/engine'];
process.exitCode = run(bin('vitest'), [...args, ...where], { env: { RINGSIDE_LONG: '1' } }) ? 0 : 1;
