// What is done with the finished export, in order.
import { addContentSecurityPolicy } from './csp.mjs';
import { makeEmbeds } from './embeds.mjs';
import { writeHeadersFile } from './headers.mjs';
import { makeNotFoundPage } from './not-found.mjs';
import { writeOembed } from './oembed.mjs';

/** Each step takes the folder of the export. The policy hashes inline scripts, so what edits pages comes before it. */
export const POST_EXPORT = [
  makeNotFoundPage,
  makeEmbeds,
  writeOembed,
  addContentSecurityPolicy,
  writeHeadersFile,
];
