#!/usr/bin/env node
// Serves the finished export for the browser tests, on the port given.
import { serve } from '../../app/_tools/serve.mjs';

await serve({ port: Number(process.argv[2]) });
