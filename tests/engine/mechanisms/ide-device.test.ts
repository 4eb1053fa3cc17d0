/** QEMU's IDE disk as a state machine, driven by register accesses alone (QEMU 7.2 hw/ide/core.c, pci.c, piix.c). */
import { describe, expect, it } from 'vitest';
import {
  line,
  Machine,
  Memory,
  maddr,
  model,
  procedure,
  program,
  rec,
  type State,
} from '../../../engine/index.ts';
import { ata_bmdma_prd } from '../../../engine/mechanisms/ata.ts';
import { domainKey } from '../../../engine/mechanisms/domain.ts';
import {
  type BmdmaState,
  bmdmaKey,
  type IdeState,
  ideDeviceMechanism,
  ideGuestKey,
  ideKey,
  newBmdma,
  newIde,
} from '../../../engine/mechanisms/ide-device.ts';
import { callProcedure, emptyState } from '../support/call.ts';

const SECTORS = 4096;
const GUEST_AT = 0x100 * 4096;
/** The interrupt line and the file below are not the subject: they note that they were called. */
const stubs = [
  procedure('xen_set_irq', { source: model('a test') }, [
    line('note', 'note', (m, l) =>
      m.patch<{ levels: unknown[] }>('irq', {
        levels: [...rec<{ levels: unknown[] }>(m, 'irq').levels, l.level],
      }),
    ),
  ]),
  procedure('raw_co_prw', { source: model('a test') }, [
    line('note', 'note', (m, l) =>
      m.patch<{ asked: unknown }>('file', { asked: { write: l.write, sector: l.sector } }),
    ),
  ]),
];

function device(): State {
  return {
    ...emptyState({
      [domainKey(1)]: {
        id: 1,
        type: 'hvm',
        p2m: [{ gfn: 0, mfn: 0x100, pages: 0x100, what: 'RAM' }],
        shared_info: maddr(0),
        grant_frames: maddr(0),
        nr_grant_entries: 0,
      },
      [ideKey]: newIde(SECTORS),
      [bmdmaKey]: newBmdma(),
      [ideGuestKey]: { guest: 1 },
      irq: { levels: [] },
      file: { asked: null },
    }),
    ram: Memory.empty,
  };
}
interface Access {
  readonly handler: string;
  readonly offset: number;
  readonly value?: number;
}
function access(state: State, a: Access): { readonly value: unknown; readonly state: State } {
  return callProcedure(
    [...ideDeviceMechanism.procedures, ...stubs],
    state,
    a.handler,
    { read: a.value === undefined, offset: a.offset, size: 1, value: a.value ?? 0 },
    { domain: 0, world: 'device-model' },
  );
}
const write = (offset: number, value: number): Access => ({ handler: 'ide_ioport_write', offset, value });
const bus = (offset: number, value: number): Access => ({ handler: 'bmdma_write', offset, value });
const table = (value: number): Access => ({ handler: 'bmdma_addr_write', offset: 0, value });
const once = (accesses: readonly Access[], from = device()): State =>
  accesses.reduce((s, a) => access(s, a).state, from);
const ide = (s: State): IdeState => rec(s, ideKey);
const bm = (s: State): BmdmaState => rec(s, bmdmaKey);
const levels = (s: State): unknown[] => rec<{ levels: unknown[] }>(s, 'irq').levels;
const asked = (s: State): unknown => rec<{ asked: unknown }>(s, 'file').asked;

function withTable(s: State, entries: readonly (readonly [addr: number, flags: number])[]): State {
  const m = new Machine(program([], []), s);
  for (const [i, [addr, flags]] of entries.entries()) {
    m.store(GUEST_AT + 0x8000 + i * 8, ata_bmdma_prd.fields.addr, addr);
    m.store(GUEST_AT + 0x8000 + i * 8, ata_bmdma_prd.fields.flags_len, flags);
  }
  return m.freeze();
}
const EOT = 0x80000000;
/** WRITE DMA of 8 sectors at `lba`, table at 0x8000. */
const command = (lba: number, count = 8, cmd = 0xca): Access[] => [
  write(6, 0xe0 | ((lba >> 24) & 0xf)),
  write(2, count),
  write(3, lba & 0xff),
  write(4, (lba >> 8) & 0xff),
  write(5, (lba >> 16) & 0xff),
  table(0x8000),
  write(7, cmd),
];

describe('registers', () => {
  it('keep the value before the last write, for LBA48', () => {
    const s = once([write(2, 0x12), write(2, 0x34)]);
    expect(ide(s)).toMatchObject({ nsector: 0x34, hob_nsector: 0x12 });
  });
  it('reading the status lowers the interrupt line, reading the alternate status does not', () => {
    const s = access(device(), { handler: 'ide_ioport_read', offset: 7 });
    expect(s.value).toBe(0x50);
    expect(levels(s.state)).toEqual([0]);
    expect(levels(access(device(), { handler: 'ide_status_read', offset: 0 }).state)).toEqual([]);
  });
  it('are not written while a command waits for data', () => {
    const s = once([...command(16), write(3, 0x99)]);
    expect(ide(s).sector).toBe(16);
  });
  it('of the bus master keep two bits of the command, and clear in the status what is written as 1', () => {
    expect(bm(once([bus(0, 0xff)])).cmd).toBe(0x09);
    const s = { ...device(), records: { ...device().records, [bmdmaKey]: { ...newBmdma(), status: 0x07 } } };
    expect(bm(once([bus(2, 0x04)], s)).status).toBe(0x03);
    expect(bm(once([bus(2, 0x66)], s)).status).toBe(0x61);
  });
  it('hold an address that is a multiple of four', () => {
    expect(bm(once([table(0x8003)])).addr).toBe(0x8000);
  });
});

describe('a command', () => {
  it('waits with DRQ for the start bit, which reads the table and asks for the transfer', () => {
    const waiting = once(command(2048), withTable(device(), [[0x3000, (4096 | EOT) >>> 0]]));
    expect(ide(waiting).status).toBe(0x58);
    expect(asked(waiting)).toBeNull();
    const going = once([bus(0, 1)], waiting);
    expect(asked(going)).toEqual({ write: true, sector: 2048 });
    expect(bm(going)).toMatchObject({ status: 1, sg: [{ base: 0x3000, len: 4096 }] });
  });
  it('started after its bit starts at once', () => {
    const s = once(
      [table(0x8000), bus(0, 1), ...command(8)],
      withTable(device(), [[0x3000, (4096 | EOT) >>> 0]]),
    );
    expect(asked(s)).toEqual({ write: true, sector: 8 });
  });
  it('with count 0 means 256 sectors, with LBA48 65536', () => {
    expect(ide(once(command(0, 0))).nsector).toBe(256);
    expect(ide(once([write(2, 0), write(2, 0), ...command(0, 0, 0x35)])).nsector).toBe(65536);
  });
  it('that is done sets INT, raises the line and stops the engine', () => {
    const going = once([...command(2048), bus(0, 1)], withTable(device(), [[0x3000, (4096 | EOT) >>> 0]]));
    const s = callProcedure(
      [...ideDeviceMechanism.procedures, ...stubs],
      going,
      'ide_dma_cb',
      {},
      { domain: 0, world: 'device-model' },
    ).state;
    expect(ide(s)).toMatchObject({ status: 0x50, nsector: 0, sector: 0x08, lcyl: 0x08 });
    expect(bm(s)).toMatchObject({ status: 0x04, dma_cb: false });
    expect(levels(s)).toEqual([0, 1]);
  });
  it('whose table is too short ends without an interrupt', () => {
    const s = once([...command(2048), bus(0, 1)], withTable(device(), [[0x3000, (512 | EOT) >>> 0]]));
    expect(ide(s).status).toBe(0x50);
    expect(bm(s).status).toBe(0);
    expect(levels(s)).toEqual([0]);
    expect(asked(s)).toBeNull();
  });
  it('beyond the end of the disk is aborted, with an interrupt', () => {
    const s = once([...command(SECTORS - 4), bus(0, 1)], withTable(device(), [[0x3000, (4096 | EOT) >>> 0]]));
    expect(ide(s)).toMatchObject({ status: 0x41, error: 0x04 });
    expect(levels(s)).toEqual([0, 1]);
  });
  it('that QEMU does not know is aborted, with an interrupt', () => {
    const s = once([write(7, 0x00)]);
    expect(ide(s)).toMatchObject({ status: 0x41, error: 0x04 });
    expect(levels(s)).toEqual([0, 1]);
  });
  it('is ignored while another one is under way', () => {
    expect(ide(once([...command(16), write(7, 0xc8)])).dmaCmd).toBe('write');
  });
  it('reads a length of 0 as 64 KiB, and a table of at most a page', () => {
    const big = once([...command(0, 128), bus(0, 1)], withTable(device(), [[0x3000, EOT]]));
    expect(bm(big).sg).toEqual([{ base: 0x3000, len: 65536 }]);
    const endless = withTable(
      device(),
      Array.from({ length: 512 }, () => [0x3000, 2] as const),
    );
    const s = once([...command(0, 8), bus(0, 1)], endless);
    expect(ide(s).status).toBe(0x50);
    expect(bm(s).cur_addr - bm(s).addr).toBe(4096);
  });
});
