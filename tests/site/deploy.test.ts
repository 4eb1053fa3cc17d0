// What app/_tools/deploy makes for other servers says what our own server does (app/_tools/headers.mjs).
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { nginxConfig } from '../../app/_tools/deploy/nginx.mjs';
import { headersOf } from '../../app/_tools/headers.mjs';
import { ROOT } from '../../app/_tools/lib.mjs';
import { freePort } from '../tools/free-port.mjs';

const FILES = {
  'index.html': '<h1>home</h1>',
  '404.html': '<h1>missing</h1>',
  'lessons/index.html': '<h1>lessons</h1>',
  'embed/x/index.html': '<h1>embed</h1>',
  'embed/assets/x-1.js': 'let a = 1;',
  'oembed/x.json': '{}',
  '_next/static/a.js': 'let a = 1;'.repeat(500),
  '.build-stamp': 'ours',
};
const PATHS = ['/', '/lessons/', '/embed/x/', '/embed/assets/x-1.js', '/oembed/x.json', '/_next/static/a.js'];

/** What the configuration gives to a path, read as nginx reads it. */
function headersBy(config: string, uri: string): ReadonlyMap<string, string> {
  const values = new Map(
    [...config.matchAll(/map \$uri (\$\w+) \{\s+default "([^"]*)";\s+"~([^"]*)" "([^"]*)";/g)].map(
      ([, name = '', otherwise = '', pattern = '', there = '']) => [
        name,
        new RegExp(pattern).test(uri) ? there : otherwise,
      ],
    ),
  );
  return new Map(
    [...config.matchAll(/add_header (\S+) (\S+|"[^"]*") always;/g)]
      .map(([, name = '', value = '']) => [name, values.get(value) ?? value.replaceAll('"', '')] as const)
      .filter(([, value]) => value !== ''),
  );
}

function hasNginx(): boolean {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.each(['', '/base'])('the configuration of nginx under "%s"', (base) => {
  it.each(PATHS)('gives to %s the headers that our own server gives', (page) => {
    const config = nginxConfig({ root: '/srv/ringside', port: 8080, base });
    expect(headersBy(config, base + page)).toEqual(new Map(Object.entries(headersOf(page))));
  });

  describe.skipIf(!hasNginx())('in nginx itself', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ringside-nginx-'));
    const port = freePort();
    let server: ChildProcess;
    const ask = (page: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}${base}${page}`, { redirect: 'manual' });

    beforeAll(async () => {
      for (const [name, text] of Object.entries(FILES)) {
        fs.mkdirSync(path.dirname(path.join(folder, 'out', name)), { recursive: true });
        fs.writeFileSync(path.join(folder, 'out', name), text);
      }
      const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (kind) => `${kind}_temp_path ${folder}/${kind};`,
      );
      fs.writeFileSync(
        path.join(folder, 'nginx.conf'),
        `daemon off; master_process off; pid ${folder}/pid; error_log stderr crit; events {} http { include /etc/nginx/mime.types; access_log off; ${kept.join(' ')} include ${folder}/site.conf; }`,
      );
      fs.writeFileSync(
        path.join(folder, 'site.conf'),
        nginxConfig({ root: `${folder}/out`, port: `127.0.0.1:${port}`, base }),
      );
      server = spawn('nginx', ['-e', 'stderr', '-c', path.join(folder, 'nginx.conf')], { stdio: 'inherit' });
      await vi.waitFor(() => ask('/'), { timeout: 10_000 });
    });

    afterAll(() => {
      server.kill();
      fs.rmSync(folder, { recursive: true });
    });

    it.each(PATHS)('answers %s with the file and those headers', async (page) => {
      const answer = await ask(page);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe(
        FILES[`${page}index.html`.slice(1) as keyof typeof FILES] ??
          FILES[page.slice(1) as keyof typeof FILES],
      );
      for (const [name, value] of Object.entries(headersOf(page)))
        expect(answer.headers.get(name)).toBe(value);
      expect(answer.headers.has('Cross-Origin-Embedder-Policy')).toBe(page.startsWith('/embed/'));
    });

    it('redirects a page without its slash, and not to another host', async () => {
      const answer = await ask('/lessons');
      expect(answer.headers.get('location')).toBe(`${base}/lessons/`);
    });

    it('answers 404 with the page for it, also for what is no part of the site', async () => {
      for (const page of ['/nowhere/', '/embed/', '/.build-stamp']) {
        const answer = await ask(page);
        expect([answer.status, await answer.text()], page).toEqual([404, FILES['404.html']]);
      }
    });

    it('compresses, and says of JSON what it is', async () => {
      const [script, answer] = [await ask('/_next/static/a.js'), await ask('/oembed/x.json')];
      expect(script.headers.get('content-encoding')).toBe('gzip');
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    });
  });
});

const textOf = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');

describe('what is built elsewhere', () => {
  it.each([
    ['GitHub Pages', '.github/workflows/pages.yml'],
    ['a container', 'app/_tools/deploy/Dockerfile'],
  ])('is told in %s where the site is to stand, and runs the build of everybody', (_, file) => {
    const text = textOf(file);
    for (const part of ['SITE_URL', 'BASE_PATH', 'npm run build']) expect(text).toContain(part);
  });

  it('has in the container all that the build reads', () => {
    const left = textOf('app/_tools/deploy/Dockerfile.dockerignore').split('\n');
    for (const input of ['app', 'components', 'content', 'engine', 'public', 'package-lock.json'])
      expect(left).not.toContain(input);
  });
});
