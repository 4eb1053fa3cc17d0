// Post-export step: the pages of embeds, which have nothing of the framework, with their scripts and pictures.
import fs from 'node:fs';
import path from 'node:path';
import { bootScript, bundleWidget } from '../embed/bundle.mjs';
import { pagesModule } from '../embed/pages.mjs';
import { toPng } from '../embed/png.mjs';
import { EMBED_ASSETS } from '../headers.mjs';
import { basePath } from '../lib.mjs';

/** Writes `embed/<id>/` for each simulation; returns a sentence on what was done. */
export async function makeEmbeds(out) {
  const { EMBEDS, embedPage, embedPictures, css } = await pagesModule();
  const boot = bootScript();
  fs.rmSync(path.join(out, 'embed'), { recursive: true, force: true });
  fs.mkdirSync(path.join(out, EMBED_ASSETS), { recursive: true });
  for (const id of EMBEDS) {
    const folder = path.join(out, 'embed', id);
    fs.mkdirSync(folder);
    const { files, script, style, deeper } = await bundleWidget(id);
    for (const [name, text] of files) fs.writeFileSync(path.join(out, EMBED_ASSETS, name), text);
    const parts = {
      script: `${basePath()}${EMBED_ASSETS}${script}`,
      style: `${basePath()}${EMBED_ASSETS}${style}`,
      deeper: `${basePath()}${EMBED_ASSETS}${deeper}`,
      boot,
    };
    fs.writeFileSync(path.join(folder, 'index.html'), await embedPage(id, parts));
    const pictures = await embedPictures(id, css);
    fs.writeFileSync(path.join(folder, 'picture.svg'), pictures.wide);
    fs.writeFileSync(path.join(folder, 'card.png'), await toPng(pictures.card));
  }
  return `${EMBEDS.length} embeds`;
}
