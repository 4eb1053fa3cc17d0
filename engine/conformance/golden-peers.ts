/**
 * golden-mmu-peers.json: words, counts and bytes of address translation and of other hypervisors' devices. Every section
 * that the engine has a mechanism for is executed; the others are reported as not covered.
 */
import { isObj, type Obj } from './decode.ts';
import { ept, paging, walk2d } from './golden-paging.ts';
import { ideAccesses } from './ide-ports.ts';
import { type Outcome, Tally } from './outcome.ts';

/** What replays each section. A section without a row is not covered. */
const SECTIONS: Readonly<Record<string, (tally: Tally, v: unknown, section: string) => void>> = {
  paging,
  ept,
  walk2d,
  ide_write_dma_lba28_accesses: ideAccesses,
};

const size = (v: unknown): number => (Array.isArray(v) ? v.length : isObj(v) ? Object.keys(v).length : 1);

export function replayGoldenPeers(file: Obj): Outcome {
  const tally = new Tally();
  for (const [section, v] of Object.entries(file)) {
    if (Object.hasOwn(SECTIONS, section)) SECTIONS[section]?.(tally, v, section);
    else tally.skip(section, size(v));
  }
  return tally.outcome('golden values of paging and peers');
}
