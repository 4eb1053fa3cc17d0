/** What no source prescribes: where everything lies, what the guest's program does, and who runs. */
import { type Maddr, maddr, PAGE_SIZE } from '../../core/brand.ts';
import { Machine } from '../../core/machine.ts';
import { call, goto, line, model, procedure, ret } from '../../core/procedure.ts';
import { type Key, type Program, rec, type State, startThreads } from '../../core/state.ts';
import {
  backRingKey,
  blkback_kthread,
  blkbackDiskInterrupt,
  blkbackKey,
  newBlkback,
} from '../../mechanisms/blkback.ts';
import { blkfrontKey, frontRingKey, newBlkfront } from '../../mechanisms/blkfront.ts';
import {
  BLKFRONT_MAX_INDIRECT_SEGMENTS,
  BLKIF_MAX_SEGMENTS_PER_REQUEST,
  BLKIF_SLOT,
  type BlockRequest,
  blkifHandshakeKey,
  SECTOR_SIZE,
  splitRequests,
} from '../../mechanisms/blkif.ts';
import { diskKey, diskThread, newDisk } from '../../mechanisms/disk.ts';
import { type Domain, ownAddress } from '../../mechanisms/domain.ts';
import { grant_entry_v1 } from '../../mechanisms/grant-table.ts';
import { type DomainSetup, keep } from '../../mechanisms/mechanism.ts';
import { ringEntries } from '../../mechanisms/ring.ts';
import { pvInterrupts } from '../../mechanisms/upcall.ts';
import { newVcpu } from '../../mechanisms/vcpu.ts';
import { mechanismsOf, type Way } from '../../platforms/platform.ts';
import type { Setup } from '../../stories/scenario.ts';
import { idle, newSystem, prepared, runTo } from '../../stories/system.ts';
import { DISK_SECTORS, fillOf, type Request } from '../requests.ts';
import type { Choices } from './params.ts';

// ── where everything lies ───────────────────────────────────────────────────────────────────────────

/** Frame numbers of the guest. Those of shared_info and of the grant table as recorded on a real Xen. */
export const GUEST = {
  id: 1,
  shared_info: 0x10,
  stack: 0x20,
  images: 0x30,
  ring: 0x50,
  pool: 0x1000,
  data: 0x6000,
  pages: 0xe000,
  /** In the memory BAR of the platform device. */
  grant_frames: 0xf2000,
} as const;
export const DOM0 = { id: 0, stack: 0x20, ops: 0x21, copies: 0x30, pages: 0x400, mapped: 0x100000 } as const;

/** Machine frames: Xen's own pages first, dom0 behind them, then the guest. */
const XEN = { guestShared: 0x10, dom0Shared: 0x11, guestGrants: 0x20, dom0: 0x200, guest: 0x1000 } as const;
const GRANT_FRAMES = 64;
const at = (frame: number): Maddr => maddr(frame * PAGE_SIZE);

/** Machine address of the ring's first page. */
export const ringAt = at(XEN.guest + GUEST.ring);

const guestDomain = (type: Domain['type']): Domain => ({
  id: GUEST.id,
  type,
  p2m: [
    { gfn: GUEST.shared_info, mfn: XEN.guestShared, pages: 1, what: 'shared_info' },
    {
      gfn: GUEST.shared_info + 1,
      mfn: XEN.guest + GUEST.shared_info + 1,
      pages: GUEST.pages - GUEST.shared_info - 1,
      what: 'RAM',
    },
    { gfn: 0, mfn: XEN.guest, pages: GUEST.shared_info, what: 'RAM' },
    { gfn: GUEST.grant_frames, mfn: XEN.guestGrants, pages: GRANT_FRAMES, what: 'grant table' },
  ],
  shared_info: at(XEN.guestShared),
  grant_frames: at(XEN.guestGrants),
  nr_grant_entries: (GRANT_FRAMES * PAGE_SIZE) / grant_entry_v1.size,
});

const dom0: DomainSetup = {
  domain: {
    id: DOM0.id,
    type: 'pv',
    p2m: [{ gfn: 0, mfn: XEN.dom0, pages: DOM0.pages, what: 'RAM' }],
    shared_info: at(XEN.dom0Shared),
    grant_frames: at(XEN.guestGrants),
    nr_grant_entries: 0,
  },
  vcpus: [newVcpu('pv', false)],
  stack: DOM0.stack * PAGE_SIZE + 0xf00,
};

// ── the program ─────────────────────────────────────────────────────────────────────────────────────

/** The program's own notes: requests handed to the kernel so far, and how many it hands over before it waits. */
interface Workload {
  readonly submitted: number;
  readonly batch: number;
}
export const workloadKey: Key<Workload> = 'workload';

const main = procedure('main', { source: model('the guest’s program'), world: 'guest-user' }, [
  line('connect', 'the driver connects', () => call('setup_blkring')),
  line(
    'connected',
    'wait for the backend',
    () => undefined,
    (s) => rec(s, blkifHandshakeKey).connected,
  ),
  line('warm', 'use the disk for a while', () => call('requests')),
  line('story', 'requests()', () => call('requests')),
  line('exit', 'done', () => ret()),
]);

const requests = procedure(
  'requests',
  { source: model('a program that submits, then waits'), world: 'guest-user' },
  [
    line('next', 'while (requests are left)', (m) =>
      m.rec(workloadKey).submitted < m.rec(blkfrontKey).queue.length ? undefined : m.passOver(ret()),
    ),
    line('submit', '  io_submit(request)', (m) => {
      const index = m.rec(workloadKey).submitted;
      m.patch(workloadKey, { submitted: index + 1 });
      return call('blk_mq_submit_bio', { index });
    }),
    line('batch', '  if (fewer than “queued” since the last wait) continue', (m) => {
      const { submitted, batch } = m.rec(workloadKey);
      return submitted % batch === 0 || submitted === m.rec(blkfrontKey).queue.length
        ? m.passOver()
        : goto('next');
    }),
    line(
      'wait',
      '  io_getevents(): compute until all have completed',
      () => goto('next'),
      (s) => {
        const { connected, completed } = rec(s, blkfrontKey);
        return !connected || completed >= rec(s, workloadKey).submitted;
      },
    ),
  ],
);

// ── the set-up ──────────────────────────────────────────────────────────────────────────────────────

/** The drivers are connected and, with persistent grants, the pages of this workload are already mapped. */
export function setup(c: Choices): Setup {
  const { platform } = c;
  const maxSegments = c.indirect ? BLKFRONT_MAX_INDIRECT_SEGMENTS : BLKIF_MAX_SEGMENTS_PER_REQUEST;
  const queue = splitRequests(c.requests, maxSegments, GUEST.data * PAGE_SIZE);
  const nr_ents = ringEntries(c['ring-pages'] * PAGE_SIZE, BLKIF_SLOT);
  const ring = { sring: ringAt, nr_ents, slot: BLKIF_SLOT };
  const system = newSystem({
    platform,
    mechanisms: mechanismsOf(platform.ways.disk as Way),
    domains: [
      {
        domain: guestDomain(platform.guest),
        vcpus: [newVcpu(platform.guest === 'pv' ? 'pv' : c.delivery, c.apicv)],
        stack: GUEST.stack * PAGE_SIZE + 0xf00,
      },
      dom0,
    ],
    listings: [main, requests, idle],
    threads: [
      {
        id: 'guest',
        domain: GUEST.id,
        start: { procedure: main.name, world: 'guest-user' },
        interrupts: platform.interrupts(GUEST.id),
      },
      { id: 'blkback', domain: DOM0.id, start: { procedure: blkback_kthread.name, world: 'backend' } },
      {
        id: 'dom0',
        domain: DOM0.id,
        start: { procedure: idle.name, world: 'backend' },
        interrupts: [...pvInterrupts(DOM0.id), blkbackDiskInterrupt],
      },
      diskThread,
    ],
    records: [
      keep(frontRingKey, { ...ring, req_prod_pvt: 0, rsp_cons: 0 }),
      keep(backRingKey, { ...ring, rsp_prod_pvt: 0, req_cons: 0 }),
      keep(
        blkfrontKey,
        newBlkfront(
          {
            backend: DOM0.id,
            persistent: c.persistent,
            maxSegments,
            images: GUEST.images * PAGE_SIZE,
            poolAt: GUEST.pool,
            // The warm-up reads what the story will touch: the same slots and pages, and nothing on the disk changes.
            queue: c.persistent ? queue.map((r) => ({ ...r, write: false })) : [],
          },
          nr_ents,
        ),
      ),
      keep(
        blkbackKey,
        newBlkback({
          frontend: GUEST.id,
          persistent: c.persistent,
          copies: DOM0.copies * PAGE_SIZE,
          ops: DOM0.ops * PAGE_SIZE,
          mapAt: DOM0.mapped * PAGE_SIZE,
        }),
      ),
      keep(blkifHandshakeKey, {
        ringPages: c['ring-pages'],
        ringGfn: GUEST.ring,
        published: null,
        connected: false,
      }),
      keep(diskKey, newDisk(DISK_SECTORS)),
      keep(workloadKey, { submitted: 0, batch: c.queued }),
    ],
  });
  return prepared(runTo(system, 'guest', main, 'story'), (m) => hand(m, queue, c.requests.map(bytesOf)));
}

const bytesOf = (r: Request): Uint8Array =>
  r.write ? fillOf(r.text, r.sectors * SECTOR_SIZE) : new Uint8Array(r.sectors * SECTOR_SIZE);

/** Hands the program its requests: the queue is set, and `data`, one after the other, lies in its buffers. */
function hand(m: Machine, queue: readonly BlockRequest[], data: readonly Uint8Array[]): void {
  m.patch(blkfrontKey, { queue, completed: 0, failed: 0 });
  m.patch(workloadKey, { submitted: 0 });
  let page = GUEST.data;
  for (const bytes of data)
    for (let i = 0; i < bytes.length; i += PAGE_SIZE)
      m.fill(maddr(ownAddress(m, GUEST.id, page++ * PAGE_SIZE)), bytes.subarray(i, i + PAGE_SIZE), 'data');
}

/** More work for a running system: the program continues with these requests, over a buffer of these bytes. */
export function append(
  prog: Program,
  state: State,
  queue: readonly BlockRequest[],
  data: readonly Uint8Array[],
): State {
  const m = new Machine(prog, state);
  hand(m, queue, data);
  const { guest } = startThreads(prog);
  const top = guest?.top ? { ...guest.top, line: main.at.get('story') ?? 0 } : null;
  return { ...m.freeze(), threads: { ...state.threads, guest: { id: 'guest', top } } };
}
