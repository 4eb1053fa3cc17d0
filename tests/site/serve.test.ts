// The static server against a small export of its own.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headersFile } from '../../app/_tools/headers.mjs';
import { serve } from '../../app/_tools/serve.mjs';

const FILES = {
  'secret.txt': 'outside',
  'out/index.html': '<h1>home</h1>',
  'out/404.html': '<h1>missing</h1>',
  'out/lessons/index.html': '<h1>lessons</h1>',
  'out/embed/x/index.html': '<h1>embed</h1>',
  'out/_next/static/a.js': 'let a = 1;'.repeat(500),
};

type Answer = { readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly body: string };

/** Not `fetch`, which would tidy `..` out of the path before sending it. */
function get(port: number, rawPath: string, headers: http.OutgoingHttpHeaders = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    http
      .get({ port, path: rawPath, headers }, (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      })
      .on('error', reject);
  });
}

/** Reads a `_headers` file: which headers it gives to a path. */
function rulesOf(file: string): (page: string) => readonly (readonly [string, string])[] {
  const rules = file
    .split(/\n(?=\S)/)
    .map((rule) => rule.trim().split(/\n\s+/))
    .map(([pattern = '', ...lines]) => ({
      matches: (page: string) =>
        pattern.endsWith('*') ? page.startsWith(pattern.slice(0, -1)) : page === pattern,
      headers: lines.map(
        (line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const,
      ),
    }));
  return (page) => rules.filter((rule) => rule.matches(page)).flatMap((rule) => rule.headers);
}

describe.each(['', '/base'])('the server under "%s"', (base) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ringside-serve-'));
  let server: http.Server;
  let port: number;

  beforeAll(async () => {
    for (const [name, text] of Object.entries(FILES)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
    ({ server, port } = await serve({ root: path.join(folder, 'out'), base }));
  });

  afterAll(() => {
    server.close();
    fs.rmSync(folder, { recursive: true });
  });

  it('sends index.html for a path with a trailing slash', async () => {
    expect(await get(port, `${base}/lessons/`)).toMatchObject({ status: 200, body: '<h1>lessons</h1>' });
  });

  it('redirects a page without its slash and keeps the query', async () => {
    const { status, headers } = await get(port, `${base}/lessons?a=1`);
    expect([status, headers.location]).toEqual([308, `${base}/lessons/?a=1`]);
  });

  it('never redirects to another host', async () => {
    const { headers } = await get(port, `${base}//lessons`);
    expect(headers.location ?? '').not.toMatch(/^\/\//);
  });

  it('answers 404 with the page for it', async () => {
    expect(await get(port, `${base}/nowhere/`)).toMatchObject({ status: 404, body: '<h1>missing</h1>' });
  });

  it.each(['/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/..%5csecret.txt', '/%00', '/%zz'])(
    'does not leave its folder for %s',
    async (attack) => {
      expect(await get(port, base + attack)).toMatchObject({ status: 404, body: '<h1>missing</h1>' });
    },
  );

  it('compresses for those who accept it and lets hashed files be kept', async () => {
    const { headers } = await get(port, `${base}/_next/static/a.js`, { 'accept-encoding': 'gzip, br' });
    expect(headers['content-encoding']).toBe('br');
    expect(headers['cache-control']).toContain('immutable');
  });

  it('answers 304 to the tag it gave', async () => {
    const { headers } = await get(port, `${base}/lessons/`);
    expect(await get(port, `${base}/lessons/`, { 'if-none-match': headers.etag })).toMatchObject({
      status: 304,
      body: '',
    });
  });

  it('lets anybody frame an embed and nobody else frame the rest', async () => {
    const embed = await get(port, `${base}/embed/x/`);
    expect(embed.headers['content-security-policy']).toBe('frame-ancestors *');
    expect(embed.headers['x-frame-options']).toBeUndefined();
    const page = await get(port, `${base}/lessons/`);
    expect(page.headers['content-security-policy']).toBe("frame-ancestors 'self'");
  });

  // HTML, "Cross-Origin-Embedder-Policy": in a page with require-corp a frame must have it too, and whatever comes
  // from elsewhere must allow it by Cross-Origin-Resource-Policy.
  it('lets a page with COEP require-corp frame an embed and load what the embed loads', async () => {
    const embed = await get(port, `${base}/embed/x/`);
    expect(embed.headers['cross-origin-embedder-policy']).toBe('require-corp');
    const parts = [embed, await get(port, `${base}/_next/static/a.js`)];
    for (const { headers } of parts) expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
    const again = await get(port, `${base}/embed/x/`, { 'if-none-match': embed.headers.etag });
    expect([again.status, again.headers['cross-origin-embedder-policy']]).toEqual([304, 'require-corp']);
  });

  it('has a file that tells other hosts to send the same', async () => {
    const told = rulesOf(headersFile(base, ['lessons']));
    for (const page of ['/', '/lessons/', '/embed/x/', '/_next/static/a.js']) {
      const { headers } = await get(port, base + page);
      for (const [name, value] of told(base + page)) expect(headers[name.toLowerCase()]).toBe(value);
      expect(told(base + page).map(([name]) => name)).toContain('Cross-Origin-Resource-Policy');
    }
    expect(new Map(told(`${base}/embed/x/`)).get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
    expect(new Map(told(`${base}/lessons/`)).get('Content-Security-Policy')).toBe("frame-ancestors 'self'");
  });

  it('never names a header twice for one path in that file', () => {
    const told = rulesOf(headersFile(base, ['lessons']));
    for (const page of ['/', '/lessons/', '/embed/x/', '/_next/static/a.js']) {
      const names = told(base + page).map(([name]) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
