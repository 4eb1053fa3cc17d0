// What a browser fetched, as the budgets count it: brotli as our server sends it, documents and files alike.
import { brotliSize } from '../../app/_tools/compress.mjs';

/** Starts recording the page's responses; `transfers()` waits for their bodies and gives `{ url, type, size }[]`. */
export function recordTransfers(page) {
  const pending = [];
  page.on('response', (response) => {
    const measured = measure(response);
    // One that comes after the last question is nobody's fault: a failure counts where it is asked for.
    measured.catch(() => {});
    pending.push(measured);
  });
  return { transfers: async () => (await Promise.all(pending)).filter(Boolean) };
}

async function measure(response) {
  const url = new URL(response.url());
  if (!url.protocol.startsWith('http') || response.status() !== 200) return undefined;
  const body = await response.body();
  const size = /\.(woff2|png)$/.test(url.pathname) ? body.length : brotliSize(body);
  return { url: url.pathname, type: response.request().resourceType(), size };
}

/** The scripts in `after` that were not in `before`: the widget's own chunks, and their sum in bytes. */
export function addedScripts(before, after) {
  const seen = new Set(before.map(({ url }) => url));
  const scripts = after.filter(({ url, type }) => type === 'script' && !seen.has(url));
  return { scripts, bytes: scripts.reduce((sum, { size }) => sum + size, 0) };
}
