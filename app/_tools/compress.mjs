// One place for how bytes are compressed, so that the server sends what the budgets measure.
import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, gzip as gzipCallback } from 'node:zlib';

/** Brotli at its highest quality, as hosts that compress once and serve often do; in another thread. */
export const brotli = promisify(brotliCompress);

/** The size that `brotli` makes of the bytes or the text. */
export function brotliSize(content) {
  return brotliCompressSync(content).length;
}

export const gzip = promisify(gzipCallback);
