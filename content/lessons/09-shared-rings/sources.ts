/** What this lesson alone rests on. Sources that other pages use too are in content/sources.ts. */
import { linux, type Sources } from '../../source.ts';

export const sources = {
  'linux-blkback-op': linux('drivers/block/xen-blkback/blkback.c', '__do_block_io_op (copies, then counts)'),
} as const satisfies Sources;
