/**
 * The IDE disk that QEMU plays: registers as QEMU keeps them, commands, and the bus-master engine that reads the guest's
 * table of regions. One disk, device 0 of the primary channel.
 * Source: QEMU 7.2 hw/ide/{core,pci,piix,ioport}.c, softmmu/dma-helpers.c.
 */
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, type Procedure, procedure, qemu, ret } from '../core/procedure.ts';
import type { Key } from '../core/state.ts';
import {
  ATA_CMD,
  ATA_DMA,
  ATA_LBA,
  ATA_PRD_EOT,
  ATA_REG,
  ATA_STATUS,
  ata_bmdma_prd,
  BM_STATUS,
  BMDMA_REG,
  COMMAND_BLOCK,
  CONTROL_BLOCK,
  IDE_IRQ,
} from './ata.ts';
import { deviceModelMechanism, type PortCall, type PortHandler } from './device-model.ts';
import { dmOpMechanism } from './dm-op.ts';
import { ownAddress } from './domain.ts';
import { type Kept, keep, type Mechanism } from './mechanism.ts';

/** `IDEState`: one disk as its emulator keeps it. */
export interface IdeState {
  readonly feature: number;
  readonly nsector: number;
  readonly sector: number;
  readonly lcyl: number;
  readonly hcyl: number;
  readonly hob_feature: number;
  readonly hob_nsector: number;
  readonly hob_sector: number;
  readonly hob_lcyl: number;
  readonly hob_hcyl: number;
  readonly select: number;
  readonly status: number;
  readonly error: number;
  readonly lba48: boolean;
  readonly dmaCmd: 'read' | 'write';
  /** Bytes that the table of regions describes for the transfer under way. */
  readonly io_buffer_size: number;
  /** Sectors of the medium. */
  readonly nb_sectors: number;
}
export const ideKey: Key<IdeState> = 'qemu.ide';

/** `BMDMAState`: the bus-master engine of the channel. */
export interface BmdmaState {
  readonly cmd: number;
  readonly status: number;
  /** Guest address of the table, as the guest wrote it, and how far it has been read. */
  readonly addr: number;
  readonly cur_addr: number;
  /** A command waits for the start bit (`dma_cb`). */
  readonly dma_cb: boolean;
  /** Regions of the transfer: guest addresses and lengths (QEMUSGList). */
  readonly sg: readonly Region[];
}
export interface Region {
  readonly base: number;
  readonly len: number;
}
export const bmdmaKey: Key<BmdmaState> = 'qemu.bmdma';

/** Whose memory the disk works on. */
export const ideGuestKey: Key<{ readonly guest: number }> = 'qemu.ide.guest';

const IDLE = ATA_STATUS.DRDY | ATA_STATUS.DSC;
export const newIde = (nb_sectors: number): IdeState => ({
  feature: 0,
  nsector: 1,
  sector: 1,
  lcyl: 0,
  hcyl: 0,
  hob_feature: 0,
  hob_nsector: 0,
  hob_sector: 0,
  hob_lcyl: 0,
  hob_hcyl: 0,
  select: 0xa0,
  status: IDLE,
  error: 0,
  lba48: false,
  dmaCmd: 'read',
  io_buffer_size: 0,
  nb_sectors,
});
export const newBmdma = (): BmdmaState => ({
  cmd: 0,
  status: 0,
  addr: 0,
  cur_addr: 0,
  dma_cb: false,
  sg: [],
});

const SECTOR = 512;
const core = (symbol: string) => ({ source: qemu('hw/ide/core.c', symbol), world: 'device-model' as const });
const pci = (symbol: string, file = 'hw/ide/pci.c') => ({
  source: qemu(file, symbol),
  world: 'device-model' as const,
});
const ide = (m: Machine): IdeState => m.rec(ideKey);
const bm = (m: Machine): BmdmaState => m.rec(bmdmaKey);

interface Reg extends PortCall {
  result: number;
}
const lower = () => call('xen_set_irq', { irq: IDE_IRQ, level: 0 });

// ── the command block ───────────────────────────────────────────────────────────────────────────────

/** The fields of IDEState behind a register: what a write sets, and where the value before it goes (LBA48). */
const FIELDS: Readonly<Record<number, readonly [keyof IdeState, keyof IdeState]>> = {
  [ATA_REG.FEATURE]: ['feature', 'hob_feature'],
  [ATA_REG.NSECT]: ['nsector', 'hob_nsector'],
  [ATA_REG.LBAL]: ['sector', 'hob_sector'],
  [ATA_REG.LBAM]: ['lcyl', 'hob_lcyl'],
  [ATA_REG.LBAH]: ['hcyl', 'hob_hcyl'],
};

export const ide_ioport_write = procedure<Reg>('ide_ioport_write', core('ide_ioport_write'), [
  line('busy', 'if (reg != COMMAND && (status & (BUSY | DRQ))) return   // ignored', (m, l) =>
    l.offset !== ATA_REG.COMMAND && ide(m).status & (ATA_STATUS.BUSY | ATA_STATUS.DRQ) ? ret() : m.passOver(),
  ),
  line('register', 'FEATURE to LBAH: hob_x = x; x = val      DEVICE: select = val | 0xa0', (m, l) => {
    if (l.offset === ATA_REG.COMMAND) return m.passOver(goto('lower'));
    const fields = FIELDS[l.offset];
    if (fields) m.patch(ideKey, { [fields[1]]: ide(m)[fields[0]], [fields[0]]: l.value });
    else if (l.offset === ATA_REG.DEVICE) m.patch(ideKey, { select: l.value | 0xa0 });
    return ret();
  }),
  line('lower', 'COMMAND: qemu_irq_lower(bus->irq)   // up or not: a hypercall', lower),
  line('execute', '  ide_exec_cmd(bus, val)', (_, l) => call('ide_exec_cmd', { cmd: l.value })),
]);

export const ide_ioport_read = procedure<Reg>('ide_ioport_read', core('ide_ioport_read'), [
  line('register', 'ret = the register: feature reads as error, command as status', (m, l) => {
    const s = ide(m);
    const values: Readonly<Record<number, number>> = {
      [ATA_REG.FEATURE]: s.error,
      [ATA_REG.NSECT]: s.nsector & 0xff,
      [ATA_REG.LBAL]: s.sector,
      [ATA_REG.LBAM]: s.lcyl,
      [ATA_REG.LBAH]: s.hcyl,
      [ATA_REG.DEVICE]: s.select,
      [ATA_REG.COMMAND]: s.status,
    };
    l.result = values[l.offset] ?? 0;
    return l.offset === ATA_REG.COMMAND ? undefined : ret(l.result);
  }),
  line('lower', 'STATUS: qemu_irq_lower(bus->irq)   // up or not: a hypercall', lower),
  line('value', 'return ret', (_, l) => ret(l.result)),
]);

export const ide_status_read = procedure<Reg>('ide_status_read', core('ide_status_read'), [
  line('value', 'return status   // and the interrupt line stays', (m) => ret(ide(m).status)),
]);

export const ide_ctrl_write = procedure<Reg>('ide_ctrl_write', core('ide_ctrl_write'), [
  line('control', 'bus->cmd = val   // reset and interrupt-disable: not in these stories', () => ret()),
]);

interface Command extends Locals {
  cmd: number;
}
const PERMITTED: readonly number[] = Object.values(ATA_CMD);

export const ide_exec_cmd = procedure<Command>('ide_exec_cmd', core('ide_exec_cmd'), [
  line('free', 'if (status & (BUSY | DRQ)) return   // one command at a time', (m) =>
    ide(m).status & (ATA_STATUS.BUSY | ATA_STATUS.DRQ) ? ret() : m.passOver(),
  ),
  line('permitted', 'if (!ide_cmd_permitted(val)) { ide_abort_command(); ide_set_irq(bus)', (m, l) => {
    if (PERMITTED.includes(l.cmd)) return m.passOver(goto('busy'));
    m.patch(ideKey, { status: ATA_STATUS.DRDY | ATA_STATUS.ERR, error: 0x04 });
    return call('bmdma_irq');
  }),
  line('aborted', '  return }', () => ret()),
  line('busy', 'status = READY | BUSY; error = 0', (m) =>
    m.patch(ideKey, { status: ATA_STATUS.DRDY | ATA_STATUS.BUSY, error: 0 }),
  ),
  line('count', 'cmd_read_dma, cmd_write_dma: ide_cmd_lba48_transform(): 0 means 256 or 65536', (m, l) => {
    const s = ide(m);
    const lba48 = l.cmd === ATA_CMD.READ_EXT || l.cmd === ATA_CMD.WRITE_EXT;
    const count = lba48 ? s.hob_nsector * 256 + s.nsector || 65536 : s.nsector || 256;
    m.patch(ideKey, { lba48, nsector: count });
  }),
  line('data', 'ide_sector_start_dma(): status = READY | SEEK | DRQ; io_buffer_size = 0', (m, l) => {
    const write = l.cmd === ATA_CMD.WRITE || l.cmd === ATA_CMD.WRITE_EXT;
    m.patch(ideKey, {
      status: IDLE | ATA_STATUS.DRQ,
      io_buffer_size: 0,
      dmaCmd: write ? 'write' : 'read',
    });
  }),
  line('wait', 'bmdma_start_dma(): dma_cb = ide_dma_cb; if (DMAING) dma_cb()', (m) => {
    m.patch(bmdmaKey, { dma_cb: true, sg: [] });
    return bm(m).status & BM_STATUS.DMAING ? call('ide_dma_cb') : ret();
  }),
]);

// ── the bus-master block ────────────────────────────────────────────────────────────────────────────

export const bmdma_read = procedure<Reg>('bmdma_read', pci('bmdma_read', 'hw/ide/piix.c'), [
  line('value', 'offset 0: cmd      offset 2: status', (m, l) => {
    if (l.offset === BMDMA_REG.COMMAND) return ret(bm(m).cmd);
    return ret(l.offset === BMDMA_REG.STATUS ? bm(m).status : 0xff);
  }),
]);

export const bmdma_write = procedure<Reg>('bmdma_write', pci('bmdma_write', 'hw/ide/piix.c'), [
  line('command', 'offset 0: bmdma_cmd_writeb(bm, val)', (m, l) =>
    l.offset === BMDMA_REG.COMMAND ? call('bmdma_cmd_writeb', { value: l.value }) : m.passOver(),
  ),
  line('status', 'offset 2: a 1 in INT or ERROR clears it; DMAING stays', (m, l) => {
    if (l.offset !== BMDMA_REG.STATUS) return m.passOver(ret());
    const { status } = bm(m);
    m.patch(bmdmaKey, {
      status: (l.value & 0x60) | (status & BM_STATUS.DMAING) | (status & ~l.value & 0x06),
    });
    return ret();
  }),
]);

export const bmdma_addr_write = procedure<Reg>('bmdma_addr_write', pci('bmdma_addr_write'), [
  line('address', 'bm->addr = data & ~3   // where the table lies, in guest memory', (m, l) => {
    m.patch(bmdmaKey, { addr: (l.value & ~3) >>> 0 });
  }),
]);
export const bmdma_addr_read = procedure<Reg>('bmdma_addr_read', pci('bmdma_addr_read'), [
  line('address', 'return bm->addr', (m) => ret(bm(m).addr)),
]);

interface Value extends Locals {
  value: number;
}
export const bmdma_cmd_writeb = procedure<Value>('bmdma_cmd_writeb', pci('bmdma_cmd_writeb'), [
  line('same', 'if (START does not change) goto keep', (m, l) =>
    (l.value & ATA_DMA.START) === (bm(m).cmd & ATA_DMA.START) ? goto('keep') : m.passOver(),
  ),
  line('stop', 'START falls: wait for what is under way; status &= ~DMAING', (m, l) => {
    if (l.value & ATA_DMA.START) return m.passOver();
    m.patch(bmdmaKey, { status: bm(m).status & ~BM_STATUS.DMAING });
    return goto('keep');
  }),
  line('start', 'START rises: cur_addr = addr; status |= DMAING', (m) =>
    m.patch(bmdmaKey, { cur_addr: bm(m).addr, status: bm(m).status | BM_STATUS.DMAING }),
  ),
  line('go', '  if (dma_cb) dma_cb(s, 0)   // a command is waiting', (m) =>
    bm(m).dma_cb ? call('ide_dma_cb') : m.passOver(),
  ),
  line('keep', 'keep: cmd = val & 0x09', (m, l) => {
    m.patch(bmdmaKey, { cmd: l.value & (ATA_DMA.START | ATA_DMA.WR) });
  }),
]);

export const bmdma_irq = procedure(
  'bmdma_irq',
  {
    source: qemu('include/hw/ide/internal.h, hw/ide/pci.c', 'ide_set_irq, bmdma_irq'),
    world: 'device-model',
  },
  [
    line('status', 'bm->status |= BM_STATUS_INT', (m) =>
      m.patch(bmdmaKey, { status: bm(m).status | BM_STATUS.INT }),
    ),
    line('raise', 'qemu_set_irq(bm->irq, 1)   // xen_set_irq(14, 1)', () =>
      call('xen_set_irq', { irq: IDE_IRQ, level: 1 }),
    ),
  ],
);

// ── the transfer ────────────────────────────────────────────────────────────────────────────────────

const sectorOf = (s: IdeState): number =>
  s.lba48
    ? s.hob_hcyl * 2 ** 40 +
      s.hob_lcyl * 2 ** 32 +
      s.hob_sector * 2 ** 24 +
      s.hcyl * 2 ** 16 +
      s.lcyl * 2 ** 8 +
      s.sector
    : (s.select & 0x0f) * 2 ** 24 + s.hcyl * 2 ** 16 + s.lcyl * 2 ** 8 + s.sector;
const byte = (block: number, n: number): number => Math.floor(block / 2 ** (8 * n)) % 256;
/** `ide_set_sector`: the registers count along with the transfer. */
const sectorFields = (s: IdeState, block: number): Partial<IdeState> => ({
  sector: byte(block, 0),
  lcyl: byte(block, 1),
  hcyl: byte(block, 2),
  ...(s.lba48
    ? { hob_sector: byte(block, 3), hob_lcyl: byte(block, 4), hob_hcyl: byte(block, 5) }
    : { select: (s.select & 0xf0) | (byte(block, 3) & 0x0f) }),
});

interface Transfer extends Locals {
  bytes: number;
}
export const ide_dma_cb = procedure<Transfer>('ide_dma_cb', core('ide_dma_cb'), [
  line('moved', 'n = io_buffer_size >> 9; ide_set_sector(sector + n); nsector -= n', (m) => {
    const s = ide(m);
    const n = Math.min(s.io_buffer_size / SECTOR, s.nsector);
    if (n > 0) m.patch(ideKey, { ...sectorFields(s, sectorOf(s) + n), nsector: s.nsector - n });
  }),
  line('end', 'if (nsector == 0) { status = READY | SEEK; ide_set_irq(bus)', (m) => {
    if (ide(m).nsector !== 0) return m.passOver(goto('prepare'));
    m.patch(ideKey, { status: IDLE });
    return call('bmdma_irq');
  }),
  line('ended', '  goto eot }', () => goto('eot')),
  line('prepare', 'prep_size = bmdma_prepare_buf(bm, nsector * 512)', (m) =>
    call('bmdma_prepare_buf', { limit: ide(m).nsector * SECTOR }, 'bytes'),
  ),
  line(
    'short',
    'if (prep_size < nsector * 512) { status = READY | SEEK; goto eot }   // no interrupt',
    (m, l) => {
      if (l.bytes >= ide(m).nsector * SECTOR) return m.passOver();
      m.patch(ideKey, { status: IDLE });
      return goto('eot');
    },
  ),
  line('range', 'if (!ide_sect_range_ok()) { ide_dma_error(): ABRT, ERR; ide_set_irq(bus)', (m) => {
    const s = ide(m);
    if (sectorOf(s) + s.nsector <= s.nb_sectors) return m.passOver(goto('submit'));
    m.patch(ideKey, { status: ATA_STATUS.DRDY | ATA_STATUS.ERR, error: 0x04 });
    m.patch(bmdmaKey, { dma_cb: false, sg: [], status: bm(m).status & ~BM_STATUS.DMAING });
    return call('bmdma_irq');
  }),
  line('refused', '  return }', () => ret()),
  line('submit', 'aiocb = dma_blk_read | dma_blk_write(blk, &s->sg, sector << 9, ide_dma_cb)', (m) => {
    const s = ide(m);
    return call('dma_blk_io', { write: s.dmaCmd === 'write', sector: sectorOf(s) });
  }),
  line('submitted', 'return   // the answer to this port access does not wait for the disk', () => ret()),
  line('eot', 'eot: ide_set_inactive(): dma_cb = NULL; status &= ~DMAING', (m) =>
    m.patch(bmdmaKey, { dma_cb: false, sg: [], status: bm(m).status & ~BM_STATUS.DMAING }),
  ),
]);

interface Prepare extends Locals {
  limit: number;
  bytes: number;
  last: boolean;
}
const P = ata_bmdma_prd.fields;
/** The fail-safe of the reader: no table is longer than a page. */
const TABLE_BYTES = 4096;

export const bmdma_prepare_buf = procedure<Prepare>('bmdma_prepare_buf', pci('bmdma_prepare_buf'), [
  line('begin', 'sg is empty; io_buffer_size = 0', (m, l) => {
    l.bytes = 0;
    l.last = false;
    m.patch(ideKey, { io_buffer_size: 0 });
    m.patch(bmdmaKey, { sg: [] });
  }),
  line('end', 'for (;;) { if (last || a page of entries was read) return sg.size', (m, l) => {
    const { addr, cur_addr } = bm(m);
    return l.last || cur_addr - addr >= TABLE_BYTES ? ret(l.bytes) : m.passOver();
  }),
  line('entry', '  pci_dma_read(cur_addr, &prd, 8): addr, flags_len; cur_addr += 8', (m, l) => {
    const at = ownAddress(m, m.rec(ideGuestKey).guest, bm(m).cur_addr);
    l.addr = m.load(at, P.addr);
    l.flags = m.load(at, P.flags_len);
    m.patch(bmdmaKey, { cur_addr: bm(m).cur_addr + ata_bmdma_prd.size });
  }),
  line(
    'region',
    '  len = flags_len & 0xfffe, or 64 KiB; qemu_sglist_add(addr, len); last = EOT }',
    (m, l) => {
      const flags = l.flags as number;
      const len = flags & 0xfffe || 0x10000;
      const add = Math.min(l.limit - l.bytes, len);
      if (add > 0) m.patch(bmdmaKey, { sg: [...bm(m).sg, { base: l.addr as number, len: add }] });
      m.patch(ideKey, { io_buffer_size: ide(m).io_buffer_size + len });
      l.bytes += add;
      l.last = (flags & ATA_PRD_EOT) !== 0;
      return goto('end');
    },
  ),
]);

interface Io extends Locals {
  write: boolean;
  sector: number;
}
export const dma_blk_io = procedure<Io>(
  'dma_blk_io',
  { source: qemu('softmmu/dma-helpers.c', 'dma_blk_io, dma_blk_cb'), world: 'device-model' },
  [
    line('map', 'for each region: dma_memory_map()   // xen_map_cache(): mapped long ago, no call', (m) => {
      for (const r of bm(m).sg) ownAddress(m, m.rec(ideGuestKey).guest, r.base);
    }),
    line('submit', 'blk_aio_preadv | blk_aio_pwritev(blk, offset, &iov, dma_blk_cb)', (_, l) =>
      call('raw_co_prw', { write: l.write, sector: l.sector }),
    ),
  ],
);

/** `ATA_LBA` must be set in every command of these stories: QEMU would compute cylinders otherwise. */
export const addressesByLba = (s: IdeState): boolean => (s.select & ATA_LBA) !== 0;

const handled = (first: number, ports: number, reads: Procedure, writes: Procedure): PortHandler => ({
  first,
  last: first + ports - 1,
  handler: reads.name,
  writer: writes.name,
});
/** The ports of the primary channel, and who answers them. */
export const idePorts = (bmdma: number): readonly PortHandler[] => [
  handled(COMMAND_BLOCK, 8, ide_ioport_read, ide_ioport_write),
  handled(CONTROL_BLOCK, 1, ide_status_read, ide_ctrl_write),
  handled(bmdma, 4, bmdma_read, bmdma_write),
  handled(bmdma + BMDMA_REG.TABLE, 4, bmdma_addr_read, bmdma_addr_write),
];

/** What QEMU keeps of the channel and its one disk. */
export const ideRecords = (guest: number, sectors: number): readonly Kept[] => [
  keep(ideKey, newIde(sectors)),
  keep(bmdmaKey, newBmdma()),
  keep(ideGuestKey, { guest }),
];

export const ideDeviceMechanism: Mechanism = {
  id: 'ide-device',
  needs: [dmOpMechanism, deviceModelMechanism],
  procedures: [
    ide_ioport_write,
    ide_ioport_read,
    ide_status_read,
    ide_ctrl_write,
    ide_exec_cmd,
    bmdma_read,
    bmdma_write,
    bmdma_addr_write,
    bmdma_addr_read,
    bmdma_cmd_writeb,
    bmdma_irq,
    ide_dma_cb,
    bmdma_prepare_buf,
    dma_blk_io,
  ],
};
