// Post-export step: the answers of oEmbed, which pages of embeds and simulations point at.
import fs from 'node:fs';
import path from 'node:path';
import { pagesModule } from '../embed/pages.mjs';

/** Writes `oembed/<id>.json` and `.xml`; returns a sentence on what was done. */
export async function writeOembed(out) {
  const { EMBEDS, embedAnswers } = await pagesModule();
  const folder = path.join(out, 'oembed');
  fs.rmSync(folder, { recursive: true, force: true });
  let count = 0;
  for (const id of EMBEDS) {
    for (const [format, text] of Object.entries(await embedAnswers(id))) {
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(path.join(folder, `${id}.${format}`), text);
      count += 1;
    }
  }
  return `${count} answers`;
}
