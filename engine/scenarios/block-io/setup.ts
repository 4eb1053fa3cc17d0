/** Builds the system and runs it, through the same listings as the story, up to the moment when the story begins. */
import { assert } from '../../core/assert.ts';
import { maddr, PAGE_SIZE } from '../../core/brand.ts';
import { enabled, Machine, run } from '../../core/machine.ts';
import { Memory } from '../../core/memory.ts';
import { type Program, program, rec, type State, startThreads, type ThreadId } from '../../core/state.ts';
import { type Blkback, backRingKey, blkbackKey } from '../../mechanisms/blkback.ts';
import { type Blkfront, type BlockRequest, blkfrontKey, frontRingKey } from '../../mechanisms/blkfront.ts';
import {
  BLKFRONT_MAX_INDIRECT_SEGMENTS,
  BLKIF_MAX_SEGMENTS_PER_REQUEST,
  BLKIF_SLOT,
  SECTOR_SIZE,
  SECTORS_PER_PAGE,
} from '../../mechanisms/blkif.ts';
import { type Disk, diskKey } from '../../mechanisms/disk.ts';
import { domainKey, ownAddress } from '../../mechanisms/domain.ts';
import { evtchnKey, newEvtchnTable } from '../../mechanisms/event-channel.ts';
import { GNTTAB_NR_RESERVED_ENTRIES, grantKey, newGrantState } from '../../mechanisms/grant-table.ts';
import { irqKey } from '../../mechanisms/linux-events.ts';
import { ringEntries } from '../../mechanisms/ring.ts';
import { pvInterrupts } from '../../mechanisms/upcall.ts';
import { newVcpu, vcpuKey } from '../../mechanisms/vcpu.ts';
import { xen } from '../../platforms/xen.ts';
import type { Setup } from '../../stories/scenario.ts';
import { DISK_SECTORS, fillOf, type Request } from '../requests.ts';
import { BACKEND, DOM0, dom0Domain, GUEST, guestDomain, ringAt } from './map.ts';
import type { Choices } from './params.ts';
import { workloadKey, workloadProcedures } from './workload.ts';

/** Once connected, blkback keeps at most this many grants mapped a ring (module parameter max_persistent_grants). */
const MAX_PERSISTENT_GRANTS = 1056;
const STEPS = 5_000_000;

function programFor(c: Choices): Program {
  return program(
    [...c.platform.listings, ...workloadProcedures],
    [
      {
        id: 'guest',
        domain: GUEST.id,
        start: { procedure: 'main', world: 'guest-user' },
        interrupts: c.platform.interrupts(GUEST.id),
      },
      { id: 'blkback', domain: DOM0.id, start: { procedure: 'blkback kthread', world: 'backend' } },
      {
        id: 'dom0',
        domain: DOM0.id,
        start: { procedure: 'idle', world: 'backend' },
        interrupts: [
          ...pvInterrupts(DOM0.id),
          {
            name: 'disk interrupt',
            enter: 'end_block_io_op',
            when: (s, t) => t.top?.procedure === 'idle' && rec(s, diskKey).done.length > 0,
          },
        ],
      },
      { id: 'disk', domain: null, start: { procedure: 'disk', world: 'hardware' } },
    ],
    xen.domains,
  );
}

/** The default schedule: a thread runs until it sleeps, then the first that can. */
export function schedule(prog: Program, state: State): ThreadId | undefined {
  if (state.last !== null && enabled(prog, state, state.last)) return state.last;
  return prog.threads.find((t) => enabled(prog, state, t.id))?.id;
}

/** As the block layer splits them: no request larger than its segments can carry. `data` counts pages from the buffer's start. */
function split(requests: readonly Request[], maxSegments: number): BlockRequest[] {
  const out: BlockRequest[] = [];
  let page = GUEST.data;
  for (const r of requests) {
    for (let done = 0; done < r.sectors; ) {
      const sectors = Math.min(r.sectors - done, maxSegments * SECTORS_PER_PAGE);
      out.push({ write: r.write, sector: r.sector + done, sectors, data: page * PAGE_SIZE });
      page += Math.ceil(sectors / SECTORS_PER_PAGE);
      done += sectors;
    }
  }
  return out;
}

function records(c: Choices, queue: readonly BlockRequest[]): Record<string, unknown> {
  const nr_ents = ringEntries(c.ringPages * PAGE_SIZE, BLKIF_SLOT);
  const ring = { sring: ringAt, nr_ents, slot: BLKIF_SLOT };
  let freeIds: Blkfront['freeIds'] = null;
  for (let id = nr_ents - 1; id >= 0; id--) freeIds = { head: id, rest: freeIds };
  const front: Blkfront = {
    backend: DOM0.id,
    port: 0,
    connected: true,
    persistent: c.persistent,
    maxSegments: maxSegments(c),
    images: GUEST.images * PAGE_SIZE,
    shadow: new Array<null>(nr_ents).fill(null),
    freeIds,
    granted: null,
    poolAt: GUEST.pool,
    poolUsed: 0,
    revoked: null,
    freeRefs: null,
    nextRef: GNTTAB_NR_RESERVED_ENTRIES,
    queue,
    completed: 0,
    failed: 0,
  };
  const back: Blkback = {
    frontend: GUEST.id,
    port: 0,
    persistent: c.persistent,
    maxPersistent: MAX_PERSISTENT_GRANTS,
    waiting: false,
    tree: [],
    pending: [],
    copies: DOM0.copies * PAGE_SIZE,
    ops: DOM0.ops * PAGE_SIZE,
    mapAt: DOM0.mapped * PAGE_SIZE,
    halted: false,
  };
  const disk: Disk = { queue: [], done: [], sectors: DISK_SECTORS };
  return {
    [BACKEND]: { ringPages: c.ringPages },
    [domainKey(GUEST.id)]: guestDomain(c.platform.guest),
    [domainKey(DOM0.id)]: dom0Domain,
    [vcpuKey(GUEST.id)]: newVcpu(c.delivery, c.apicv),
    [vcpuKey(DOM0.id)]: newVcpu('pv', false),
    [evtchnKey(GUEST.id)]: newEvtchnTable(),
    [evtchnKey(DOM0.id)]: newEvtchnTable(),
    [grantKey(GUEST.id)]: newGrantState(),
    [grantKey(DOM0.id)]: newGrantState(),
    [irqKey(GUEST.id)]: { handlers: {}, stack: GUEST.stack * PAGE_SIZE + 0xf00 },
    [irqKey(DOM0.id)]: { handlers: {}, stack: DOM0.stack * PAGE_SIZE + 0xf00 },
    [frontRingKey]: { ...ring, req_prod_pvt: 0, rsp_cons: 0 },
    [backRingKey]: { ...ring, rsp_prod_pvt: 0, req_cons: 0 },
    [blkfrontKey]: front,
    [blkbackKey]: back,
    [diskKey]: disk,
    [workloadKey]: { submitted: 0, batch: c.queued, published: null, connected: false },
  };
}

const maxSegments = (c: Choices): number =>
  c.indirect ? BLKFRONT_MAX_INDIRECT_SEGMENTS : BLKIF_MAX_SEGMENTS_PER_REQUEST;

/** The state in which the drivers are connected and, with persistent grants, the pages of this workload are already mapped. */
export function setup(c: Choices): Setup {
  const prog = programFor(c);
  const queue = split(c.requests, maxSegments(c));
  // The warm-up reads what the story will touch: the same slots and pages, and nothing on the disk changes.
  const warm = c.persistent ? queue.map((r) => ({ ...r, write: false })) : [];
  const start: State = {
    ram: Memory.empty,
    medium: Memory.empty,
    records: records(c, warm),
    threads: startThreads(prog),
    last: null,
  };
  let steps = 0;
  const ready = run(prog, start, (s) => {
    assert(steps++ < STEPS, 'the drivers did not connect');
    const top = s.threads.guest?.top;
    const begun =
      top?.procedure === 'main' && prog.procedures.get('main')?.lines[top.line]?.label === 'story';
    const next = schedule(prog, s);
    return begun && next === 'guest'
      ? undefined
      : begun
        ? prog.threads.find((t) => t.id !== 'guest' && enabled(prog, s, t.id))?.id
        : next;
  });
  return { program: prog, platform: xen, initial: hand(prog, ready, c.requests, queue) };
}

/** Hands the program its requests: the queue is set, the data of writes is in its buffers. */
function hand(
  prog: Program,
  state: State,
  requests: readonly Request[],
  queue: readonly BlockRequest[],
): State {
  const m = new Machine(prog, state);
  const front = rec(state, blkfrontKey);
  m.patch(blkfrontKey, { queue, completed: 0, failed: 0 });
  m.patch(workloadKey, { submitted: 0 });
  let page = GUEST.data;
  for (const r of requests) {
    const pages = pagesOf(r, front.maxSegments);
    const bytes = r.write ? fillOf(r.text, r.sectors * SECTOR_SIZE) : new Uint8Array(r.sectors * SECTOR_SIZE);
    for (let i = 0; i < bytes.length; i += PAGE_SIZE) {
      m.fill(
        maddr(ownAddress(state, GUEST.id, page * PAGE_SIZE + i)),
        bytes.subarray(i, i + PAGE_SIZE),
        'data',
      );
    }
    page += pages;
  }
  return { ...m.freeze(), last: null };
}

/** Pages that a request's parts take: a part begins on a page of its own. */
function pagesOf(r: Request, segments: number): number {
  const whole = Math.floor(r.sectors / (segments * SECTORS_PER_PAGE));
  const rest = r.sectors - whole * segments * SECTORS_PER_PAGE;
  return whole * segments + Math.ceil(rest / SECTORS_PER_PAGE);
}

/** More work for a running system: the program continues with these requests. `data[i]` are the bytes of write i. */
export function append(
  prog: Program,
  state: State,
  requests: readonly BlockRequest[],
  data: readonly (Uint8Array | undefined)[],
): State {
  const m = new Machine(prog, state);
  for (const [i, r] of requests.entries()) {
    const bytes = data[i];
    for (let at = 0; bytes && at < bytes.length; at += PAGE_SIZE) {
      m.fill(maddr(ownAddress(state, GUEST.id, r.data + at)), bytes.subarray(at, at + PAGE_SIZE), 'data');
    }
  }
  m.patch(blkfrontKey, { queue: requests, completed: 0, failed: 0 });
  m.patch(workloadKey, { submitted: 0 });
  const { guest } = startThreads(prog);
  const line = prog.procedures.get('main')?.at.get('story') ?? 0;
  const top = guest?.top ? { ...guest.top, line } : null;
  return { ...m.freeze(), threads: { ...state.threads, guest: { id: 'guest', top } } };
}
