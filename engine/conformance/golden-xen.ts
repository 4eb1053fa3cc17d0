/**
 * golden-xen.json: decisions, whole scenarios and bytes computed by the real headers. Every section that the engine
 * has a mechanism for is executed; the others are reported as not covered.
 */

import { Edit, Memory } from '../core/memory.ts';
import { bitOf, maskWord, pendingWord } from '../mechanisms/shared-info.ts';
import { arr, hexText, int, isObj, type Obj, obj, toHex } from './decode.ts';
import { cpuidLeaf, fifoWords, stubBytes } from './golden-calls.ts';
import type { Context } from './golden-context.ts';
import { backendCase, freeFullCase, notifyCase, ringInit, scenario } from './golden-ring.ts';
import { type Outcome, Tally } from './outcome.ts';
import { recordFromText } from './record-text.ts';

const cases =
  (one: (context: Context, c: Obj, at: string) => void) =>
  (context: Context, v: unknown, section: string): void => {
    for (const [i, c] of arr(v, section).entries())
      one(context, obj(c, `${section}[${i}]`), `${section}[${i}]`);
  };

// ── bytes ───────────────────────────────────────────────────────────────────────────────────────────

function records({ tally }: Context, v: unknown): void {
  for (const [text, hex] of Object.entries(obj(v, 'records'))) {
    const record = recordFromText(text);
    if (!record) {
      tally.skip('records', 1);
      continue;
    }
    const written = record.values.reduce(
      (m, [field, value]) => m.store(0, field, value),
      Memory.empty.writable(new Edit()),
    );
    tally.fact(
      `records[${JSON.stringify(text)}]`,
      'it',
      hexText(hex, text),
      toHex(written.bytes(0, record.layout.size)),
    );
  }
}

function twoLevel({ tally }: Context, c: Obj, at: string): void {
  const port = int(c.port, `${at}.port`, 0, 4095);
  const bit = bitOf(port).toString(2).length - 1;
  const [pending, mask] = [pendingWord(port), maskWord(port)];
  const first = pendingWord(0);
  const byte = Math.floor(bit / 8);
  tally.fact(at, 'word', c.word, (pending.offset - first.offset) / first.size);
  tally.fact(at, 'bit', c.bit, bit);
  tally.fact(
    at,
    'pending_byte_offset_in_shared_info',
    c.pending_byte_offset_in_shared_info,
    pending.offset + byte,
  );
  tally.fact(at, 'mask_byte_offset_in_shared_info', c.mask_byte_offset_in_shared_info, mask.offset + byte);
  tally.fact(at, 'bit_in_byte', c.bit_in_byte, bit % 8);
}

/** What replays each section. A section without a row is not covered. */
const SECTIONS: Readonly<Record<string, (context: Context, v: unknown, section: string) => void>> = {
  ring_init: ringInit,
  notify_request_cases: cases(notifyCase),
  free_full_cases: cases(freeFullCase),
  backend_cases: cases(backendCase),
  scenario,
  records,
  two_level: cases(twoLevel),
  fifo_event_words: fifoWords,
  hypercall_stub_bytes: stubBytes,
  cpuid_0x40000000: cpuidLeaf,
};

const size = (v: unknown): number => (Array.isArray(v) ? v.length : isObj(v) ? Object.keys(v).length : 1);

export function replayGoldenXen(file: Obj): Outcome {
  const tally = new Tally();
  const nr_ents = int(obj(file.ring_init, 'ring_init').nr_ents, 'ring_init.nr_ents', 1);
  for (const [section, v] of Object.entries(file)) {
    if (section === 'source') continue;
    if (Object.hasOwn(SECTIONS, section)) SECTIONS[section]?.({ tally, nr_ents }, v, section);
    else tally.skip(section, size(v));
  }
  return tally.outcome('golden values of Xen');
}
