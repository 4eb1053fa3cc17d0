// Post-export step: the page that hosts show for an address without a page.
//
// Next's own way (`global-not-found`) brings its fonts and styles into every page.
import fs from 'node:fs';
import path from 'node:path';

/** Makes 404.html of the page `missing`, which has no address of its own; returns a sentence on what was done. */
export function makeNotFoundPage(out) {
  fs.copyFileSync(path.join(out, 'missing', 'index.html'), path.join(out, '404.html'));
  for (const folder of ['missing', '404', '_not-found']) {
    fs.rmSync(path.join(out, folder), { recursive: true, force: true });
  }
  return '404.html';
}
