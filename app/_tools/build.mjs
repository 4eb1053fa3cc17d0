#!/usr/bin/env node
// `npm run build`: the static export in out/, then the steps that need the finished pages, in order.
import { bin, buildStamp, ensureDeps, OUT, removeDevTypes, run, siteUrl, writeBuildStamp } from './lib.mjs';

const NO_ADDRESS =
  'SITE_URL is not set, so the pages have no oEmbed links, no pictures for cards and no sitemap; SITE_URL=https://example.org npm run build makes them.';

try {
  siteUrl();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
ensureDeps();
removeDevTypes();
// Taken before the build: a file edited while it runs must lead to another build.
const stamp = buildStamp();
if (!run(bin('next'), ['build'])) process.exit(1);
// Not before the dependencies are installed, which the steps import.
const { POST_EXPORT } = await import('./post-export/index.mjs');
for (const step of POST_EXPORT) console.log(`${step.name}: ${await step(OUT)}`);
writeBuildStamp(stamp);
if (!siteUrl()) console.log(NO_ADDRESS);
