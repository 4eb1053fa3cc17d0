/**
 * The shared page of a real blkif ring, as it was seen in physical memory: every header and every slot read through the
 * engine's layouts against what the recorder read, what changed from page to page byte for byte, and every change of
 * the header against what the ring's listings can do.
 */
import { Edit, Memory } from '../core/memory.ts';
import {
  BLKIF_OP_INDIRECT,
  BLKIF_SLOT,
  blkif_request,
  blkif_request_indirect,
  blkif_response,
  SEGMENTS_PER_INDIRECT_PAGE,
} from '../mechanisms/blkif.ts';
import { GTF_permit_access, GTF_type_mask, grant_entry_v1 } from '../mechanisms/grant-table.ts';
import { ringEntries, SRING_HEADER, sring } from '../mechanisms/ring.ts';
import { arr, hexText, int, isObj, type Obj, obj, str, toHex, u32 } from './decode.ts';
import { type Outcome, Tally } from './outcome.ts';
import { HEADER_FIELDS, type Header, reach } from './ring-reach.ts';

const PAGE = 4096;
const NR_ENTS = ringEntries(PAGE, BLKIF_SLOT);
/** Bytes that a response writes into its slot: id, operation, status; the hole between them keeps what it held. */
const f = { req: blkif_request.fields, ind: blkif_request_indirect.fields, rsp: blkif_response.fields };
const u = (n: number): number => n >>> 0;

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}
const memoryOf = (bytes: Uint8Array): Memory => Memory.empty.writable(new Edit()).storeBytes(0, bytes);
const slotAt = (index: number): number => SRING_HEADER + (index % NR_ENTS) * BLKIF_SLOT;

/** A page of the ring. */
interface Page {
  readonly bytes: Uint8Array;
  readonly memory: Memory;
}
function readPage(v: unknown, at: string): Page {
  const bytes = bytesOf(hexText(v, at));
  return { bytes, memory: memoryOf(bytes) };
}
const slotOf = (page: Page, index: number): Uint8Array =>
  page.bytes.subarray(slotAt(index), slotAt(index) + BLKIF_SLOT);

function readHeader(v: Obj, at: string): Header {
  const [req_prod, req_event, rsp_prod, rsp_event] = HEADER_FIELDS.map((n) => u32(v[n], `${at}.${n}`));
  return {
    req_prod: req_prod as number,
    req_event: req_event as number,
    rsp_prod: rsp_prod as number,
    rsp_event: rsp_event as number,
  };
}

/** The header of a page: read through the layout, and written through it, byte for byte. */
function compareHeader(tally: Tally, at: string, page: Page, header: Header): void {
  let blank = Memory.empty.writable(new Edit());
  for (const name of HEADER_FIELDS) {
    tally.fact(at, name, header[name], page.memory.load(0, sring.fields[name]));
    blank = blank.store(0, sring.fields[name], header[name]);
  }
  tally.fact(
    at,
    'the header',
    toHex(page.bytes.subarray(0, SRING_HEADER)),
    toHex(blank.bytes(0, SRING_HEADER)),
  );
}

/** A recorded value that the file may leave out. */
function maybe(tally: Tally, at: string, what: string, file: unknown, got: unknown): void {
  if (file !== undefined) tally.fact(at, what, file, got);
}

const number = (v: number | bigint): number => Number(v);

/** A request in its slot, field by field. `v` has what the recorder read. */
function compareRequest(tally: Tally, at: string, bytes: Uint8Array, v: Obj): void {
  const m = memoryOf(bytes);
  const operation = m.load(0, f.req.operation);
  tally.fact(at, 'operation', int(v.operation, `${at}.operation`), operation);
  if (operation === BLKIF_OP_INDIRECT) {
    const segments = m.load(0, f.ind.nr_segments);
    maybe(tally, at, 'indirect_op', v.indirect_op, m.load(0, f.ind.indirect_op));
    maybe(tally, at, 'nr_segments', v.nr_segments, segments);
    maybe(tally, at, 'id', v.id, number(m.load(0, f.ind.id)));
    maybe(tally, at, 'sector_number', v.sector_number, number(m.load(0, f.ind.sector_number)));
    maybe(tally, at, 'handle', v.handle, m.load(0, f.ind.handle));
    const pages = Math.ceil(segments / SEGMENTS_PER_INDIRECT_PAGE);
    const grefs = f.ind.indirect_grefs.slice(0, pages).map((g) => m.load(0, g));
    if (v.indirect_grefs !== undefined)
      tally.fact(at, 'indirect_grefs', String(arr(v.indirect_grefs, `${at}.indirect_grefs`)), String(grefs));
    return;
  }
  const segments = m.load(0, f.req.nr_segments);
  maybe(tally, at, 'nr_segments', v.nr_segments, segments);
  maybe(tally, at, 'id', v.id, number(m.load(0, f.req.id)));
  maybe(tally, at, 'sector_number', v.sector_number, number(m.load(0, f.req.sector_number)));
  maybe(tally, at, 'handle', v.handle, m.load(0, f.req.handle));
  if (v.seg === undefined) return;
  const seg = arr(v.seg, `${at}.seg`);
  tally.fact(at, 'the number of segments', seg.length, Math.min(segments, f.req.seg.length));
  for (const [i, s] of seg.entries())
    compareSegment(tally, `${at}.seg[${i}]`, m, i, obj(s, `${at}.seg[${i}]`));
}

function compareSegment(tally: Tally, at: string, m: Memory, i: number, v: Obj): void {
  const fields = f.req.seg[i];
  if (!fields) {
    tally.fact(at, 'it', 'a segment', 'beyond the request');
    return;
  }
  tally.fact(at, 'gref', int(v.gref, `${at}.gref`), m.load(0, fields.gref));
  tally.fact(at, 'first_sect', int(v.first_sect, `${at}.first_sect`), m.load(0, fields.first_sect));
  tally.fact(at, 'last_sect', int(v.last_sect, `${at}.last_sect`), m.load(0, fields.last_sect));
  if (isObj(v.grantEntry)) compareGrant(tally, `${at}.grantEntry`, v.grantEntry);
}

/** A grant-table entry that the recorder looked up. */
function compareGrant(tally: Tally, at: string, v: Obj): void {
  const m = memoryOf(bytesOf(hexText(v.bytes, `${at}.bytes`)));
  const g = grant_entry_v1.fields;
  tally.fact(at, 'flags', str(v.flags, `${at}.flags`), `0x${m.load(0, g.flags).toString(16)}`);
  tally.fact(at, 'domid', int(v.domid, `${at}.domid`), m.load(0, g.domid));
  tally.fact(at, 'frame', str(v.gfn, `${at}.gfn`), `0x${m.load(0, g.frame).toString(16)}`);
}

/** A response at the start of its slot. */
function compareResponse(tally: Tally, at: string, bytes: Uint8Array, v: Obj): void {
  const m = memoryOf(bytes);
  tally.fact(at, 'id', int(v.id, `${at}.id`), number(m.load(0, f.rsp.id)));
  tally.fact(at, 'operation', int(v.operation, `${at}.operation`), m.load(0, f.rsp.operation));
  tally.fact(at, 'status', int(v.status, `${at}.status`), m.load(0, f.rsp.status));
}

/** A slot as blkback's answer leaves it: three fields written over the request, every other byte as it was. */
function answered(request: Uint8Array): Uint8Array {
  const m = memoryOf(request);
  const op = m.load(0, f.req.operation);
  return m
    .writable(new Edit())
    .store(0, f.rsp.id, m.load(0, f.req.id))
    .store(0, f.rsp.operation, op === BLKIF_OP_INDIRECT ? m.load(0, f.ind.indirect_op) : op)
    .store(0, f.rsp.status, 0)
    .bytes(0, BLKIF_SLOT);
}

/** Slots that nobody wrote between two pages keep every byte. */
function compareUntouched(
  tally: Tally,
  at: string,
  before: Page,
  after: Page,
  from: number,
  to: number,
): void {
  const touched = new Set(
    Array.from({ length: Math.min(u(to - from), NR_ENTS) }, (_, i) => u(from + i) % NR_ENTS),
  );
  for (let slot = 0; slot < NR_ENTS; slot++) {
    if (!touched.has(slot))
      tally.fact(`${at}, slot ${slot}`, 'it', toHex(slotOf(before, slot)), toHex(slotOf(after, slot)));
  }
  const tail = SRING_HEADER + NR_ENTS * BLKIF_SLOT;
  tally.fact(
    at,
    'the rest of the page',
    toHex(before.bytes.subarray(tail)),
    toHex(after.bytes.subarray(tail)),
  );
}

function compareTransition(tally: Tally, at: string, from: Header, to: Header): void {
  const made = reach(from, to, NR_ENTS, BLKIF_SLOT);
  const text = (h: Header): string => HEADER_FIELDS.map((n) => h[n]).join(' ');
  tally.fact(at, 'the header that the ring’s code makes', text(to), made ? text(made) : 'none such');
}

/** `iogen /dev/xvda n=1 write sector=4096 bs=4096 …`: what the recorded program said that it did. */
interface Said {
  readonly write: boolean;
  readonly sector: number;
  readonly segments: number;
}
function readSaid(v: unknown): Said | undefined {
  const m = /n=1 (read|write) sector=(\d+) bs=(\d+)/.exec(typeof v === 'string' ? v : '');
  return m ? { write: m[1] === 'write', sector: Number(m[2]), segments: Number(m[3]) / PAGE } : undefined;
}
function compareSaid(tally: Tally, at: string, request: Uint8Array, said: Said | undefined): void {
  if (!said) return;
  const m = memoryOf(request);
  const indirect = m.load(0, f.req.operation) === BLKIF_OP_INDIRECT;
  const operation = indirect ? m.load(0, f.ind.indirect_op) : m.load(0, f.req.operation);
  const segments = indirect ? m.load(0, f.ind.nr_segments) : m.load(0, f.req.nr_segments);
  tally.fact(at, 'the operation', said.write ? 1 : 0, operation);
  tally.fact(at, 'the sector', said.sector, number(m.load(0, f.req.sector_number)));
  tally.fact(at, 'the number of pages', said.segments, segments);
}

// ── every header state while I/O ran ────────────────────────────────────────────────────────────────

interface Seen {
  readonly header: Header;
  readonly page: Page | undefined;
  /** Requests that were in flight, by index, as their slots held them. */
  readonly requests: ReadonlyMap<number, string>;
}

function readState(tally: Tally, at: string, s: Obj, before: Seen | undefined, said: Said | undefined): Seen {
  const header = readHeader(s, at);
  const page = s.pageHex === undefined ? undefined : readPage(s.pageHex, `${at}.pageHex`);
  if (page) compareHeader(tally, at, page, header);
  const requests = new Map(before?.requests);
  const inFlight = arr(s.inFlight, `${at}.inFlight`);
  tally.fact(at, 'the number of requests in flight', inFlight.length, u(header.req_prod - header.rsp_prod));
  for (const [i, v] of inFlight.entries()) {
    const where = `${at}.inFlight[${i}]`;
    const r = obj(v, where);
    const index = u(header.rsp_prod + i);
    const hex = hexText(r.bytes, `${where}.bytes`);
    tally.fact(where, 'index', int(r.index, `${where}.index`), index);
    tally.fact(where, 'slot', int(r.slot, `${where}.slot`), index % NR_ENTS);
    if (page) tally.fact(where, 'the slot’s bytes', hex, toHex(slotOf(page, index)));
    const known = requests.get(index);
    if (known !== undefined) tally.fact(where, 'the request', hex, known);
    compareRequest(tally, where, bytesOf(hex), r);
    compareSaid(tally, where, bytesOf(hex), said);
    requests.set(index, hex);
  }
  compareCompleted(tally, at, s, header, page, requests);
  return { header, page, requests };
}

/** The last responses that were published. */
function compareCompleted(
  tally: Tally,
  at: string,
  s: Obj,
  header: Header,
  page: Page | undefined,
  requests: ReadonlyMap<number, string>,
): void {
  if (s.completed === undefined) return;
  const completed = arr(s.completed, `${at}.completed`);
  for (const [i, v] of completed.entries()) {
    const where = `${at}.completed[${i}]`;
    const r = obj(v, where);
    const index = u(header.rsp_prod - completed.length + i);
    const hex = hexText(r.bytes, `${where}.bytes`);
    tally.fact(where, 'index', int(r.index, `${where}.index`), index);
    tally.fact(where, 'slot', int(r.slot, `${where}.slot`), index % NR_ENTS);
    compareResponse(tally, where, bytesOf(hex), r);
    // A slot that has been used again holds a request; the recorder's first bytes are then older than the page.
    const reused = u(header.req_prod - index) > NR_ENTS;
    if (page && !reused)
      tally.fact(where, 'the slot’s bytes', hex, toHex(slotOf(page, index)).slice(0, hex.length));
    const request = requests.get(index);
    if (request !== undefined)
      tally.fact(where, 'the answer', hex, toHex(answered(bytesOf(request))).slice(0, hex.length));
    if (page && !reused && request !== undefined)
      tally.fact(where, 'the whole slot', toHex(slotOf(page, index)), toHex(answered(bytesOf(request))));
  }
}

export function replayLiveRing(file: Obj): Outcome {
  const tally = new Tally();
  let states = 0;
  let before: Seen | undefined;
  for (const [n, v] of arr(file.runs, 'runs').entries()) {
    const run = obj(v, `runs[${n}]`);
    const said = readSaid(run.guestSays);
    // Between two runs other requests may have come and gone.
    if (before) before = { ...before, requests: new Map() };
    for (const [i, s] of arr(run.states, `runs[${n}].states`).entries()) {
      const at = `runs[${n}].states[${i}]`;
      const seen = readState(tally, at, obj(s, at), before, said);
      if (before) compareTransition(tally, at, before.header, seen.header);
      if (before?.page && seen.page)
        compareUntouched(tally, at, before.page, seen.page, before.header.rsp_prod, seen.header.req_prod);
      before = seen;
      states++;
    }
  }
  return tally.outcome('live block ring', [`${states} states of the header`]);
}

// ── before and after single I/Os ────────────────────────────────────────────────────────────────────

export function replayRingSteps(file: Obj): Outcome {
  const tally = new Tally();
  const steps = arr(file.steps, 'steps');
  let last: Header | undefined;
  for (const [n, v] of steps.entries()) {
    const at = `steps[${n}]`;
    const s = obj(v, at);
    const before = readHeader(obj(s.before, `${at}.before`), `${at}.before`);
    const after = readHeader(obj(s.after, `${at}.after`), `${at}.after`);
    const from = readPage(s.pageHexBefore, `${at}.pageHexBefore`);
    const to = readPage(s.pageHexAfter, `${at}.pageHexAfter`);
    compareHeader(tally, `${at}.before`, from, before);
    compareHeader(tally, `${at}.after`, to, after);
    if (last) compareTransition(tally, `${at}.before`, last, before);
    compareTransition(tally, `${at}.after`, before, after);
    compareUntouched(tally, at, from, to, before.req_prod, after.req_prod);
    const added = u(after.req_prod - before.req_prod);
    tally.fact(at, 'requestsAdded', int(s.requestsAdded, `${at}.requestsAdded`), added);
    const entries = arr(s.entriesAfter, `${at}.entriesAfter`);
    tally.fact(at, 'the number of entries', entries.length, added);
    const table =
      s.grantTableHexAfter === undefined ? undefined : readPage(s.grantTableHexAfter, `${at}.grants`);
    const said = readSaid(s.guestSays);
    for (const [i, e] of entries.entries()) {
      const where = `${at}.entriesAfter[${i}]`;
      const index = u(before.req_prod + i);
      compareEntry(tally, where, slotOf(to, index), index, obj(e, where));
      if (table && said && said.segments <= f.req.seg.length)
        compareGranted(tally, where, slotOf(to, index), table, said);
    }
    last = after;
  }
  return tally.outcome('block ring before and after', [`${steps.length} inputs and outputs`]);
}

/** A slot is a union: the recorder read it both ways. */
function compareEntry(tally: Tally, at: string, bytes: Uint8Array, index: number, v: Obj): void {
  for (const [view, compare] of [
    ['asRequestView', compareRequest],
    ['asResponseView', compareResponse],
  ] as const) {
    const where = `${at}.${view}`;
    const e = obj(v[view], where);
    tally.fact(where, 'index', int(e.index, `${where}.index`), index);
    tally.fact(where, 'slot', int(e.slot, `${where}.slot`), index % NR_ENTS);
    compare(tally, where, bytes, e);
  }
}

/** The pages that an answered request named are still granted: persistent grants. The answer leaves the segments alone. */
function compareGranted(tally: Tally, at: string, slot: Uint8Array, table: Page, said: Said): void {
  const m = memoryOf(slot);
  const g = grant_entry_v1;
  for (const [i, seg] of f.req.seg.slice(0, said.segments).entries()) {
    const entry = m.load(0, seg.gref) * g.size;
    if (entry + g.size > table.bytes.length) {
      tally.skip('grants beyond the recorded page of the grant table', 1);
      continue;
    }
    const type = table.memory.load(entry, g.fields.flags) & GTF_type_mask;
    tally.fact(`${at}, segment ${i}`, 'the type of its grant entry', GTF_permit_access, type);
    tally.fact(
      `${at}, segment ${i}`,
      'the domain it is granted to',
      0,
      table.memory.load(entry, g.fields.domid),
    );
  }
}
