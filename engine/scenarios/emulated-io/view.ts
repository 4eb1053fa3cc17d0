/** What the figures draw: derived from a state, never stored. */
import type { Locals } from '../../core/procedure.ts';
import { type Frame, rec, type State } from '../../core/state.ts';
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
  in_instruction,
  inspectIoreq,
  out_instruction,
  type PortAccess,
  STATE_IOREQ_NONE,
  vcpuIoKey,
} from '../../mechanisms/ioreq.ts';
import { ata_bmdma_fill_sg, ata_scsi_queuecmd, inspectTable, libataKey } from '../../mechanisms/libata.ts';
import { vmx_vmexit_handler } from '../../mechanisms/upcall.ts';
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
  /** The access that the driver is at: its instruction is about to be executed, or the guest has left for it. */
  readonly touched: {
    readonly dir: 'in' | 'out';
    readonly port: number;
    readonly register: string;
    /** What is written; 0 for a read. */
    readonly value: number;
  } | null;
  /** All accesses of the run so far. */
  readonly total: number;
  readonly ioreq: IoreqView;
  readonly events: { readonly backend: EventView };
  readonly deviceModel: DeviceModelView;
  readonly ide: IdeState;
  readonly bmdma: BmdmaState;
  /** The guest's table of regions, as its bytes say; whether the driver has filled it for the command in hand. */
  readonly table: ReturnType<typeof inspectTable> & { readonly filled: boolean };
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

const PIO = vmx_vmexit_handler.at.get('pio') ?? 0;
/** The access of the instruction that is next, or for which the guest has left and Xen has not asked anybody yet. */
function begun(frame: Frame | null | undefined): Touch | null {
  let asked = false;
  for (let f = frame; f; f = f.caller) {
    asked ||= f.procedure === vmx_vmexit_handler.name && f.line > PIO + 1;
    const dir = DIRECTIONS[f.procedure];
    if (dir) return asked || (f === frame && f.line > 0) ? null : touchOf(dir, f.locals);
  }
  return null;
}
const DIRECTIONS: Readonly<Record<string, 'in' | 'out'>> = {
  [in_instruction.name]: 'in',
  [out_instruction.name]: 'out',
};
type Touch = Pick<PortAccess, 'dir' | 'port' | 'value'>;
const touchOf = (dir: 'in' | 'out', { port, value }: Locals): Touch => ({
  dir,
  port: Number(port),
  value: dir === 'out' ? Number(value) : 0,
});

const ISSUE = ata_scsi_queuecmd.at.get('issue') ?? 0;
/** The driver has a command for which it has not filled its table yet. */
function isFilling(frame: Frame | null | undefined): boolean {
  for (let f = frame; f; f = f.caller)
    if (f.procedure === ata_bmdma_fill_sg.name || (f.procedure === ata_scsi_queuecmd.name && f.line < ISSUE))
      return true;
  return false;
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
  const inHand = io.state === STATE_IOREQ_NONE ? null : ({ dir, port: io.port, value: io.data } as const);
  const touched = inHand ?? begun(s.threads.guest?.top);
  const buffer = current?.pages[0];
  const isBegun = driver.issued > 0;
  return {
    vcpu,
    where: vcpu.blockedInXen ? 'blocked' : world === 'hypervisor' ? 'xen' : 'guest',
    command:
      current && isBegun
        ? {
            index,
            write: current.write,
            lba48,
            sector: current.sector,
            sectors: current.sectors,
            accesses: lba48 ? ACCESSES.lba48 : ACCESSES.lba28,
          }
        : null,
    accesses: isBegun
      ? ofThisCommand(driver.bmdma, io.trace).map((a) => ({
          ...a,
          register: registerName(driver.bmdma, a.port, a.dir),
        }))
      : [],
    inHand: inHand && { ...inHand, register: registerName(driver.bmdma, inHand.port, inHand.dir) },
    touched: touched && { ...touched, register: registerName(driver.bmdma, touched.port, touched.dir) },
    total: io.trace.length,
    ioreq: inspectIoreq(s, GUEST.id),
    events: { backend: inspectEvents(s, DOM0.id) },
    deviceModel: inspectDeviceModel(s),
    ide: rec(s, ideKey),
    bmdma: rec(s, bmdmaKey),
    table: {
      ...inspectTable(s, GUEST.id, current?.pages.length ?? 0),
      filled: isBegun && !isFilling(s.threads.guest?.top),
    },
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
