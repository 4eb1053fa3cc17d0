#!/usr/bin/env node
// `npm start`: install, build, serve. Each is skipped when nothing it depends on has changed.
import { basePath, ensureBuild, ensureDeps } from './lib.mjs';
import { serve } from './serve.mjs';

const DEFAULT_PORT = 3000;
const PORTS_TO_TRY = 50;

try {
  ensureDeps();
  ensureBuild();
  const { server, port } = await listen();
  console.log(`http://localhost:${port}${basePath()}/`);
  stopWith(server);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

/** On PORT if it is given, else on the first free port from 3000 on. */
async function listen() {
  if (process.env.PORT) return serve({ port: Number(process.env.PORT) });
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + PORTS_TO_TRY; port++) {
    try {
      return await serve({ port });
    } catch (error) {
      if (error.code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error(`No free port from ${DEFAULT_PORT} on; choose one with PORT=…`);
}

/** npm does not pass signals on, so the server also ends when the process that started it is gone. */
function stopWith(server) {
  const stop = () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(), 1000).unref();
}
