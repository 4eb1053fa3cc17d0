// What makes the pages of embeds, as a module that Node has loaded.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { basePath, ROOT, siteUrl } from '../lib.mjs';
import { bundlePages } from './bundle.mjs';

const made = new Map();

/** The exports of app/_embed/page.tsx, and `css`: the style sheets of what it draws. Made once for each address of a site. */
export function pagesModule() {
  const address = siteUrl() + basePath();
  if (!made.has(address)) made.set(address, make());
  return made.get(address);
}

/** It is written beside what Next keeps, where Node finds the packages that it imports. */
async function make() {
  const { js, css } = await bundlePages();
  const file = path.join(ROOT, '.next', `embed-pages-${process.pid}.mjs`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, js);
  try {
    // A query makes Node read what has just been written.
    return { ...(await import(`${pathToFileURL(file)}?${made.size}`)), css };
  } finally {
    fs.rmSync(file);
  }
}
