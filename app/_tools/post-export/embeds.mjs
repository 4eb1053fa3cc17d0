// Post-export step: the pages of embeds, which have nothing of the framework, with their scripts and pictures.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootScript, bundlePages, bundleWidget } from '../embed/bundle.mjs';
import { basePath, ROOT } from '../lib.mjs';

/** Where in the export the bundled files are; their names change with their content. */
const ASSETS = 'embed/assets';

/** Writes `embed/<id>/` for each simulation; returns a sentence on what was done. */
export async function makeEmbeds(out) {
  const { EMBEDS, embedPage, embedPicture, css } = await pagesModule();
  const boot = bootScript();
  fs.rmSync(path.join(out, 'embed'), { recursive: true, force: true });
  fs.mkdirSync(path.join(out, ASSETS), { recursive: true });
  for (const id of EMBEDS) {
    const folder = path.join(out, 'embed', id);
    fs.mkdirSync(folder);
    const { files, script, style, deeper } = await bundleWidget(id);
    for (const [name, text] of files) fs.writeFileSync(path.join(out, ASSETS, name), text);
    const parts = {
      script: `${basePath()}/${ASSETS}/${script}`,
      style: `${basePath()}/${ASSETS}/${style}`,
      deeper: `${basePath()}/${ASSETS}/${deeper}`,
      boot,
      picture: `${basePath()}/embed/${id}/picture.svg`,
    };
    fs.writeFileSync(path.join(folder, 'index.html'), await embedPage(id, parts));
    fs.writeFileSync(path.join(folder, 'picture.svg'), await embedPicture(id, css));
  }
  return `${EMBEDS.length} embeds`;
}

/** It is written beside what Next keeps, where Node finds the packages that it imports. */
async function pagesModule() {
  const { js, css } = await bundlePages();
  const file = path.join(ROOT, '.next', 'embed-pages.mjs');
  fs.writeFileSync(file, js);
  // A query makes Node read what has just been written.
  const module = await import(`${pathToFileURL(file)}?${fs.statSync(file).mtimeMs}`);
  return { ...module, css };
}
