// Finds a Chromium for the browser tests, or gets one. Used by the runner and by the Playwright configuration.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bin, ROOT } from '../../app/_tools/lib.mjs';

const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const SYSTEM_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export const NO_BROWSER =
  'No Chromium was found and none could be installed: install Chromium or Chrome, or set PW_CHROMIUM to the path of one.';

/** The Chromium to use: PW_CHROMIUM if it is set, else the system's, else Playwright's own; undefined if there is none. */
export function findBrowser() {
  return [process.env.PW_CHROMIUM, ...systemBrowsers(), playwrightBrowser()].find(
    (file) => file && fs.existsSync(file),
  );
}

/** `findBrowser`, after trying to install one: Playwright's download, then the distribution's package. */
export function ensureBrowser() {
  for (const install of [() => {}, downloadFromPlaywright, installWithApt]) {
    install();
    const found = findBrowser();
    if (found) return found;
  }
  throw new Error(NO_BROWSER);
}

function systemBrowsers() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return [
    ...folders.flatMap((folder) => SYSTEM_NAMES.map((name) => path.join(folder, name))),
    ...SYSTEM_PATHS,
  ];
}

function playwrightBrowser() {
  try {
    return createRequire(import.meta.url)('@playwright/test').chromium.executablePath();
  } catch {
    return undefined;
  }
}

function downloadFromPlaywright() {
  console.error('Downloading Chromium …');
  attempt(bin('playwright'), ['install', 'chromium']);
}

/** Debian and Ubuntu, as root, only. On Ubuntu the package may be a stub for a snap; then nothing is found after it. */
function installWithApt() {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !fs.existsSync('/usr/bin/apt-get')) return;
  console.error('Installing the distribution’s Chromium …');
  attempt('apt-get', ['update', '-qq']);
  attempt('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
}

function attempt(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync(command, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'ignore'], timeout: 300_000 });
}
