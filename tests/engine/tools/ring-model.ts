// The shared ring in a few lines, written from facts of ring.h and of the blkif record alone. It shares no code with the
// engine: tests hold the two against each other on sequences that no recorded trace has.
import { crc32 } from 'node:zlib';

export const OPS = [
  'f.queue',
  'f.push',
  'f.consume',
  'f.finalcheck',
  'f.free',
  'b.consume',
  'b.finalcheck',
  'b.setevent',
  'b.respond',
  'b.push',
  'b.unconsumed',
  'b.prodoverflow',
] as const;
export type Op = (typeof OPS)[number];

const COLUMNS = [
  'op',
  'arg',
  'result',
  's.req_prod',
  's.req_event',
  's.rsp_prod',
  's.rsp_event',
  'f.req_prod_pvt',
  'f.rsp_cons',
  'b.rsp_prod_pvt',
  'b.req_cons',
  'crc32(sring)',
];

const PAYLOAD = {
  'blkif.req':
    'operation=i&1 (1=WRITE,0=READ), nr_segments=1, handle=51712, id=i, sector_number=8*i, seg[0]={gref=8+i%1024, first_sect=0,last_sect=7}',
  'blkif.rsp': 'id=i, operation=i&1, status=0',
  tiny: 'u32 id=i',
};

export interface Shape {
  readonly kind: 'blkif' | 'tiny';
  readonly entries: number;
  readonly start: number;
}

const wrap = (n: number): number => n >>> 0;
const SLOT = { blkif: 112, tiny: 4 };

/** Applies operations one at a time and gives the row that a trace would record. */
function ringModel({ kind, entries, start }: Shape) {
  const slot = SLOT[kind];
  const page = Buffer.alloc(64 + entries * slot);
  const index = (at: number, value?: number): number => {
    if (value !== undefined) page.writeUInt32LE(wrap(value), at);
    return page.readUInt32LE(at);
  };
  const [REQ_PROD, REQ_EVENT, RSP_PROD, RSP_EVENT] = [0, 4, 8, 12] as const;
  let [reqProd, rspCons, rspProd, reqCons] = [start, start, start, start];
  index(REQ_PROD, start);
  index(REQ_EVENT, start + 1);
  index(RSP_PROD, start);
  index(RSP_EVENT, start + 1);

  const at = (i: number): number => 64 + (i % entries) * slot;
  const request = (i: number): void => {
    const n = wrap(i - start) + 1;
    const to = at(i);
    if (kind === 'tiny') return void page.writeUInt32LE(n, to);
    page.writeUInt8(n & 1, to);
    page.writeUInt8(1, to + 1);
    page.writeUInt16LE(51712, to + 2);
    page.writeBigUInt64LE(BigInt(n), to + 8);
    page.writeBigUInt64LE(BigInt(8 * n), to + 16);
    page.writeUInt32LE(8 + (n % 1024), to + 24);
    page.writeUInt8(0, to + 28);
    page.writeUInt8(7, to + 29);
  };
  const response = (i: number): void => {
    const n = wrap(i - start) + 1;
    const to = at(i);
    if (kind === 'tiny') return void page.writeUInt32LE(n, to);
    page.writeBigUInt64LE(BigInt(n), to);
    page.writeUInt8(n & 1, to + 8);
    page.writeInt16LE(0, to + 10);
  };

  const free = () => wrap(entries - wrap(reqProd - rspCons));
  const unconsumed = () => Math.min(wrap(index(REQ_PROD) - reqCons), wrap(entries - wrap(reqCons - rspProd)));
  const answered = () => wrap(index(RSP_PROD) - rspCons);
  const times = (limit: number, can: () => boolean, act: () => void): number => {
    let n = 0;
    for (; n < limit && can(); n++) act();
    return n;
  };
  const push = (prod: number, event: number, next: number): number => {
    const old = index(prod);
    index(prod, next);
    return Number(wrap(next - index(event)) < wrap(next - old));
  };
  const finalCheck = (work: () => number, event: number, cons: number): number => {
    if (work() === 0) index(event, cons + 1);
    return work();
  };

  const perform: Record<Op, (arg: number) => number> = {
    'f.queue': (arg) =>
      times(
        arg,
        () => free() > 0,
        () => {
          request(reqProd);
          reqProd = wrap(reqProd + 1);
        },
      ),
    'f.push': () => push(REQ_PROD, REQ_EVENT, reqProd),
    'f.consume': (arg) =>
      times(
        arg,
        () => answered() > 0,
        () => (rspCons = wrap(rspCons + 1)),
      ),
    'f.finalcheck': () => finalCheck(answered, RSP_EVENT, rspCons),
    'f.free': free,
    'b.consume': (arg) =>
      times(
        arg,
        () => unconsumed() > 0 && wrap(reqCons - rspProd) < entries,
        () => (reqCons = wrap(reqCons + 1)),
      ),
    'b.finalcheck': () => finalCheck(unconsumed, REQ_EVENT, reqCons),
    'b.setevent': (arg) => index(REQ_EVENT, reqCons + arg),
    'b.respond': (arg) =>
      times(
        arg,
        () => rspProd !== reqCons,
        () => {
          response(rspProd);
          rspProd = wrap(rspProd + 1);
        },
      ),
    'b.push': () => push(RSP_PROD, RSP_EVENT, rspProd),
    'b.unconsumed': unconsumed,
    'b.prodoverflow': (arg) => Number(wrap(arg - rspProd) > entries),
  };

  return (op: Op, arg: number): (string | number)[] => {
    const result = perform[op](arg);
    const shared = [REQ_PROD, REQ_EVENT, RSP_PROD, RSP_EVENT].map((i) => index(i));
    return [op, arg, result, ...shared, reqProd, rspCons, rspProd, reqCons, crc32(page)];
  };
}

/** A trace file as the recorder of the real macros would have written it. */
export function traceFile(shape: Shape, operations: readonly (readonly [Op, number])[]) {
  const apply = ringModel(shape);
  const rows = operations.map(([op, arg]) => apply(op, arg));
  return {
    kind: shape.kind === 'tiny' ? `tiny${shape.entries}` : shape.kind,
    startIndex: shape.start,
    ops: rows.length,
    payload: PAYLOAD,
    ringEntries: shape.entries,
    entryBytes: SLOT[shape.kind],
    sringHeaderBytes: 64,
    ringBytesInCrc: 64 + shape.entries * SLOT[shape.kind],
    columns: COLUMNS,
    rows,
    snapshots: [] as { afterOps: number; sringHex: string }[],
  };
}
