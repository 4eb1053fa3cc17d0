// Post-export step: the headers of our own server as the file that other static hosts read.
import fs from 'node:fs';
import path from 'node:path';
import { headersFile } from '../headers.mjs';
import { basePath } from '../lib.mjs';

/** Writes `_headers` for the pages in `out`; returns a sentence on what was done. */
export function writeHeadersFile(out) {
  const pages = fs
    .readdirSync(out, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'embed' && !entry.name.startsWith('_'))
    .map((entry) => entry.name)
    .sort();
  fs.writeFileSync(path.join(out, '_headers'), headersFile(basePath(), pages));
  return `rules for ${pages.length + 1} folders of pages and the embeds`;
}
