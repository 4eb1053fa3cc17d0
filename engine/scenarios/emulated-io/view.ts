/** What the figures draw: derived from a state, never stored. */
import type { Field } from '../../core/layout.ts';
import { rec, type State } from '../../core/state.ts';
import {
  ATA_PRD_EOT,
  ATA_REG,
  ata_bmdma_prd,
  BMDMA_REG,
  COMMAND_BLOCK,
  CONTROL_BLOCK,
  IDE_IRQ,
  lba28Ok,
} from '../../mechanisms/ata.ts';
import { type DeviceModelView, inspectDeviceModel } from '../../mechanisms/device-model.ts';
import { diskKey } from '../../mechanisms/disk.ts';
import { hvmIrqKey } from '../../mechanisms/dm-op.ts';
import { ownAddress } from '../../mechanisms/domain.ts';
import { type EventView, inspectEvents } from '../../mechanisms/event-channel.ts';
import { fileAioKey, pageCacheKey } from '../../mechanisms/file-aio.ts';
import { type BmdmaState, bmdmaKey, type IdeState, ideKey } from '../../mechanisms/ide-device.ts';
import {
  DIR_BIT,
  ioreq,
  type PortAccess,
  STATE_BITS,
  STATE_IOREQ_NONE,
  vcpuIoKey,
} from '../../mechanisms/ioreq.ts';
import { libataKey } from '../../mechanisms/libata.ts';
import { type Vcpu, vcpuKey } from '../../mechanisms/vcpu.ts';
import { DOM0, GUEST, IDE_VECTOR, IOREQ_PAGES } from './map.ts';

/** One port access of the command in hand. */
export interface AccessView extends PortAccess {
  /** The register’s name, as it is called for this direction. */
  readonly register: string;
}

const IOREQ_STATES = ['none', 'ready', 'in-process', 'answered'] as const;
export type IoreqState = (typeof IOREQ_STATES)[number];

export interface EmulatedIoView {
  readonly vcpu: Vcpu;
  /** Where the guest's thread is: in the guest, in Xen, or in Xen and not to run until QEMU has answered. */
  readonly where: 'guest' | 'xen' | 'blocked';
  /** The command in hand, or the last one; null before the first. */
  readonly command: {
    readonly index: number;
    readonly write: boolean;
    readonly lba48: boolean;
    readonly sector: number;
    readonly sectors: number;
    /** Accesses that it takes. */
    readonly accesses: number;
  } | null;
  /** Accesses of this command that are done, in order. */
  readonly accesses: readonly AccessView[];
  /** The access for which the guest has left guest mode; null between accesses. */
  readonly inHand: { readonly dir: 'in' | 'out'; readonly port: number; readonly register: string } | null;
  /** All accesses of the run so far. */
  readonly total: number;
  readonly ioreq: {
    readonly at: number;
    readonly state: IoreqState;
    readonly dir: 'in' | 'out';
    /** Each field, where it lies and what it holds. The state's byte has the direction beside it. */
    readonly fields: readonly IoreqField[];
  };
  readonly events: { readonly backend: EventView };
  readonly deviceModel: DeviceModelView;
  readonly ide: IdeState;
  readonly bmdma: BmdmaState;
  /** The guest's table of regions, as its bytes say. */
  readonly table: { readonly at: number; readonly entries: readonly PrdView[] };
  readonly irq: { readonly line: boolean; readonly vector: number };
  readonly workload: {
    readonly total: number;
    readonly submitted: number;
    readonly issued: number;
    readonly completed: number;
    readonly failed: number;
  };
  readonly disk: { readonly queued: number; readonly sector: number | null };
  readonly cache: { readonly direct: boolean; readonly pages: number; readonly dirty: number };
  /** The data of the command in hand: the guest's first page and the place on the medium. */
  readonly data: {
    readonly at: number;
    readonly buffer: readonly number[];
    readonly medium: readonly number[];
  } | null;
}
export interface IoreqField {
  readonly name: string;
  readonly at: number;
  readonly value: number;
}
export interface PrdView {
  readonly at: number;
  readonly addr: number;
  readonly bytes: number;
  readonly last: boolean;
}

const WRITTEN = ['data', 'feature', 'nsect', 'lbal', 'lbam', 'lbah', 'device', 'command'] as const;
const READ = ['data', 'error', 'nsect', 'lbal', 'lbam', 'lbah', 'device', 'status'] as const;
const SHOWN = 16;
/** The 26 accesses of a 28-bit command; a 48-bit one writes five registers twice. */
export const ACCESSES = { lba28: 26, lba48: 31 } as const;

/** What the register behind a port is called. */
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

/** A command's last access clears the interrupt bit of the bus master; no other writes that register. */
const isLast = (bmdma: number, a: PortAccess): boolean =>
  a.dir === 'out' && a.port === bmdma + BMDMA_REG.STATUS;

function ofThisCommand(bmdma: number, trace: readonly PortAccess[]): readonly PortAccess[] {
  const end = trace.length - 1;
  let first = end;
  while (first >= 0 && !(first < end && isLast(bmdma, trace[first] as PortAccess))) first--;
  return trace.slice(first + 1);
}

function inspectIoreq(s: State): EmulatedIoView['ioreq'] {
  const f = ioreq.fields;
  const { page } = IOREQ_PAGES;
  const byte = s.ram.load(page, f.state);
  const shown = [f.addr, f.data, f.size, f.vp_eport] as const;
  return {
    at: page,
    state: IOREQ_STATES[byte & STATE_BITS] ?? 'none',
    dir: (byte >> DIR_BIT) & 1 ? 'in' : 'out',
    fields: [
      ...shown.map((x) => ({
        name: x.leaf,
        at: page + x.offset,
        value: Number(s.ram.load(page, x as Field)),
      })),
      { name: 'state', at: page + f.state.offset, value: byte & STATE_BITS },
    ],
  };
}

function inspectTable(s: State, entries: number): EmulatedIoView['table'] {
  const at = ownAddress(s, GUEST.id, rec(s, libataKey).prd);
  const out: PrdView[] = [];
  for (let i = 0; i < entries; i++) {
    const entry = at + i * ata_bmdma_prd.size;
    const flags = s.ram.load(entry, ata_bmdma_prd.fields.flags_len);
    const last = (flags & ATA_PRD_EOT) !== 0;
    out.push({
      at: entry,
      addr: s.ram.load(entry, ata_bmdma_prd.fields.addr),
      bytes: flags & 0xffff,
      last,
    });
    if (last) break;
  }
  return { at, entries: out };
}

export function inspect(s: State): EmulatedIoView {
  const driver = rec(s, libataKey);
  const io = rec(s, vcpuIoKey(GUEST.id));
  const vcpu = rec(s, vcpuKey(GUEST.id));
  const disk = rec(s, diskKey);
  const cache = rec(s, pageCacheKey);
  const index = Math.max(0, Math.min(driver.issued, driver.queue.length) - 1);
  const current = driver.queue[index];
  const world = s.threads.guest?.top?.world;
  const lba48 = current !== undefined && !lba28Ok(current.sector, current.sectors);
  const dir = io.read ? 'in' : 'out';
  const buffer = current?.pages[0];
  const begun = driver.issued > 0;
  return {
    vcpu,
    where: vcpu.blockedInXen ? 'blocked' : world === 'hypervisor' ? 'xen' : 'guest',
    command:
      current && begun
        ? {
            index,
            write: current.write,
            lba48,
            sector: current.sector,
            sectors: current.sectors,
            accesses: lba48 ? ACCESSES.lba48 : ACCESSES.lba28,
          }
        : null,
    accesses: begun
      ? ofThisCommand(driver.bmdma, io.trace).map((a) => ({
          ...a,
          register: registerName(driver.bmdma, a.port, a.dir),
        }))
      : [],
    inHand:
      io.state === STATE_IOREQ_NONE
        ? null
        : { dir, port: io.port, register: registerName(driver.bmdma, io.port, dir) },
    total: io.trace.length,
    ioreq: inspectIoreq(s),
    events: { backend: inspectEvents(s, DOM0.id) },
    deviceModel: inspectDeviceModel(s),
    ide: rec(s, ideKey),
    bmdma: rec(s, bmdmaKey),
    table: inspectTable(s, current?.pages.length ?? 0),
    irq: { line: (rec(s, hvmIrqKey(GUEST.id)).isa_irq & (1 << IDE_IRQ)) !== 0, vector: IDE_VECTOR },
    workload: {
      total: driver.queue.length,
      submitted: driver.submitted,
      issued: driver.issued,
      completed: driver.completed,
      failed: driver.failed,
    },
    disk: { queued: disk.queue.length, sector: disk.queue[0]?.sector ?? null },
    cache: {
      direct: rec(s, fileAioKey).direct,
      pages: cache.used,
      dirty: Object.values(cache.pages).filter((p) => p.dirty).length,
    },
    data:
      current && buffer !== undefined
        ? {
            at: ownAddress(s, GUEST.id, buffer),
            buffer: [...s.ram.bytes(ownAddress(s, GUEST.id, buffer), SHOWN)],
            medium: [...s.medium.bytes(current.sector * 512, SHOWN)],
          }
        : null,
  };
}
