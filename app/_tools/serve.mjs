// A static file server for out/: what any CDN does, and nothing else runs in production.
// Trailing slashes, index.html, 404.html, brotli and gzip, ETag, BASE_PATH. Node built-ins only.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { brotli, gzip } from './compress.mjs';
import { headersOf } from './headers.mjs';
import { basePath, OUT } from './lib.mjs';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
  '.zip': 'application/zip',
};
const COMPRESSIBLE = /^(text\/|application\/(json|manifest|xml|wasm)|image\/(svg|x-icon))/;

/** Starts the server; resolves to `{ server, port }` once it listens. `port` 0 lets the system choose. */
export function serve({ root = OUT, base = basePath(), port = 0, host } = {}) {
  const answer = createHandler({ root, base });
  const server = http.createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve({ server, port: server.address().port }));
  });
}

/** The request handler for the export at `root`, served under the prefix `base`. */
export function createHandler({ root, base }) {
  const send = createSender();
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const [rawPath = '/', query] = (request.url ?? '/').split(/\?(.*)/s);
    const found = resolve(root, base, rawPath);
    if (found.redirect) {
      response.writeHead(308, { Location: found.redirect + (query ? `?${query}` : '') }).end();
      return;
    }
    await send(request, response, found);
  };
}

/** Where a request path leads: a file with its status, or a redirect. */
function resolve(root, base, rawPath) {
  const missing = { status: 404, file: path.join(root, '404.html'), pathname: '/404.html' };
  if (base && rawPath === '/') return { redirect: `${base}/` };
  if (base && rawPath !== base && !rawPath.startsWith(`${base}/`)) return missing;
  const pathname = decode(rawPath.slice(base.length) || '');
  // A backslash or a colon would leave the folder on Windows, a NUL is never part of a name.
  if (
    pathname === undefined ||
    /[\0\\:]/.test(pathname) ||
    pathname.split('/').some((part) => part.startsWith('.'))
  ) {
    return missing;
  }
  const target = path.join(root, pathname);
  if (target !== root && !target.startsWith(root + path.sep)) return missing;
  const file = pathname.endsWith('/') ? path.join(target, 'index.html') : target;
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile()) return { status: 200, file, pathname };
  const isPage = stat?.isDirectory() && fs.existsSync(path.join(file, 'index.html'));
  return isPage ? { redirect: `${base}/${pathname.replace(/^\/+/, '')}/` } : missing;
}

function decode(rawPath) {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    return undefined;
  }
}

/** Sends files, each read and compressed once for as long as it does not change. */
function createSender() {
  const cache = new Map();
  return async (request, response, { status, file, pathname }) => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (!stat) {
      response.writeHead(404, { 'Content-Type': TYPES['.txt'] }).end('Not found\n');
      return;
    }
    const version = `${stat.mtimeMs}-${stat.size}`;
    let entry = cache.get(file);
    if (entry?.version !== version) {
      entry = load(file, version);
      cache.set(file, entry);
    }
    const encoding = chooseEncoding(request.headers['accept-encoding'], entry.type);
    const headers = {
      ...headersOf(pathname),
      'Content-Type': entry.type,
      ETag: encoding ? `"${entry.hash}-${encoding}"` : `"${entry.hash}"`,
      Vary: 'Accept-Encoding',
    };
    if (status === 200 && request.headers['if-none-match']?.includes(headers.ETag)) {
      response.writeHead(304, headers).end();
      return;
    }
    const body = await entry.encoded(encoding);
    if (encoding) headers['Content-Encoding'] = encoding;
    headers['Content-Length'] = body.length;
    response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
  };
}

function load(file, version) {
  const raw = fs.readFileSync(file);
  const variants = new Map([['', raw]]);
  return {
    version,
    type: TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream',
    hash: createHash('sha256').update(raw).digest('base64url').slice(0, 22),
    encoded(encoding) {
      if (!variants.has(encoding)) variants.set(encoding, encoding === 'br' ? brotli(raw) : gzip(raw));
      return variants.get(encoding);
    },
  };
}

function chooseEncoding(accepted = '', type) {
  if (!COMPRESSIBLE.test(type)) return '';
  const names = accepted
    .split(',')
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(';')[0].trim());
  return ['br', 'gzip'].find((name) => names.includes(name)) ?? '';
}
