// Every link from a page of the export to the site itself leads to a file, and its #fragment to an element there.
import fs from 'node:fs';
import path from 'node:path';
import { basePath, filesUnder, OUT } from '../../app/_tools/lib.mjs';

/** One check per page: `{ name, ok, detail }`. */
export function checkLinks(out = OUT) {
  const pages = filesUnder(out).filter((file) => file.endsWith('.html'));
  return pages.map((page) => {
    const html = fs.readFileSync(page, 'utf8');
    const route = `/${path
      .relative(out, page)
      .split(path.sep)
      .join('/')
      .replace(/index\.html$/, '')}`;
    const links = [...html.matchAll(/<a\b[^>]*\shref="([^"]+)"/g)].map((match) => match[1]);
    const dead = [...new Set(links)].filter((href) => !leadsSomewhere(out, route, href));
    return { name: `${route}: every link leads somewhere`, ok: dead.length === 0, detail: dead.join(' ') };
  });
}

function leadsSomewhere(out, route, href) {
  const url = new URL(href.replaceAll('&amp;', '&'), `http://site${basePath()}${route}`);
  if (url.host !== 'site') return true;
  if (!`${url.pathname}/`.startsWith(`${basePath()}/`)) return false;
  const file = fileOf(path.join(out, decodeURIComponent(url.pathname.slice(basePath().length))));
  if (!file) return false;
  const id = decodeURIComponent(url.hash.slice(1));
  return id === '' || !file.endsWith('.html') || fs.readFileSync(file, 'utf8').includes(`id="${id}"`);
}

function fileOf(target) {
  return [target, path.join(target, 'index.html')].find((file) =>
    fs.statSync(file, { throwIfNoEntry: false })?.isFile(),
  );
}
