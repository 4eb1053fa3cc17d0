/** What the figures draw: derived from a state, never stored. */
import { rec, type State } from '../../core/state.ts';
import { BMDMA_REG, IDE_IRQ, lba28Ok, registerName } from '../../mechanisms/ata.ts';
import { type DeviceModelView, inspectDeviceModel } from '../../mechanisms/device-model.ts';
import { diskKey } from '../../mechanisms/disk.ts';
import { hvmIrqKey } from '../../mechanisms/dm-op.ts';
import { ownAddress } from '../../mechanisms/domain.ts';
import { type EventView, inspectEvents } from '../../mechanisms/event-channel.ts';
import { fileAioKey, pageCacheKey } from '../../mechanisms/file-aio.ts';
import { type BmdmaState, bmdmaKey, type IdeState, ideKey } from '../../mechanisms/ide-device.ts';
import {
  type IoreqView,
  inspectIoreq,
  type PortAccess,
  STATE_IOREQ_NONE,
  vcpuIoKey,
} from '../../mechanisms/ioreq.ts';
import { inspectTable, libataKey } from '../../mechanisms/libata.ts';
import { type Vcpu, vcpuKey } from '../../mechanisms/vcpu.ts';
import { DOM0, GUEST, IDE_VECTOR } from './story.ts';

/** One port access of the command in hand. */
export interface AccessView extends PortAccess {
  /** The register’s name, as it is called for this direction. */
  readonly register: string;
}

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
  readonly ioreq: IoreqView;
  readonly events: { readonly backend: EventView };
  readonly deviceModel: DeviceModelView;
  readonly ide: IdeState;
  readonly bmdma: BmdmaState;
  /** The guest's table of regions, as its bytes say. */
  readonly table: ReturnType<typeof inspectTable>;
  readonly irq: { readonly line: boolean; readonly vector: number };
  readonly workload: {
    readonly total: number;
    readonly submitted: number;
    readonly issued: number;
    readonly completed: number;
    readonly failed: number;
  };
  readonly disk: { readonly queued: number; readonly sector: number | null };
  readonly cache: {
    readonly direct: boolean;
    readonly pages: number;
    readonly dirty: number;
    /** A worker of QEMU's has been asked to move data to the cache, or from it. */
    readonly asked: boolean;
  };
  /** The data of the command in hand: the guest's first page and the place on the medium. */
  readonly data: {
    readonly at: number;
    readonly buffer: readonly number[];
    readonly medium: readonly number[];
  } | null;
}
const SHOWN = 16;
/** The 26 accesses of a 28-bit command; a 48-bit one writes five registers twice. */
const ACCESSES = { lba28: 26, lba48: 31 } as const;

/** A command's last access clears the interrupt bit of the bus master; no other writes that register. */
const isLast = (bmdma: number, a: PortAccess): boolean =>
  a.dir === 'out' && a.port === bmdma + BMDMA_REG.STATUS;

function ofThisCommand(bmdma: number, trace: readonly PortAccess[]): readonly PortAccess[] {
  const end = trace.length - 1;
  let first = end;
  while (first >= 0 && !(first < end && isLast(bmdma, trace[first] as PortAccess))) first--;
  return trace.slice(first + 1);
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
    ioreq: inspectIoreq(s, GUEST.id),
    events: { backend: inspectEvents(s, DOM0.id) },
    deviceModel: inspectDeviceModel(s),
    ide: rec(s, ideKey),
    bmdma: rec(s, bmdmaKey),
    table: inspectTable(s, GUEST.id, current?.pages.length ?? 0),
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
      asked: rec(s, fileAioKey).request !== null,
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
