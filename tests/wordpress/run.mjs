#!/usr/bin/env node
// `npm run test:wordpress`: a real WordPress on loopback, where an author pastes the address of an embed into a post.
// It is no part of `npm test`: it installs packages, which needs root.
//
// The embeds are made for the address that they are served at, into a folder of their own: out/ is left as it is.
// RINGSIDE_KEEP=1 leaves the folder and says where it is.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bin, childEnv, ensureDeps, ROOT } from '../../app/_tools/lib.mjs';
import { freePort } from '../tools/free-port.mjs';
import { installPackages, missing, startDatabase, startWordpress, unpack } from './install.mjs';

const problem = missing();
if (problem) {
  console.error(problem);
  process.exit(1);
}
ensureDeps();
const stops = [];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ringside-wordpress-'));
let passed = false;
try {
  installPackages();
  say('Its packages are installed.');
  const [site, wordpress, database] = [freePort(), freePort(), freePort()];
  await serveEmbeds(site);
  say(`The embeds are served at http://localhost:${site}/.`);
  const root = unpack(folder);
  stops.push(await startDatabase(folder, database));
  const { address, stop } = await startWordpress(root, {
    RINGSIDE_SITE_PORT: String(site),
    RINGSIDE_WORDPRESS_PORT: String(wordpress),
    RINGSIDE_DB_PORT: String(database),
  });
  stops.push(stop);
  say(`WordPress is served at ${address}/.`);
  const { ensureBrowser } = await import('../tools/browser.mjs');
  ensureBrowser();
  // Not the synchronous kind: this process serves the embeds meanwhile.
  const test = spawn(bin('playwright'), ['test', '--config', 'tests/wordpress/playwright.config.ts'], {
    cwd: ROOT,
    env: { ...childEnv(), RINGSIDE_WORDPRESS_URL: address, RINGSIDE_SITE_URL: `http://localhost:${site}` },
    stdio: 'inherit',
  });
  passed = (await once(test, 'exit'))[0] === 0;
} finally {
  for (const stop of stops.reverse()) await stop();
  if (process.env.RINGSIDE_KEEP) console.log(folder);
  else fs.rmSync(folder, { recursive: true, force: true });
}
process.exit(passed ? 0 : 1);

/** WordPress is at 127.0.0.1 and this at localhost: another site, as it is for those who embed. */
async function serveEmbeds(port) {
  process.env.SITE_URL = `http://localhost:${port}`;
  const { makeEmbeds } = await import('../../app/_tools/post-export/embeds.mjs');
  const { writeOembed } = await import('../../app/_tools/post-export/oembed.mjs');
  const { addContentSecurityPolicy } = await import('../../app/_tools/post-export/csp.mjs');
  const { serve } = await import('../../app/_tools/serve.mjs');
  const out = path.join(folder, 'out');
  for (const step of [makeEmbeds, writeOembed, addContentSecurityPolicy]) await step(out);
  const { server } = await serve({ root: out, base: '', port });
  stops.push(async () => server.closeAllConnections());
}

function say(sentence) {
  console.log(`${process.uptime().toFixed(0).padStart(4)} s  ${sentence}`);
}
