/**
 * The block protocol: what a slot of a blkif ring holds. Source: Xen xen/include/public/io/blkif.h; limits of the
 * Linux drivers from drivers/block/xen-blkfront.c and xen-blkback/common.h. Offsets are checked against
 * tests/vectors/layouts.json.
 */
import { PAGE_SIZE } from '../core/brand.ts';
import { type Abi, blob, layout, list, s16, u8, u16, u32, u64 } from '../core/layout.ts';
import type { Key } from '../core/state.ts';

// ── operations, flags, answers (blkif.h) ────────────────────────────────────────────────────────────

export const BLKIF_OP_READ = 0;
export const BLKIF_OP_WRITE = 1;
export const BLKIF_OP_WRITE_BARRIER = 2;
export const BLKIF_OP_FLUSH_DISKCACHE = 3;
export const BLKIF_OP_RESERVED_1 = 4;
export const BLKIF_OP_DISCARD = 5;
export const BLKIF_OP_INDIRECT = 6;

export const BLKIF_DISCARD_SECURE = 1;

export const BLKIF_RSP_OKAY = 0;
export const BLKIF_RSP_ERROR = -1;
export const BLKIF_RSP_EOPNOTSUPP = -2;

export const VDISK_CDROM = 1;
export const VDISK_REMOVABLE = 2;
export const VDISK_READONLY = 4;

/** `BLKIF_OP_WRITE` for 1, for listings and views. */
export const BLKIF_OPS: readonly string[] = [
  'BLKIF_OP_READ',
  'BLKIF_OP_WRITE',
  'BLKIF_OP_WRITE_BARRIER',
  'BLKIF_OP_FLUSH_DISKCACHE',
  'BLKIF_OP_RESERVED_1',
  'BLKIF_OP_DISCARD',
  'BLKIF_OP_INDIRECT',
];

// ── limits ──────────────────────────────────────────────────────────────────────────────────────────

/** Segments in a direct request: 44 KiB (blkif.h). */
export const BLKIF_MAX_SEGMENTS_PER_REQUEST = 11;
/** Pages of segments that an indirect request may name (blkif.h). */
export const BLKIF_MAX_INDIRECT_PAGES_PER_REQUEST = 8;
/** `feature-max-indirect-segments` that Linux blkback offers (xen-blkback/common.h: MAX_INDIRECT_SEGMENTS). */
export const BLKBACK_MAX_INDIRECT_SEGMENTS = 256;
/** What Linux blkfront uses of them unless told otherwise (xen-blkfront.c: max_indirect_segments). */
export const BLKFRONT_MAX_INDIRECT_SEGMENTS = 32;
/** Bytes of a sector. `sector_number` counts these, whatever the node `sector-size` says (blkif.h). */
export const SECTOR_SIZE = 512;
export const SECTORS_PER_PAGE = 8;

// ── records ─────────────────────────────────────────────────────────────────────────────────────────

/** Part of one page: sectors `first_sect` to `last_sect` inclusive, 0 to 7. */
export const blkif_request_segment = layout('blkif_request_segment', {
  gref: u32,
  first_sect: u8,
  last_sect: u8,
});
/** Segments in one page of an indirect request. */
export const SEGMENTS_PER_INDIRECT_PAGE = 4096 / blkif_request_segment.size;

const request = (abi: Abi) =>
  layout(
    'blkif_request',
    {
      operation: u8,
      nr_segments: u8,
      handle: u16,
      id: u64,
      sector_number: u64,
      seg: list(blkif_request_segment, BLKIF_MAX_SEGMENTS_PER_REQUEST),
    },
    { abi },
  );

const discard = (abi: Abi) =>
  layout(
    'blkif_request_discard',
    { operation: u8, flag: u8, handle: u16, id: u64, sector_number: u64, nr_sectors: u64 },
    { abi },
  );

const indirect = {
  operation: u8,
  indirect_op: u8,
  nr_segments: u16,
  id: u64,
  sector_number: u64,
  handle: u16,
  indirect_grefs: list(u32, BLKIF_MAX_INDIRECT_PAGES_PER_REQUEST),
};

const response = (abi: Abi) => layout('blkif_response', { id: u64, operation: u8, status: s16 }, { abi });

/** The records as a 64-bit guest lays them out: `protocol` = "x86_64-abi". */
export const blkif_request = request('x86_64');
export const blkif_request_discard = discard('x86_64');
export const blkif_request_indirect = layout('blkif_request_indirect', indirect);
export const blkif_response = response('x86_64');

/** And a 32-bit guest: no hole before `id`, so every offset after it differs. `protocol` = "x86_32-abi". */
export const BLKIF_X86_32 = {
  request: request('x86_32'),
  discard: discard('x86_32'),
  // The header pads this one by hand on i386, to 64 bytes as on x86_64.
  indirect: layout('blkif_request_indirect', { ...indirect, pad: blob(8) }, { abi: 'x86_32' }),
  response: response('x86_32'),
} as const;

/** Bytes of a ring's slot: the request is the larger record. */
export const BLKIF_SLOT = blkif_request.size;

/** What the two drivers have told each other through xenbus; how it is told is another story. */
export interface BlkifHandshake {
  /** Pages of the ring, and guest frame of the first. */
  readonly ringPages: number;
  readonly ringGfn: number;
  /** Frontend, state 3 (Initialised): ring-ref and event-channel. */
  readonly published: { readonly refs: readonly number[]; readonly port: number } | null;
  /** Backend, state 4. */
  readonly connected: boolean;
}
export const blkifHandshakeKey: Key<BlkifHandshake> = 'blkif.xenbus';

/** What of a request the block layer hands over: whole sectors of whole pages. */
export interface BlockRequest {
  readonly write: boolean;
  readonly sector: number;
  readonly sectors: number;
  /** Guest address of the data; page aligned. */
  readonly data: number;
}

/**
 * As the block layer splits requests: none is larger than its segments can carry, and each part begins on a page.
 * @param data guest address of the buffer in which the data of all lies
 */
export function splitRequests(
  requests: readonly Omit<BlockRequest, 'data'>[],
  maxSegments: number,
  data: number,
): readonly BlockRequest[] {
  const out: BlockRequest[] = [];
  let page = data / PAGE_SIZE;
  for (const { write, sector, sectors: all } of requests) {
    for (let done = 0; done < all; ) {
      const sectors = Math.min(all - done, maxSegments * SECTORS_PER_PAGE);
      out.push({ write, sector: sector + done, sectors, data: page * PAGE_SIZE });
      page += Math.ceil(sectors / SECTORS_PER_PAGE);
      done += sectors;
    }
  }
  return out;
}
