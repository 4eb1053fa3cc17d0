/**
 * The workload as a short text: `w2048+8=Ringside` writes 8 sectors at sector 2048, filled with that word; `r0+16` reads
 * 16 sectors; a list is separated by commas; `*32` repeats a request at the sectors that follow.
 */
import { InputError, quoted } from '../core/assert.ts';

export interface Request {
  readonly write: boolean;
  readonly sector: number;
  readonly sectors: number;
  /** What a write's sectors are filled with, over and over. */
  readonly text: string;
}

/** How much a scenario can take. */
export interface Limits {
  readonly diskSectors: number;
  /** Of one request. */
  readonly sectors: number;
  readonly requests: number;
  /** Sectors of all requests: their data lies in guest memory at once. */
  readonly total: number;
}

/** Sectors of the simulated disk: 4 GiB. */
export const DISK_SECTORS = 8 * 1024 * 1024;
const LIMITS: Limits = { diskSectors: DISK_SECTORS, sectors: 2048, requests: 512, total: 131_072 };

const ITEM = /^([rw])(\d{1,9})\+(\d{1,5})(?:=([A-Za-z0-9 _.!?-]{1,64}))?(?:\*(\d{1,4}))?$/;
const HOW = 'such as w2048+8=Ringside, r2048+8 or w0+8=hello*32';

export function readRequests(text: string, limits: Limits = LIMITS): readonly Request[] {
  const out: Request[] = [];
  for (const item of text.split(',')) {
    const m = ITEM.exec(item.trim());
    if (!m) throw new InputError(`requests takes a list of requests ${HOW}, not ${quoted(item)}.`);
    const [, op, first, count, fill, times] = m;
    const sectors = Number(count);
    const repeat = Number(times ?? 1);
    if (sectors < 1 || sectors > limits.sectors)
      throw new InputError(`A request moves 1 to ${limits.sectors} sectors, not ${sectors}.`);
    if (op === 'r' && fill !== undefined)
      throw new InputError('A read takes no data: leave out the part after “=”.');
    if (repeat < 1 || out.length + repeat > limits.requests)
      throw new InputError(`A run takes 1 to ${limits.requests} requests.`);
    for (let i = 0; i < repeat; i++) {
      const sector = Number(first) + i * sectors;
      if (sector + sectors > limits.diskSectors)
        throw new InputError(
          `The disk has ${limits.diskSectors} sectors; ${sector} + ${sectors} is beyond its end.`,
        );
      out.push({ write: op === 'w', sector, sectors, text: fill ?? 'Ringside' });
    }
  }
  if (out.reduce((n, r) => n + r.sectors, 0) > limits.total)
    throw new InputError(`All requests together move at most ${limits.total} sectors.`);
  return out;
}

/** The bytes of a write: its text, repeated. */
export function fillOf(text: string, bytes: number): Uint8Array {
  const out = new Uint8Array(bytes);
  for (let i = 0; i < bytes; i++) out[i] = text.charCodeAt(i % text.length);
  return out;
}
