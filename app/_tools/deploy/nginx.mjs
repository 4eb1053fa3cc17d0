#!/usr/bin/env node
// Prints what nginx needs to serve the export as our own server does: a file for its folder `conf.d`.
//
// usage: [BASE_PATH=/x] node app/_tools/deploy/nginx.mjs [folder of the export] [port] > /etc/nginx/conf.d/ringside.conf
import { pathToFileURL } from 'node:url';
import { CHANGING, EMBED, EVERYWHERE, HASHED, HASHED_FOLDERS, PAGE } from '../headers.mjs';
import { basePath, OUT } from '../lib.mjs';

const TEXTS = [
  'application/javascript',
  'application/json',
  'application/xml',
  'image/svg+xml',
  'text/css',
  'text/javascript',
  'text/plain',
  'text/xml',
];

const literal = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * A header of which paths differ is a variable, for `add_header` in a place within another replaces all of the outer; nginx
 * leaves out one that is empty.
 */
export function nginxConfig({ root, port, base }) {
  const under = (folders) => `~^${literal(base)}(?:${folders.map(literal).join('|')})`;
  const varied = [
    ['ringside_cache', 'Cache-Control', CHANGING, under(HASHED_FOLDERS), HASHED],
    ...[...new Set([...Object.keys(PAGE), ...Object.keys(EMBED)])].map((header, i) => [
      `ringside_embed_${i}`,
      header,
      PAGE,
      under(['/embed/']),
      EMBED,
    ]),
  ];
  const maps = varied.map(
    ([name, header, otherwise, pattern, there]) =>
      `map $uri $${name} {\n    default "${otherwise[header] ?? ''}";\n    "${pattern}" "${there[header] ?? ''}";\n}`,
  );
  const added = [
    ...Object.entries(EVERYWHERE).map(([header, value]) => [header, `"${value}"`]),
    ...varied.map(([name, header]) => [header, `$${name}`]),
  ].map(([header, value]) => `    add_header ${header} ${value} always;`);
  const lines = [
    `    listen ${port};`,
    '    charset utf-8;',
    '    # Behind a proxy the name and the port are others.',
    '    absolute_redirect off;',
    `    error_page 403 404 =404 ${base}/404.html;`,
    '    gzip on;',
    '    gzip_vary on;',
    `    gzip_types ${TEXTS.join(' ')};`,
    ...added,
    '    location ~ /\\. {',
    '        return 404;',
    '    }',
    `    location ${base}/ {`,
    `        alias ${root}/;`,
    '        index index.html;',
    '    }',
    ...(base ? ['    location = / {', `        return 308 ${base}/;`, '    }'] : []),
  ];
  return `${[...maps, `server {\n${lines.join('\n')}\n}`].join('\n\n')}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [root = OUT, port = '8080'] = process.argv.slice(2);
  process.stdout.write(nginxConfig({ root: root.replace(/\/+$/, ''), port, base: basePath() }));
}
