// Post-export step: a Content-Security-Policy in every page that allows its own inline scripts by hash and no other.
//
// A static export has no nonce, so each inline script is named by its SHA-256. Style attributes (code colours,
// motion) need 'unsafe-inline' for styles. `frame-ancestors` works only as a header: the server sends it.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { filesUnder } from '../lib.mjs';

const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;
const CHARSET = /<meta charset="utf-8"\s*\/?>/i;

/** Adds the policy to each HTML file under `out`; returns a sentence on what was done. */
export function addContentSecurityPolicy(out) {
  const pages = filesUnder(out).filter((file) => file.endsWith('.html'));
  for (const page of pages) {
    const embed = path.relative(out, page).split(path.sep)[0] === 'embed';
    fs.writeFileSync(page, withPolicy(fs.readFileSync(page, 'utf8'), { embed }));
  }
  return `${pages.length} pages`;
}

/** The page with its policy, placed after the charset, which must stay within the first 1,024 bytes. */
export function withPolicy(html, { embed }) {
  if (!CHARSET.test(html)) throw new Error('A page without <meta charset="utf-8"> cannot take a policy.');
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(inlineScriptHashes(html), embed)}"/>`;
  return html.replace(CHARSET, (charset) => charset + meta);
}

/** `'sha256-…'` of every inline script in the page, without repeats. */
export function inlineScriptHashes(html) {
  const hashes = [...html.matchAll(INLINE_SCRIPT)].map(
    ([, code]) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
  );
  return [...new Set(hashes)];
}

/**
 * An embed framed with sandbox="allow-scripts" has an opaque origin, which 'self' need not match; its scripts may
 * therefore come from any http(s) host, while inline code is still bound by hash.
 */
function policy(hashes, embed) {
  const own = embed ? "'self' http: https:" : "'self'";
  return [
    "default-src 'none'",
    `script-src ${[own, ...hashes].join(' ')}`,
    `style-src ${own} 'unsafe-inline'`,
    `img-src ${own} data:`,
    `font-src ${own}`,
    `connect-src ${own}`,
    `manifest-src ${own}`,
    `worker-src ${own}`,
    `frame-src ${own}`,
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}
