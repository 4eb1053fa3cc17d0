/**
 * The register interface of an ATA disk behind a PCI IDE controller with bus-master DMA: ports, bits, commands, and the table
 * of physical regions in guest memory. Guest driver and device model each know it by its own source; the numbers are one.
 * Source: Linux 6.1 include/linux/ata.h; QEMU 7.2 include/hw/ide/{internal,pci}.h; ATA/ATAPI-6 (d1410r3b).
 */
import { layout, u32 } from '../core/layout.ts';

/** Registers of the primary channel, as offsets from its command block. What is read is not what is written. */
export const ATA_REG = {
  DATA: 0,
  /** Written: features. Read: error. */
  FEATURE: 1,
  NSECT: 2,
  LBAL: 3,
  LBAM: 4,
  LBAH: 5,
  DEVICE: 6,
  /** Written: command. Read: status, which also acknowledges the interrupt. */
  COMMAND: 7,
} as const;

/** First port of the primary channel's command block, and its control register (read: status without acknowledging). */
export const COMMAND_BLOCK = 0x1f0;
export const CONTROL_BLOCK = 0x3f6;

/** Offsets from the bus-master block, BAR 4 of the PCI function. */
export const BMDMA_REG = { COMMAND: 0, STATUS: 2, TABLE: 4 } as const;

/** Status register. */
export const ATA_STATUS = { ERR: 0x01, DRQ: 0x08, DSC: 0x10, DF: 0x20, DRDY: 0x40, BUSY: 0x80 } as const;

/** Device register: two bits that have long been obsolete and are still set, and LBA addressing. */
export const ATA_DEVICE_OBS = 0xa0;
export const ATA_LBA = 0x40;

export const ATA_CMD = { READ: 0xc8, WRITE: 0xca, READ_EXT: 0x25, WRITE_EXT: 0x35 } as const;

/** Bus-master command register. WR: the controller writes memory, so the disk is read. */
export const ATA_DMA = { START: 0x01, WR: 0x08 } as const;
/** Bus-master status register. */
export const BM_STATUS = { DMAING: 0x01, ERROR: 0x02, INT: 0x04 } as const;

export const IDE_IRQ = 14;

/** `struct ata_bmdma_prd`: one physical region of a transfer, 8 bytes in guest memory. */
export const ata_bmdma_prd = layout('ata_bmdma_prd', { addr: u32, flags_len: u32 });
/** Set in the last entry of a table. */
export const ATA_PRD_EOT = 0x80000000;
/** A region must not cross a boundary of 64 KiB; a length of 0 means all of it. */
export const ATA_DMA_BOUNDARY = 0xffff;
/** Segments of one command: half of the table, because any might have to be split (Linux: LIBATA_MAX_PRD). */
export const LIBATA_MAX_PRD = 128;

/** Sectors that a 28-bit command can count, and the end of what it can address. */
export const ATA_MAX_SECTORS = 256;
export const LBA28_END = 2 ** 28 - 1;

/** Linux `lba_28_ok`: the 28-bit commands reach this far and carry this much. */
export const lba28Ok = (block: number, n: number): boolean => block + n < LBA28_END && n <= ATA_MAX_SECTORS;

/** A register write of the guest, as a listing names it. */
export const REG_NAMES: readonly string[] = [
  'data',
  'feature',
  'nsect',
  'lbal',
  'lbam',
  'lbah',
  'device',
  'command',
];

const WRITTEN = ['data', 'feature', 'nsect', 'lbal', 'lbam', 'lbah', 'device', 'command'] as const;
const READ = ['data', 'error', 'nsect', 'lbal', 'lbam', 'lbah', 'device', 'status'] as const;

/** What the register behind a port is called, for this direction; empty for a port that is no register of the channel. */
export function registerName(bmdma: number, port: number, dir: 'in' | 'out'): string {
  if (port === CONTROL_BLOCK) return dir === 'in' ? 'altstatus' : 'control';
  if (port >= COMMAND_BLOCK && port <= COMMAND_BLOCK + ATA_REG.COMMAND)
    return (dir === 'in' ? READ : WRITTEN)[port - COMMAND_BLOCK] ?? '';
  const names: Readonly<Record<number, string>> = {
    [bmdma + BMDMA_REG.COMMAND]: 'bm command',
    [bmdma + BMDMA_REG.STATUS]: 'bm status',
    [bmdma + BMDMA_REG.TABLE]: 'bm table',
  };
  return names[port] ?? '';
}
