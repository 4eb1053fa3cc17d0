// Replays of the vectors in tests/vectors: results of the real C macros and headers.
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayFile, replayText } from '@/engine/conformance/index.ts';
import { traces } from '../tools/arbitraries.ts';
import { traceFile } from '../tools/ring-model.ts';

const VECTORS = path.join(import.meta.dirname, '../../vectors');
const files = (pattern: RegExp): string[] => fs.readdirSync(VECTORS).filter((name) => pattern.test(name));
const text = (name: string): string => fs.readFileSync(path.join(VECTORS, name), 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: files are changed at will here
const parsed = (name: string): any => JSON.parse(text(name));

const RING_TRACES = files(/^ring-traces-/);
const NOT_COVERED = files(/^virtq-/);

describe('ring traces of the real macros', () => {
  it('are all here', () => {
    expect(RING_TRACES).toHaveLength(8);
  });

  it.each(RING_TRACES)('%s agrees in every row', (name) => {
    const outcome = replayText(text(name));
    expect(outcome.divergence).toBeUndefined();
    expect(outcome).toMatchObject({
      format: 'ring trace',
      matched: outcome.total,
      total: parsed(name).rows.length,
    });
  });

  const falsify: readonly (readonly [string, string, RegExp])[] = [
    ['a result', 'result', /row 40 .* result is/],
    ['a shared index', 's.rsp_event', /row 40 .* s\.rsp_event is/],
    ['a private index', 'b.req_cons', /row 40 .* b\.req_cons is/],
    ['a checksum', 'crc32(sring)', /row 40 .* crc32\(sring\) is/],
  ];
  it.each(falsify)('a trace with %s changed is found out in that row', (_, column, sentence) => {
    const file = parsed('ring-traces-tiny4-wrap.json');
    file.rows[39][file.columns.indexOf(column)] ^= 1;
    file.rows[39][file.columns.indexOf(column)] >>>= 0;
    const outcome = replayFile(file);
    expect(outcome.divergence?.sentence).toMatch(sentence);
    expect(outcome).toMatchObject({ matched: 39, total: 3000 });
  });

  it('a changed byte of a snapshot is found out', () => {
    const file = parsed('ring-traces-blkif32.json');
    const hex = file.snapshots[1].sringHex;
    file.snapshots[1].sringHex = `${hex.slice(0, 200)}${hex[200] === '0' ? '1' : '0'}${hex.slice(201)}`;
    const at = `snapshot after ${file.snapshots[1].afterOps} operations: byte 100 is`;
    expect(replayFile(file).divergence?.sentence).toContain(at);
  });

  it('a changed payload, header or total is found out', () => {
    const file = parsed('ring-traces-netif-rx256.json');
    const changed = {
      ...file.payload,
      'netif_rx.req': file.payload['netif_rx.req'].replace('gref=8', 'gref=9'),
    };
    expect(replayFile({ ...file, payload: changed }).divergence?.sentence).toContain('crc32(sring)');
    expect(replayFile({ ...file, sringHeaderBytes: 32 }).divergence?.sentence).toContain('sringHeaderBytes');
    expect(replayFile({ ...file, totals: { ...file.totals, hitFull: 1 } }).divergence?.sentence).toContain(
      'hitFull',
    );
  });

  it('a ring of a 32-bit guest is told by the size of its slots', () => {
    const file = {
      ...parsed('ring-traces-blkif32.json'),
      snapshots: [],
      totals: {},
      entryBytes: 108,
      ringBytesInCrc: 0,
      ops: 1,
    };
    const outcome = replayFile({ ...file, rows: [['f.queue', 1, 1, 0, 1, 0, 1, 1, 0, 0, 0, 0]] });
    expect(outcome.divergence).toBeUndefined();
    expect(replayFile({ ...file, entryBytes: 110, rows: [], ops: 0 }).divergence?.sentence).toContain(
      'entryBytes is 112',
    );
  });
});

describe('traces that were never recorded', () => {
  it('agree with an independent model of the ring', () => {
    fc.assert(
      fc.property(traces(), ({ shape, list }) => {
        expect(replayFile(traceFile(shape, list))).toMatchObject({
          divergence: undefined,
          matched: list.length,
        });
      }),
      { seed: 0x52494e47, numRuns: 150 },
    );
  });

  it('are found out wherever one number is changed', () => {
    fc.assert(
      fc.property(
        traces(60),
        fc.nat(),
        fc.integer({ min: 2, max: 11 }),
        fc.integer({ min: 0, max: 31 }),
        (t, n, column, bit) => {
          const file = traceFile(t.shape, t.list);
          const at = n % file.rows.length;
          const row = file.rows[at] as number[];
          row[column] = ((row[column] as number) ^ (1 << bit)) >>> 0;
          expect(replayFile(file).matched).toBe(at);
        },
      ),
      { seed: 0x46414c53, numRuns: 100 },
    );
  });
});

describe('layouts of the real headers', () => {
  const file = parsed('layouts.json');

  it('are those of the engine, type by type and constant by constant', () => {
    const outcome = replayFile(file);
    expect(outcome.divergence).toBeUndefined();
    expect(outcome.matched).toBe(outcome.total);
    expect(outcome.total).toBeGreaterThan(400);
  });

  it('that the engine does not declare are counted as not covered and never as matched', () => {
    const outcome = replayFile({
      ...file,
      xen: { types: { 'struct t_rec': file.xen.types['struct t_rec'] }, constants: {} },
    });
    expect(outcome.notCovered).toContainEqual({ what: 'xen types', count: 1 });
  });

  const changes: readonly (readonly [
    string,
    (type: Record<string, number> & { fields: Record<string, unknown>[] }) => void,
  ])[] = [
    ['size', (t) => (t.size = (t.size ?? 0) + 8)],
    ['alignment', (t) => (t.align = 4)],
    ['offset of a field', (t) => Object.assign(t.fields[4] ?? {}, { offset: 12 })],
    ['name of a field', (t) => Object.assign(t.fields[4] ?? {}, { name: 'sector' })],
    ['length of an array', (t) => Object.assign(t.fields[5] ?? {}, { count: 12 })],
  ];
  it.each(changes)('with the %s changed is found out', (_, change) => {
    const copy = structuredClone(file);
    change(copy.xen.types['struct blkif_request']);
    expect(replayFile(copy).divergence?.at).toContain('struct blkif_request');
  });
});

describe('golden values of the real headers', () => {
  const file = parsed('golden-xen.json');

  it('are those of the engine wherever it has the mechanism', () => {
    const outcome = replayFile(file);
    expect(outcome.divergence).toBeUndefined();
    expect(outcome.matched).toBe(outcome.total);
    expect(outcome.total).toBeGreaterThan(200);
  });

  it('of mechanisms that are not built are not covered', () => {
    const { notCovered } = replayFile({ ...file, a_new_section: [1, 2, 3] });
    expect(notCovered).toContainEqual({ what: 'a_new_section', count: 3 });
  });

  // biome-ignore lint/suspicious/noExplicitAny: files are changed at will here
  const changes: readonly (readonly [string, (f: any) => void])[] = [
    ['a decision', (f) => (f.notify_request_cases[9].notify = false)],
    ['the room of a ring', (f) => (f.free_full_cases[8].free = 12)],
    ['an overflow', (f) => (f.backend_cases[6].prod_overflow = false)],
    ['a step of the scenario', (f) => (f.scenario[4].req_event = 3)],
    ['an answer of the scenario', (f) => (f.scenario[5].notify_or_more = 0)],
    [
      'a byte of the header',
      (f) => (f.ring_init.sring_header_64_bytes = f.ring_init.sring_header_64_bytes.replace('01', '02')),
    ],
    [
      'a byte of a record',
      (f) =>
        (f.records['netif_tx_request gref=12 offset=0x40 flags=csum_blank|data_validated id=3 size=1514'] =
          '0c000000400003000300ea06'),
    ],
    ['a linked event word', (f) => (f.fifo_event_words.pending_linked_link_9 = 0xa000_0008)],
    ['a masked event word', (f) => (f.fifo_event_words.pending_masked = 0xa000_0000)],
    ['the instruction of a stub', (f) => (f.hypercall_stub_bytes.amd_nr20 = 'b8140000000f01c1c3')],
    ['the stub that must not be called', (f) => (f.hypercall_stub_bytes.hvm_iret_nr23 = 'b817')],
    ['what a page is filled with', (f) => (f.hypercall_stub_bytes.fill_byte = '90')],
    ['the signature of Xen', (f) => (f.cpuid_0x40000000.ecx += 1)],
    ['the number of leaves', (f) => (f.cpuid_0x40000000.eax = 0x4000_0004)],
    ['the place of an event bit', (f) => (f.two_level[2].pending_byte_offset_in_shared_info = 2049)],
  ];
  it.each(changes)('with %s changed are found out', (_, change) => {
    const copy = structuredClone(file);
    change(copy);
    expect(replayFile(copy).divergence).toBeDefined();
  });
});

describe('files that cannot be replayed', () => {
  it.each(NOT_COVERED)('%s says that it is not covered yet', (name) => {
    expect(() => replayText(text(name))).toThrow(/not covered yet/);
  });

  const trace = parsed('ring-traces-tiny1-wrap.json');
  const bad: readonly (readonly [string, unknown, RegExp])[] = [
    ['a list', [], /not a file of a known format/],
    ['null', null, /not a file of a known format/],
    ['an unknown object', { a: 1 }, /not a file of a known format/],
    [
      'a missing column',
      { ...trace, columns: trace.columns.filter((c: string) => c !== 's.req_prod') },
      /column "s.req_prod" is missing/,
    ],
    ['an unknown column', { ...trace, columns: [...trace.columns, 'x'] }, /columns has "x"/],
    [
      'a short row',
      { ...trace, rows: [['f.push', 0, 0]], ops: 1 },
      /row 1 has 3 cells where the columns name 12/,
    ],
    [
      'a text for a number',
      { ...trace, rows: [trace.rows[0].with(4, 'one')], ops: 1 },
      /row 1, column s.req_event must be a whole number, not "one"/,
    ],
    [
      'a negative index',
      { ...trace, rows: [trace.rows[0].with(4, -1)], ops: 1 },
      /must be from 0 to 4294967295/,
    ],
    [
      'an unknown operation',
      { ...trace, rows: [trace.rows[0].with(0, 'f.jump')], ops: 1 },
      /"f.jump" is not an operation/,
    ],
    [
      'an internal operation',
      { ...trace, rows: [trace.rows[0].with(0, 'attach')], ops: 1 },
      /"attach" is not an operation/,
    ],
    ['three slots', { ...trace, ringEntries: 3 }, /ringEntries must be a power of two, not 3/],
    ['no slots', { ...trace, ringEntries: 0 }, /ringEntries must be from 1/],
    ['too many slots', { ...trace, ringEntries: 2 ** 31 }, /larger than/],
    ['no start', { ...trace, startIndex: undefined }, /startIndex must be a whole number, not nothing/],
    [
      'rows that are missing',
      { ...trace, rows: trace.rows.slice(0, 10) },
      /announces 3000 operations and holds 10 rows/,
    ],
    ['rows that are no list', { ...trace, rows: {} }, /rows must be a list/],
    ['an unknown kind', { ...trace, kind: 'floppy' }, /payload has neither floppy.req nor floppy/],
    [
      'a kind without a record',
      { ...trace, kind: 'floppy', payload: { floppy: 'id=i' } },
      /not a ring that the engine has records for/,
    ],
    [
      'a payload that cannot be read',
      { ...trace, payload: { tiny: 'u32 id=i+' } },
      /expected more, found the end/,
    ],
    [
      'a payload with an unknown field',
      { ...trace, kind: 'blkif', entryBytes: 112, payload: { blkif: 'idd=i' } },
      /has no field "idd"/,
    ],
    [
      'a snapshot of nothing',
      { ...trace, snapshots: [{ afterOps: 5, sringHex: 'xyz' }] },
      /must be bytes in hex/,
    ],
  ];
  it.each(bad)('%s is refused with a sentence', (_, json, sentence) => {
    expect(() => replayFile(json)).toThrow(sentence);
    expect(() => replayFile(json)).toThrow(expect.objectContaining({ name: 'InputError' }));
  });

  it('text that is not JSON is refused with a sentence', () => {
    expect(() => replayText('{"kind": ')).toThrow('This is not JSON.');
  });

  it('whatever one value of a trace is replaced by, the answer is an outcome or an InputError', () => {
    const small = traceFile({ kind: 'blkif', entries: 2, start: 0 }, [
      ['f.queue', 1],
      ['f.push', 0],
    ]);
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(small)), fc.jsonValue(), (key, value) => {
        try {
          replayFile({ ...small, [key]: value });
        } catch (e) {
          expect(e).toMatchObject({ name: 'InputError' });
        }
      }),
      { seed: 0x4a534f4e, numRuns: 400 },
    );
  });
});
