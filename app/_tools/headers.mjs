// The headers of every answer: one table for our own server, for the `_headers` file of the export and for
// nginx (app/_tools/deploy/nginx.mjs).

const ONE_YEAR = 'public, max-age=31536000, immutable';

/** Nothing here is secret, so any page may load it, also one that asks every part for leave (COEP `require-corp`). */
export const EVERYWHERE = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Anybody may frame an embed. A host with COEP may frame only what has COEP itself; all that an embed loads comes from
 * this server and carries the policy above.
 */
export const EMBED = {
  'Content-Security-Policy': 'frame-ancestors *',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Only the site itself may frame its other pages. */
export const PAGE = { 'Content-Security-Policy': "frame-ancestors 'self'" };

/** Where in the export the bundled files of embeds are. */
export const EMBED_ASSETS = '/embed/assets/';
/** A name under these changes with its content. */
export const HASHED_FOLDERS = ['/_next/static/', EMBED_ASSETS];
export const HASHED = { 'Cache-Control': ONE_YEAR };
export const CHANGING = { 'Cache-Control': 'no-cache' };

/** The headers of the answer for a path from the root of the export, such as `/embed/block-io/`. */
export function headersOf(pathname) {
  const cache = HASHED_FOLDERS.some((folder) => pathname.startsWith(folder)) ? HASHED : CHANGING;
  return { ...EVERYWHERE, ...cache, ...(pathname.startsWith('/embed/') ? EMBED : PAGE) };
}

/**
 * The `_headers` file that Netlify and Cloudflare Pages read. They send what all matching rules say, and a second
 * Content-Security-Policy would be one policy more; so no two rules that match one path name the same header.
 * @param pages the folders of the export that hold pages, without `embed`
 */
export function headersFile(base, pages) {
  const rules = [
    ['/*', EVERYWHERE],
    ...HASHED_FOLDERS.map((folder) => [`${folder}*`, HASHED]),
    ['/embed/*', EMBED],
    ['/', PAGE],
    ...pages.map((folder) => [`/${folder}/*`, PAGE]),
  ];
  return rules
    .flatMap(([path, headers]) => [
      `${base}${path}`,
      ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`),
    ])
    .concat('')
    .join('\n');
}
