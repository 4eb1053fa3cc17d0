/**
 * A file's way through the story: its bytes are written to the disk and read back batch by batch, in one system that
 * keeps running. Memory stays bounded because the batches share a window of the disk.
 */
import { assert } from '../../core/assert.ts';
import { PAGE_SIZE } from '../../core/brand.ts';
import { charge, EMPTY_LEDGER, type Ledger } from '../../core/ledger.ts';
import { run } from '../../core/machine.ts';
import { type Program, rec, type State } from '../../core/state.ts';
import { blkfrontKey } from '../../mechanisms/blkfront.ts';
import { type BlockRequest, SECTOR_SIZE } from '../../mechanisms/blkif.ts';
import { ownAddress } from '../../mechanisms/domain.ts';
import type { Params } from '../../stories/params.ts';
import { untilItSleeps } from '../../stories/system.ts';
import { blockIoParams } from './params.ts';
import { append, GUEST, setup } from './story.ts';

/** Bytes that are under way together: they fit into the guest's buffer. */
export const BATCH_BYTES = 1 << 20;
/** Bytes of the disk that a transfer uses, over and over. */
const WINDOW_BYTES = 4 << 20;

/** What has been done so far. */
export interface Totals {
  readonly bytes: number;
  readonly steps: number;
  readonly requests: number;
  readonly ledger: Ledger;
}

export interface Transfer {
  /** Writes at most BATCH_BYTES to the disk, reads them back, and gives what came back. */
  readonly roundTrip: (bytes: Uint8Array) => Uint8Array;
  readonly totals: () => Totals;
}

/** Requests of whole sectors for `bytes`, each as large as a request may be; `sector` is the first one. */
function requestsFor(
  write: boolean,
  sector: number,
  bytes: number,
  maxBytes: number,
): readonly BlockRequest[] {
  return Array.from({ length: Math.ceil(bytes / maxBytes) }, (_, i) => ({
    write,
    sector: sector + (i * maxBytes) / SECTOR_SIZE,
    sectors: Math.ceil(Math.min(maxBytes, bytes - i * maxBytes) / SECTOR_SIZE),
    data: GUEST.data * PAGE_SIZE + i * maxBytes,
  }));
}

/** Opens a system with the given parameters; its own `requests` warm it up. */
export function openTransfer(params: Params): Transfer {
  const started = setup(blockIoParams.values(params));
  const program: Program = started.program;
  let state: State = started.initial;
  let totals: Totals = { bytes: 0, steps: 0, requests: 0, ledger: EMPTY_LEDGER };
  const maxBytes = rec(state, blkfrontKey).maxSegments * PAGE_SIZE;

  /** Performs requests over a buffer that holds `bytes` when they start. */
  const perform = (write: boolean, sector: number, bytes: Uint8Array): void => {
    const requests = requestsFor(write, sector, bytes.length, maxBytes);
    const data = requests.map((_, i) => bytes.subarray(i * maxBytes, (i + 1) * maxBytes));
    let { steps, ledger } = totals;
    state = run(
      program,
      append(program, state, requests, data),
      (now) => untilItSleeps(program, now),
      (record) => {
        steps++;
        ledger = charge(ledger, record);
      },
    );
    const { completed, failed, connected } = rec(state, blkfrontKey);
    assert(
      connected && completed === requests.length && failed === 0,
      `${requests.length - completed + failed} of ${requests.length} requests did not succeed`,
    );
    totals = { bytes: totals.bytes, steps, requests: totals.requests + requests.length, ledger };
  };

  const roundTrip = (bytes: Uint8Array): Uint8Array => {
    assert(bytes.length <= BATCH_BYTES, `a batch has at most ${BATCH_BYTES} bytes`);
    const sector = (totals.bytes % WINDOW_BYTES) / SECTOR_SIZE;
    perform(true, Math.floor(sector), bytes);
    // The buffer is cleared first: what it holds afterwards came from the disk.
    perform(false, Math.floor(sector), new Uint8Array(bytes.length));
    totals = { ...totals, bytes: totals.bytes + bytes.length };
    const back = new Uint8Array(bytes.length);
    for (let at = 0; at < bytes.length; at += PAGE_SIZE) {
      const page = ownAddress(state, GUEST.id, GUEST.data * PAGE_SIZE + at);
      back.set(state.ram.bytes(page, Math.min(PAGE_SIZE, bytes.length - at)), at);
    }
    return back;
  };

  return { roundTrip, totals: () => totals };
}
