/** What the figures draw: derived from a state, never stored. */
import { PAGE_SIZE } from '../../core/brand.ts';
import { rec, type State } from '../../core/state.ts';
import { backRingKey, blkbackKey, type Pending, xen_blkif_schedule } from '../../mechanisms/blkback.ts';
import {
  type Blkfront,
  blkfrontKey,
  blkif_queue_rw_req,
  frontRingKey,
  type PoolPage,
} from '../../mechanisms/blkfront.ts';
import { diskKey } from '../../mechanisms/disk.ts';
import { domainKey, ownAddress } from '../../mechanisms/domain.ts';
import { type EventView, inspectEvents } from '../../mechanisms/event-channel.ts';
import { type GrantView, inspectGrants } from '../../mechanisms/grant-table.ts';
import { inspectRing, type RingView } from '../../mechanisms/ring.ts';
import { type Vcpu, vcpuKey } from '../../mechanisms/vcpu.ts';
import { DOM0, GUEST, workloadKey } from './story.ts';

export interface BlockIoView {
  readonly guestType: 'pv' | 'hvm' | 'pvh';
  readonly vcpu: Vcpu;
  readonly ring: RingView;
  /** The slot that the guest has set aside, and into which it has written nothing yet. */
  readonly unwritten: number | null;
  readonly grants: readonly GrantView[];
  readonly events: { readonly guest: EventView; readonly backend: EventView };
  /** Request ids in flight on the guest's side, with the pages they use. */
  readonly inFlight: readonly {
    readonly id: number;
    readonly request: number;
    readonly status: string;
    readonly refs: readonly number[];
  }[];
  readonly workload: {
    readonly total: number;
    readonly submitted: number;
    readonly completed: number;
    readonly failed: number;
    readonly connected: boolean;
  };
  readonly backend: {
    readonly waiting: boolean;
    /** The thread is past its wait: it serves the ring. */
    readonly working: boolean;
    readonly halted: boolean;
    readonly persistent: readonly number[];
    readonly pending: readonly (Pending | null)[];
  };
  readonly disk: { readonly queued: number; readonly done: number; readonly sector: number | null };
  /** The data of the request in hand: machine addresses of the guest's buffer and of the page the backend sees, and the disk offset. */
  readonly data: {
    readonly write: boolean;
    readonly sector: number;
    readonly sectors: number;
    /** Machine address of the guest's buffer, and its first bytes. */
    readonly at: number;
    readonly buffer: readonly number[];
    readonly medium: readonly number[];
    /** The first granted page that the request names, or would take next from the pool; null while there is none. */
    readonly page: {
      readonly ref: number;
      readonly at: number;
      readonly bytes: readonly number[];
      /** A request has it; otherwise it is the next in the pool. */
      readonly held: boolean;
    } | null;
  } | null;
}

/** First bytes shown of a buffer and of the medium. */
const SHOWN = 16;
function working(state: State): boolean {
  const top = state.threads.blkback?.top;
  return !(top?.procedure === 'xen_blkif_schedule' && top.line === xen_blkif_schedule.at.get('sleep'));
}

export function inspect(state: State): BlockIoView {
  const front = rec(state, blkfrontKey);
  const back = rec(state, blkbackKey);
  const disk = rec(state, diskKey);
  const current = front.queue[Math.min(Math.max(0, front.completed), front.queue.length - 1)];
  const guest = rec(state, domainKey(GUEST.id));
  return {
    guestType: guest.type,
    vcpu: rec(state, vcpuKey(GUEST.id)),
    ring: inspectRing(state.ram, rec(state, frontRingKey), rec(state, backRingKey)),
    unwritten: unwritten(state),
    grants: inspectGrants(state, GUEST.id, front.nextRef),
    events: { guest: inspectEvents(state, GUEST.id), backend: inspectEvents(state, DOM0.id) },
    inFlight: front.shadow.flatMap((s, id) =>
      s ? [{ id, request: s.request, status: s.status, refs: s.grants.map((g) => g.ref) }] : [],
    ),
    workload: {
      total: front.queue.length,
      submitted: rec(state, workloadKey).submitted,
      completed: front.completed,
      failed: front.failed,
      connected: front.connected,
    },
    backend: {
      waiting: back.waiting,
      working: working(state),
      halted: back.halted,
      persistent: back.tree.flatMap((t) => (t ? [t.ref] : [])),
      pending: back.pending,
    },
    disk: { queued: disk.queue.length, done: disk.done.length, sector: disk.queue[0]?.sector ?? null },
    data: current
      ? {
          write: current.write,
          sector: current.sector,
          sectors: current.sectors,
          at: bufferAt(state, current.data),
          buffer: [...state.ram.bytes(bufferAt(state, current.data), SHOWN)],
          medium: [...state.medium.bytes(current.sector * 512, SHOWN)],
          page: grantedPage(state, front),
        }
      : null,
  };
}

function grantedPage(state: State, front: Blkfront): NonNullable<BlockIoView['data']>['page'] {
  const shadow = front.shadow.find((s) => s?.request === front.completed);
  const held = shadow?.grants[0] ?? inHand(state);
  const page = held ?? (front.persistent ? front.granted?.head : undefined);
  if (!page?.ref) return null;
  const at = ownAddress(state, GUEST.id, page.gfn * PAGE_SIZE);
  return { ref: page.ref, at, bytes: [...state.ram.bytes(at, SHOWN)], held: held !== undefined };
}

/** The index moves when the driver takes the slot; the request is copied into it when it is whole. */
function unwritten(state: State): number | null {
  const { name, at } = blkif_queue_rw_req;
  for (let f = state.threads.guest?.top ?? null; f; f = f.caller)
    if (f.procedure === name && f.line > (at.get('slot') ?? 0) && f.line <= (at.get('publish') ?? 0)) {
      const { req_prod_pvt, nr_ents } = rec(state, frontRingKey);
      return (req_prod_pvt - 1) & (nr_ents - 1);
    }
  return null;
}

/** Between get_grant() and the request's own note the page is only in a local of the driver. */
function inHand(state: State): PoolPage | undefined {
  for (let f = state.threads.guest?.top ?? null; f; f = f.caller) {
    const { page } = f.locals;
    if (typeof page === 'object' && page !== null && 'gfn' in page) return page as unknown as PoolPage;
  }
  return undefined;
}

const bufferAt = (state: State, data: number): number => ownAddress(state, GUEST.id, data);
