#!/usr/bin/env node
// The byte budgets: what a cold visit to each page transfers, in brotli, read from out/ alone. No browser, no clock.
// What a browser alone can tell (the widget's own chunks, third parties at run time) is in tests/e2e/transfer.spec.ts.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliSize } from '../../app/_tools/compress.mjs';
import { basePath, filesUnder, OUT } from '../../app/_tools/lib.mjs';

const KB = 1024;

/** Bytes of brotli, and a count of requests. `island` pages hold a widget that loads when it is near. */
export const BUDGETS = {
  js: { prose: 120 * KB, island: 125 * KB },
  // 0.2 more than the design asks: Next divides the sheets by what all pages share, and no more requests are spent.
  css: 12.2 * KB,
  // A lesson's text is in its page twice, as HTML and as React's payload; together with its JavaScript it stays
  // below what both budgets allow.
  html: { page: 16 * KB, lesson: 25 * KB },
  // Four more than before the levels: what is opened later has style sheets of its own, and a page 2 KB less of them.
  requests: 16,
  fonts: 100 * KB,
  // The design asks for 55; what plays a whole mechanism with every error path of the real code is larger.
  // Twice it has grown with what newcomers did not understand without: signs, a stage for phones, withheld answers.
  widget: 79 * KB,
  /** The names and the told story that a scenario’s widget opens with. */
  words: 21 * KB,
  /**
   * An embed, all that its story needs: page, script and style sheet. The design asks for 90; what plays a mechanism with
   * every error path of the real code is larger.
   */
  standalone: 102 * KB,
  /** Why its lines are there: fetched by mechanism when a reader begins to step, and shared with other scenarios. */
  narration: 21 * KB,
};

/** Attributes that make a browser load something, and code or CSS that does. */
const LOADS_IN_HTML = /<(?:script|img|iframe|source|video|audio|embed|object|link)\b[^>]*>/g;
const LOADS_NOTHING = /rel="(?:canonical|license|alternate|author|me)"/;
const FOREIGN_ATTRIBUTE = /\s(?:src|href|srcset|data|poster)="\s*(?:https?:)?\/\/[^"]*"/;
const FOREIGN_IN_CSS = /(?:url\(\s*["']?|@import\s+["'])(?:https?:)?\/\/[^)"']*/;
const FOREIGN_IN_JS =
  /(?:\b(?:fetch|import|importScripts|Worker|WebSocket|EventSource|sendBeacon)\(\s*|\.(?:src|href)\s*=\s*)["'`](?:https?|wss?):\/\/[^"'`]*/;

/** Every check as `{ name, ok, detail }`, and one row per page for the table. */
export function checkBudgets(out = OUT) {
  const pages = filesUnder(out).filter((file) => file.endsWith('.html'));
  if (pages.length === 0) throw new Error('There are no pages in out/: the site is not built.');
  const site = createSite(out);
  const rows = pages.map((file) => measurePage(site, file)).sort((a, b) => a.route.localeCompare(b.route));
  return { rows, checks: [...rows.flatMap(pageChecks), ...siteChecks(out, site)] };
}

/** Reads files by their URL path and remembers their compressed sizes. */
function createSite(out) {
  const sizes = new Map();
  const resolve = (url) => path.join(out, decodeURIComponent(url.slice(basePath().length).split(/[?#]/)[0]));
  return {
    out,
    read: (url) => fs.readFileSync(resolve(url), 'utf8'),
    size(url) {
      const file = resolve(url);
      if (!sizes.has(file)) sizes.set(file, transferSize(file));
      return sizes.get(file);
    },
  };
}

/** Fonts are compressed already and are sent as they are. */
function transferSize(file) {
  const raw = fs.readFileSync(file);
  return file.endsWith('.woff2') ? raw.length : brotliSize(raw);
}

function measurePage(site, file) {
  const html = fs.readFileSync(file, 'utf8');
  const relative = path.relative(site.out, file).split(path.sep).join('/');
  const route = `/${relative.replace(/(^|\/)index\.html$/, '$1')}`;
  // An embed names its one script for the loader that stands in its page.
  const scripts = [
    ...attributes(html, /<script\b(?![^>]*\bnomodule\b)[^>]*\ssrc="([^"]+)"/gi),
    ...attributes(html, /<html\b[^>]*\sdata-script="([^"]+)"/g),
  ];
  const styles = attributes(html, /<link\b(?=[^>]*rel="stylesheet")[^>]*\shref="([^"]+)"/g);
  const preloads = attributes(html, /<link\b(?=[^>]*rel="preload")(?=[^>]*as="font")[^>]*\shref="([^"]+)"/g);
  const inlineStyles = attributes(html, /<style[^>]*>([\s\S]*?)<\/style>/g);
  const total = (urls) => urls.reduce((sum, url) => sum + site.size(url), 0);
  return {
    route,
    kind: route.startsWith('/embed/') ? 'embed' : html.includes('data-island') ? 'island' : 'prose',
    js: total(scripts),
    css: total(styles) + inlineStyles.reduce((sum, css) => sum + brotliSize(css), 0),
    html: brotliSize(html),
    requests: 1 + scripts.length + styles.length + preloads.length,
    fonts: preloads.length > 0 || styles.some((url) => site.read(url).includes('@font-face')),
    foreign: foreignInHtml(html),
  };
}

function attributes(html, pattern) {
  return [...new Set([...html.matchAll(pattern)].map((match) => match[1]))];
}

function foreignInHtml(html) {
  return (html.match(LOADS_IN_HTML) ?? []).filter(
    (tag) => FOREIGN_ATTRIBUTE.test(tag) && !LOADS_NOTHING.test(tag),
  );
}

function pageChecks(row) {
  const atMost = (what, value, limit, show = kilobytes) => ({
    name: `${row.route}: ${what} ≤ ${show(limit)}`,
    ok: value <= limit,
    detail: show(value),
  });
  const sizes =
    row.kind === 'embed'
      ? [atMost('all that its story needs', row.js + row.css + row.html, BUDGETS.standalone)]
      : [
          atMost('JavaScript', row.js, BUDGETS.js[row.kind]),
          atMost('CSS', row.css, BUDGETS.css),
          atMost('HTML', row.html, BUDGETS.html[/^\/lessons\/./.test(row.route) ? 'lesson' : 'page']),
        ];
  return [
    ...sizes,
    atMost('requests', row.requests, BUDGETS.requests, String),
    { name: `${row.route}: no third party`, ok: row.foreign.length === 0, detail: row.foreign.join(' ') },
    ...(row.kind === 'embed'
      ? [{ name: `${row.route}: no web fonts`, ok: !row.fonts, detail: 'declares @font-face' }]
      : []),
  ];
}

function siteChecks(out, site) {
  const files = filesUnder(out);
  const url = (file) => `${basePath()}/${path.relative(out, file).split(path.sep).join('/')}`;
  const fonts = files
    .filter((file) => /\.(woff2?|ttf|otf)$/.test(file))
    .reduce((sum, file) => sum + site.size(url(file)), 0);
  const foreign = (extension, pattern) =>
    files
      .filter((file) => file.endsWith(extension))
      .flatMap((file) => site.read(url(file)).match(pattern) ?? []);
  const inCss = foreign('.css', FOREIGN_IN_CSS);
  const inJs = foreign('.js', FOREIGN_IN_JS);
  return [
    { name: `all fonts ≤ ${kilobytes(BUDGETS.fonts)}`, ok: fonts <= BUDGETS.fonts, detail: kilobytes(fonts) },
    { name: 'no third party in any CSS', ok: inCss.length === 0, detail: inCss.join(' ') },
    { name: 'no third party loaded by any JavaScript', ok: inJs.length === 0, detail: inJs.join(' ') },
  ];
}

/** The table people read: one line per page. */
export function budgetTable(rows) {
  const width = Math.max(...rows.map((row) => row.route.length), 5);
  const line = (cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(width) : cell.padStart(9))).join(' ');
  return [
    line(['route', 'kind', 'JS', 'CSS', 'HTML', 'in all', 'requests']),
    ...rows.map((row) =>
      line([
        row.route,
        row.kind,
        kilobytes(row.js),
        kilobytes(row.css),
        kilobytes(row.html),
        kilobytes(row.js + row.css + row.html),
        String(row.requests),
      ]),
    ),
  ].join('\n');
}

function kilobytes(bytes) {
  return `${(bytes / KB).toFixed(1)} KB`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { rows, checks } = checkBudgets();
  console.log(budgetTable(rows));
  const failed = checks.filter((check) => !check.ok);
  for (const { name, detail } of failed) console.log(`over: ${name} (${detail})`);
  process.exit(failed.length > 0 ? 1 : 0);
}
