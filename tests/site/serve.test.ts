// The static server against a small export of its own.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
});
