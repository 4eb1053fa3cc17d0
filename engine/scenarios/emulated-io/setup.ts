/** Builds the system and runs it, through the same listings as the story, up to the moment when the story begins. */
import { assert } from '../../core/assert.ts';
import { maddr, PAGE_SIZE } from '../../core/brand.ts';
import { enabled, Machine, run } from '../../core/machine.ts';
import { Memory } from '../../core/memory.ts';
import { type Program, program, rec, type State, startThreads, type ThreadSpec } from '../../core/state.ts';
import { COMMAND_BLOCK, CONTROL_BLOCK, IDE_IRQ, LIBATA_MAX_PRD } from '../../mechanisms/ata.ts';
import {
  aioFdKey,
  connectDeviceModel,
  deviceModelRecords,
  type PortHandler,
} from '../../mechanisms/device-model.ts';
import { type Disk, diskKey } from '../../mechanisms/disk.ts';
import { dmOpKey, hvmIrqKey, newDmOpBuffers } from '../../mechanisms/dm-op.ts';
import { domainKey, ownAddress } from '../../mechanisms/domain.ts';
import { evtchnKey, newEvtchnTable } from '../../mechanisms/event-channel.ts';
import { fileAioKey, pageCacheKey } from '../../mechanisms/file-aio.ts';
import { bmdmaKey, ideGuestKey, ideKey, newBmdma, newIde } from '../../mechanisms/ide-device.ts';
import { vcpuIoKey } from '../../mechanisms/ioreq.ts';
import { type AtaRequest, type Libata, libataKey } from '../../mechanisms/libata.ts';
import { irqKey } from '../../mechanisms/linux-events.ts';
import { vectorKey } from '../../mechanisms/linux-irq.ts';
import { hvmInterrupts, pvInterrupts } from '../../mechanisms/upcall.ts';
import { newVcpu, vcpuKey } from '../../mechanisms/vcpu.ts';
import { mechanismsOf, type Way } from '../../platforms/platform.ts';
import { xen } from '../../platforms/xen.ts';
import { xenHvmEmulated } from '../../platforms/xen-hvm-emulated.ts';
import type { Setup } from '../../stories/scenario.ts';
import { closure, untilItSleeps } from '../../stories/system.ts';
import { fillOf, type Request } from '../requests.ts';
import {
  ADDRESSES,
  type Addresses,
  DOM0,
  dataFrame,
  dom0Domain,
  GUEST,
  guestDomain,
  IDE_VECTOR,
  IOREQ_PAGES,
} from './map.ts';
import { type Choices, DISK_SECTORS } from './params.ts';
import { batchKey, workloadProcedures } from './workload.ts';

const MECHANISMS = closure(mechanismsOf(xenHvmEmulated.ways.disk as Way));
const SECTOR = 512;
const PER_PAGE = PAGE_SIZE / SECTOR;
/** No command is larger than its table of regions, one entry for each page. */
const MAX_COMMAND = LIBATA_MAX_PRD * PER_PAGE;
const STEPS = 5_000_000;

/** The ports that QEMU answers for. */
const portsOf = (bmdma: number): readonly PortHandler[] => [
  { first: COMMAND_BLOCK, last: COMMAND_BLOCK + 7, handler: 'ide_ioport_read', writer: 'ide_ioport_write' },
  { first: CONTROL_BLOCK, last: CONTROL_BLOCK, handler: 'ide_status_read', writer: 'ide_ctrl_write' },
  { first: bmdma, last: bmdma + 3, handler: 'bmdma_read', writer: 'bmdma_write' },
  { first: bmdma + 4, last: bmdma + 7, handler: 'bmdma_addr_read', writer: 'bmdma_addr_write' },
];

function programFor(c: Choices): Program {
  // Through the page cache two more are at work: QEMU's own thread for files, and dom0's for dirty pages.
  const cached: readonly ThreadSpec[] = [
    { id: 'worker', domain: DOM0.id, start: { procedure: 'worker_thread', world: 'device-model' } },
    { id: 'writeback', domain: DOM0.id, start: { procedure: 'wb_workfn', world: 'backend' } },
  ];
  return program(
    [...MECHANISMS.flatMap((m) => m.procedures), ...workloadProcedures],
    [
      {
        id: 'guest',
        domain: GUEST.id,
        start: { procedure: 'main', world: 'guest-user' },
        interrupts: hvmInterrupts(GUEST.id),
      },
      { id: 'qemu', domain: DOM0.id, start: { procedure: 'main_loop_wait', world: 'device-model' } },
      {
        id: 'dom0',
        domain: DOM0.id,
        start: { procedure: 'idle', world: 'backend' },
        interrupts: [
          ...pvInterrupts(DOM0.id),
          {
            name: 'disk interrupt',
            enter: 'bio_endio',
            when: (s, t) => t.top?.procedure === 'idle' && rec(s, diskKey).done.length > 0,
          },
        ],
      },
      { id: 'disk', domain: null, start: { procedure: 'disk', world: 'hardware' } },
      ...(c.direct ? [] : cached),
    ],
    xen.domains,
  );
}

/** As the block layer splits them: no command larger than its table. Data begins on a page of its own. */
function split(requests: readonly Request[]): AtaRequest[] {
  const out: AtaRequest[] = [];
  let page = 0;
  for (const r of requests) {
    for (let done = 0; done < r.sectors; ) {
      const sectors = Math.min(r.sectors - done, MAX_COMMAND);
      const count = Math.ceil(sectors / PER_PAGE);
      const pages = Array.from({ length: count }, (_, i) => dataFrame(page + i) * PAGE_SIZE);
      out.push({ write: r.write, sector: r.sector + done, sectors, pages });
      page += count;
      done += sectors;
    }
  }
  return out;
}

function records(c: Choices, queue: readonly AtaRequest[], at: Addresses): Record<string, unknown> {
  const libata: Libata = {
    ...at,
    tf: null,
    state: 'idle',
    queue,
    submitted: 0,
    issued: 0,
    completed: 0,
    failed: 0,
  };
  const disk: Disk = { queue: [], done: [], sectors: DISK_SECTORS };
  return {
    [domainKey(GUEST.id)]: guestDomain,
    [domainKey(DOM0.id)]: dom0Domain,
    [vcpuKey(GUEST.id)]: newVcpu('per-vcpu-vector', c.apicv),
    [vcpuKey(DOM0.id)]: newVcpu('pv', false),
    [evtchnKey(GUEST.id)]: newEvtchnTable(),
    [evtchnKey(DOM0.id)]: newEvtchnTable(),
    [irqKey(GUEST.id)]: { handlers: {}, stack: GUEST.stack * PAGE_SIZE + 0xf00 },
    [irqKey(DOM0.id)]: { handlers: {}, stack: DOM0.stack * PAGE_SIZE + 0xf00 },
    [vectorKey(GUEST.id)]: {
      handlers: { [IDE_VECTOR]: { handler: 'ata_bmdma_interrupt', softirq: 'blk_done_softirq' } },
    },
    [hvmIrqKey(GUEST.id)]: { isa_irq: 0, pins: { [IDE_IRQ]: { vector: IDE_VECTOR, masked: false } } },
    [dmOpKey]: newDmOpBuffers(DOM0.qemu, GUEST.id),
    ...deviceModelRecords({ guest: GUEST.id, ...IOREQ_PAGES, handlers: portsOf(at.bmdma) }),
    [ideKey]: newIde(DISK_SECTORS),
    [bmdmaKey]: newBmdma(),
    [ideGuestKey]: { guest: GUEST.id },
    [aioFdKey]: { count: 0, handler: c.direct ? 'qemu_laio_completion_cb' : 'thread_pool_completion_bh' },
    [fileAioKey]: { direct: c.direct, request: null, read: 'none' },
    [pageCacheKey]: { pages: {}, base: DOM0.cache * PAGE_SIZE, used: 0, writing: [] },
    [diskKey]: disk,
    [libataKey]: libata,
    [batchKey]: { batch: c.queued },
  };
}

/** The state in which the guest has used its disk before: one read of a sector, so that nothing is used for the first time. */
export function setup(c: Choices, at: Addresses = ADDRESSES): Setup {
  const prog = programFor(c);
  const queue = split(c.requests);
  const warm: AtaRequest[] = [
    { write: false, sector: 0, sectors: PER_PAGE, pages: [dataFrame(0) * PAGE_SIZE] },
  ];
  const m = new Machine(prog, {
    ram: Memory.empty,
    medium: Memory.empty,
    records: records(c, warm, at),
    threads: startThreads(prog),
    last: null,
  });
  connectDeviceModel(m, GUEST.id);
  let steps = 0;
  const ready = run(prog, m.freeze(), (s) => {
    assert(steps++ < STEPS, 'the disk did not answer');
    const top = s.threads.guest?.top;
    const begun =
      top?.procedure === 'main' && prog.procedures.get('main')?.lines[top.line]?.label === 'story';
    const next = untilItSleeps(prog, s);
    if (!begun) return next;
    return prog.threads.find((t) => t.id !== 'guest' && enabled(prog, s, t.id))?.id;
  });
  return {
    program: prog,
    platform: xen,
    mechanisms: MECHANISMS,
    initial: hand(prog, ready, c.requests, queue),
  };
}

/** Hands the program its requests: the queue is set, the data of writes is in its buffers. */
function hand(
  prog: Program,
  state: State,
  requests: readonly Request[],
  queue: readonly AtaRequest[],
): State {
  const m = new Machine(prog, state);
  m.patch(libataKey, { queue, submitted: 0, issued: 0, completed: 0, failed: 0 });
  m.patch(vcpuIoKey(GUEST.id), { trace: [] });
  let page = 0;
  for (const r of requests) {
    const bytes = r.write ? fillOf(r.text, r.sectors * SECTOR) : new Uint8Array(r.sectors * SECTOR);
    for (let i = 0; i < bytes.length; i += PAGE_SIZE) {
      const at = maddr(ownAddress(state, GUEST.id, dataFrame(page++) * PAGE_SIZE));
      m.fill(at, bytes.subarray(i, i + PAGE_SIZE), 'data');
    }
  }
  return { ...m.freeze(), last: null };
}
