/** What no source prescribes: where everything lies, what the guest's program does, and who runs. */
import { type Maddr, maddr, PAGE_SIZE } from '../../core/brand.ts';
import type { Machine } from '../../core/machine.ts';
import { call, goto, line, model, procedure, ret } from '../../core/procedure.ts';
import { type Key, rec } from '../../core/state.ts';
import { IDE_IRQ, LIBATA_MAX_PRD } from '../../mechanisms/ata.ts';
import { connectDeviceModel, deviceModelRecords, deviceModelThread } from '../../mechanisms/device-model.ts';
import { diskKey, diskThread, newDisk } from '../../mechanisms/disk.ts';
import { dmOpKey, hvmIrqKey, newDmOpBuffers } from '../../mechanisms/dm-op.ts';
import { type Domain, ownAddress } from '../../mechanisms/domain.ts';
import { fileAioRecords, fileDiskInterrupt, pageCacheThreads } from '../../mechanisms/file-aio.ts';
import { idePorts, ideRecords } from '../../mechanisms/ide-device.ts';
import { vcpuIoKey } from '../../mechanisms/ioreq.ts';
import { type AtaRequest, type Libata, libataKey, newLibata } from '../../mechanisms/libata.ts';
import { vectorKey } from '../../mechanisms/linux-irq.ts';
import { type DomainSetup, keep, keepAll } from '../../mechanisms/mechanism.ts';
import { pvInterrupts } from '../../mechanisms/upcall.ts';
import { newVcpu } from '../../mechanisms/vcpu.ts';
import { mechanismsOf, type Way } from '../../platforms/platform.ts';
import { xenHvmEmulated as platform } from '../../platforms/xen-hvm-emulated.ts';
import type { Setup } from '../../stories/scenario.ts';
import { flag, int, params, text } from '../../stories/schema.ts';
import { idle, newSystem, prepared, runTo } from '../../stories/system.ts';
import { fillOf, type Limits, type Request, readRequests } from '../requests.ts';

/** 160 GiB: larger than 28-bit addresses reach. */
const DISK_SECTORS = 335_544_320;
const LIMITS: Limits = { diskSectors: DISK_SECTORS, sectors: 2048, requests: 64, total: 8192 };

export const emulatedIoParams = params({
  requests: text('w2048+8=Ringside', (typed) => readRequests(typed, LIMITS)),
  /** Requests that the program hands over before it waits. */
  queued: int(1, 64, 1),
  /** QEMU opened the file with O_DIRECT. */
  direct: flag(true),
  apicv: flag(true),
});
type Choices = ReturnType<typeof emulatedIoParams.values>;

// ── where everything lies ───────────────────────────────────────────────────────────────────────────

/** Frame numbers of the guest. It has 4 GiB less a hole: the table lies where the guest's allocator put it. */
export const GUEST = { id: 1, data: 0x2000, pages: 0xf0000 } as const;
/** Frame numbers of dom0; `qemu` is a page of QEMU's own, for the operations of its hypercalls. */
export const DOM0 = {
  id: 0,
  stack: 0x20,
  qemu: 0x30,
  pages: 0x400,
  cache: 0x10000,
  cachePages: 0x4000,
} as const;

/** The frame of a kernel's stack, in either domain. */
const STACK = 0x20;

/** Machine frames: Xen's own pages first, dom0 and its page cache behind them, then the guest. */
const XEN = {
  guestShared: 0x10,
  dom0Shared: 0x11,
  ioreq: 0x12,
  buffered: 0x13,
  dom0: 0x200,
  cache: 0x10000,
  guest: 0x100000,
} as const;
const at = (frame: number): Maddr => maddr(frame * PAGE_SIZE);

const domain = (
  of: Pick<Domain, 'id' | 'type' | 'p2m'>,
  shared: number,
  vcpu: DomainSetup['vcpus'][0],
): DomainSetup => ({
  domain: { ...of, shared_info: at(shared), grant_frames: at(shared), nr_grant_entries: 0 },
  vcpus: [vcpu],
  stack: STACK * PAGE_SIZE + 0xf00,
});

/** What firmware and allocator decide, and the driver only uses. */
export type Addresses = Pick<Libata, 'bmdma' | 'prd'>;
/** As a real guest had them (recordings, ide-port-sequence.json). */
const ADDRESSES: Addresses = { bmdma: 0xc140, prd: 0x65bc000 };
/** The vector that Linux gave to IRQ 14 in the recorded guest. */
export const IDE_VECTOR = 0x25;

/**
 * Guest address of the nth page of data. A program's pages seldom lie side by side in its machine; here never, so that every
 * page needs an entry of its own in the table of regions.
 */
const dataPage = (page: number): number => (GUEST.data + 2 * page) * PAGE_SIZE;

// ── the program ─────────────────────────────────────────────────────────────────────────────────────

/** How many requests the program hands over before it waits. */
const batchKey: Key<{ readonly batch: number }> = 'workload';

const main = procedure('main', { source: model('the guest’s program'), world: 'guest-user' }, [
  line('warm', 'use the disk for a while', () => call('requests')),
  line('story', 'requests()', () => call('requests')),
  line('exit', 'done', () => ret()),
]);

const requests = procedure(
  'requests',
  { source: model('a program that submits, then waits'), world: 'guest-user' },
  [
    line('next', 'while (requests are left)', (m) => {
      const { submitted, queue } = m.rec(libataKey);
      return submitted < queue.length ? undefined : m.passOver(ret());
    }),
    line('submit', '  io_submit(request)', (m) => {
      const index = m.rec(libataKey).submitted;
      m.patch(libataKey, { submitted: index + 1 });
      return call('scsi_queue_rq', { index });
    }),
    line('batch', '  if (fewer than “queued” since the last wait) continue', (m) => {
      const { submitted, queue } = m.rec(libataKey);
      return submitted % m.rec(batchKey).batch === 0 || submitted === queue.length
        ? m.passOver()
        : goto('next');
    }),
    line(
      'wait',
      '  io_getevents(): compute until all have completed',
      () => goto('next'),
      (s) => rec(s, libataKey).completed >= rec(s, libataKey).submitted,
    ),
  ],
);

// ── the set-up ──────────────────────────────────────────────────────────────────────────────────────

const SECTOR = 512;
const PER_PAGE = PAGE_SIZE / SECTOR;

/** As the block layer splits them: no command larger than its table, one entry for each page. Data begins on a page. */
function split(list: readonly Request[]): readonly AtaRequest[] {
  const out: AtaRequest[] = [];
  let page = 0;
  for (const { write, sector, sectors: all } of list) {
    for (let done = 0; done < all; ) {
      const sectors = Math.min(all - done, LIBATA_MAX_PRD * PER_PAGE);
      const pages = Array.from({ length: Math.ceil(sectors / PER_PAGE) }, () => dataPage(page++));
      out.push({ write, sector: sector + done, sectors, pages });
      done += sectors;
    }
  }
  return out;
}

/** The guest has used its disk before: one read of a sector, so that nothing is used for the first time. */
export function setup(c: Choices, addresses: Addresses = ADDRESSES): Setup {
  const system = newSystem({
    platform,
    mechanisms: mechanismsOf(platform.ways.disk as Way),
    domains: [
      domain(
        { id: GUEST.id, type: 'hvm', p2m: [{ gfn: 0, mfn: XEN.guest, pages: GUEST.pages, what: 'RAM' }] },
        XEN.guestShared,
        newVcpu('per-vcpu-vector', c.apicv),
      ),
      domain(
        {
          id: DOM0.id,
          type: 'pv',
          p2m: [
            { gfn: 0, mfn: XEN.dom0, pages: DOM0.pages, what: 'RAM' },
            { gfn: DOM0.cache, mfn: XEN.cache, pages: DOM0.cachePages, what: 'page cache' },
          ],
        },
        XEN.dom0Shared,
        newVcpu('pv', false),
      ),
    ],
    listings: [main, requests, idle],
    threads: [
      {
        id: 'guest',
        domain: GUEST.id,
        start: { procedure: main.name, world: 'guest-user' },
        interrupts: platform.interrupts(GUEST.id),
      },
      deviceModelThread,
      {
        id: 'dom0',
        domain: DOM0.id,
        start: { procedure: idle.name, world: 'backend' },
        interrupts: [...pvInterrupts(DOM0.id), fileDiskInterrupt],
      },
      diskThread,
      ...(c.direct ? [] : pageCacheThreads(DOM0.id)),
    ],
    records: [
      keep(vectorKey(GUEST.id), {
        handlers: { [IDE_VECTOR]: { handler: 'ata_bmdma_interrupt', softirq: 'blk_done_softirq' } },
      }),
      keep(hvmIrqKey(GUEST.id), { isa_irq: 0, pins: { [IDE_IRQ]: { vector: IDE_VECTOR, masked: false } } }),
      keep(dmOpKey, newDmOpBuffers(DOM0.qemu, GUEST.id)),
      ...keepAll(
        deviceModelRecords({
          guest: GUEST.id,
          page: at(XEN.ioreq),
          buffered: at(XEN.buffered),
          handlers: idePorts(addresses.bmdma),
        }),
      ),
      ...ideRecords(GUEST.id, DISK_SECTORS),
      ...fileAioRecords(c.direct, DOM0.cache),
      keep(diskKey, newDisk(DISK_SECTORS)),
      keep(
        libataKey,
        newLibata(addresses, [{ write: false, sector: 0, sectors: PER_PAGE, pages: [dataPage(0)] }]),
      ),
      keep(batchKey, { batch: c.queued }),
    ],
  });
  const connected = prepared(system, (m) => connectDeviceModel(m, GUEST.id));
  return prepared(runTo(connected, 'guest', main, 'story'), (m) => hand(m, c.requests));
}

/** Hands the program its requests: the queue is set, the data of writes is in its buffers. */
function hand(m: Machine, list: readonly Request[]): void {
  m.patch(libataKey, { queue: split(list), submitted: 0, issued: 0, completed: 0, failed: 0 });
  m.patch(vcpuIoKey(GUEST.id), { trace: [] });
  let page = 0;
  for (const r of list) {
    const bytes = r.write ? fillOf(r.text, r.sectors * SECTOR) : new Uint8Array(r.sectors * SECTOR);
    for (let i = 0; i < bytes.length; i += PAGE_SIZE)
      m.fill(maddr(ownAddress(m, GUEST.id, dataPage(page++))), bytes.subarray(i, i + PAGE_SIZE), 'data');
  }
}
