#!/usr/bin/env node
import { bin, buildStamp, ensureDeps, OUT, removeDevTypes, run, writeBuildStamp } from './lib.mjs';
// `npm run build`: the static export in out/, then the steps that need the finished pages, in order.
import { addContentSecurityPolicy } from './post-export/csp.mjs';
import { makeEmbeds } from './post-export/embeds.mjs';
import { writeHeadersFile } from './post-export/headers.mjs';
import { makeNotFoundPage } from './post-export/not-found.mjs';

/** Each step takes the folder of the export. The policy hashes inline scripts, so what edits pages comes before it. */
const POST_EXPORT = [makeNotFoundPage, makeEmbeds, addContentSecurityPolicy, writeHeadersFile];

ensureDeps();
removeDevTypes();
// Taken before the build: a file edited while it runs must lead to another build.
const stamp = buildStamp();
if (!run(bin('next'), ['build'])) process.exit(1);
for (const step of POST_EXPORT) console.log(`${step.name}: ${await step(OUT)}`);
writeBuildStamp(stamp);
