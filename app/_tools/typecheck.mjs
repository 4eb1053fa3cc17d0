#!/usr/bin/env node
// `npm run typecheck`: the route types, the whole tree, then the engine and its command line in their own, poorer worlds.
import fs from 'node:fs';
import path from 'node:path';
import { bin, ROOT, removeDevTypes, run } from './lib.mjs';

const PROJECTS = ['tsconfig.json', 'engine/tsconfig.json', 'engine/cli/tsconfig.json'];

removeDevTypes();
let ok = run(bin('next'), ['typegen'], { quiet: true });
for (const project of PROJECTS) {
  const hasSources = fs
    .readdirSync(path.join(ROOT, path.dirname(project)), { recursive: true })
    .some((file) => /\.tsx?$/.test(file));
  if (hasSources) ok = run(bin('tsc'), ['--noEmit', '--pretty', 'false', '-p', project]) && ok;
}
process.exit(ok ? 0 : 1);
