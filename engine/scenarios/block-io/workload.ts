/** What the guest does: connect, warm up, then the story. The program is this model's; the drivers' set-up is Linux's. */

import { PAGE_SIZE } from '../../core/brand.ts';
import {
  call,
  goto,
  type Locals,
  line,
  linux,
  model,
  type Procedure,
  procedure,
  ret,
} from '../../core/procedure.ts';
import { type Key, rec } from '../../core/state.ts';
import { backRingKey, blkbackKey } from '../../mechanisms/blkback.ts';
import { blkfrontKey, frontRingKey, inFlight } from '../../mechanisms/blkfront.ts';
import { ownAddress } from '../../mechanisms/domain.ts';
import {
  DOMID_SELF,
  EVTCHNOP_alloc_unbound,
  EVTCHNOP_bind_interdomain,
  evtchn_alloc_unbound,
  evtchn_bind_interdomain,
} from '../../mechanisms/event-channel.ts';
import { GNTTABOP_map_grant_ref } from '../../mechanisms/gnttabop.ts';
import { GNTMAP_host_map, gnttab_map_grant_ref } from '../../mechanisms/grant-table.ts';
import { __HYPERVISOR_event_channel_op, __HYPERVISOR_grant_table_op } from '../../mechanisms/hypercall.ts';
import { bindHandler, irqKey } from '../../mechanisms/linux-events.ts';
import { sring } from '../../mechanisms/ring.ts';
import { BACKEND, DOM0, GUEST } from './map.ts';

/** The program's own notes. */
export interface Workload {
  /** Requests handed to the kernel so far, and how many it hands over before it waits. */
  readonly submitted: number;
  readonly batch: number;
  /** xenbus state 3: the frontend has published ring-ref and event-channel (the handshake itself is another story). */
  readonly published: { readonly refs: readonly number[]; readonly port: number } | null;
  readonly connected: boolean;
}
export const workloadKey: Key<Workload> = 'workload';

interface Setup extends Locals {
  i: number;
}
const setup_blkring = procedure<Setup>(
  'setup_blkring',
  { source: linux('drivers/block/xen-blkfront.c', 'setup_blkring'), world: 'kernel' },
  [
    line('begin', 'info->ring: one page, or 2^order', (_, l) => {
      l.i = 0;
    }),
    line('grant', 'for each page: gnttab_grant_foreign_access_ref(ring_ref[i], backend, gfn)', (m, l) => {
      const f = m.rec(blkfrontKey);
      if (l.i >= m.rec(BACKEND).ringPages) return m.passOver(goto('init'));
      const ref = f.nextRef;
      m.patch(blkfrontKey, { nextRef: ref + 1 });
      l.i++;
      return call('gnttab_grant_foreign_access_ref', {
        ref,
        domid: DOM0.id,
        frame: GUEST.ring + l.i - 1,
        readonly: false,
      });
    }),
    line('next', '  next page', () => goto('grant')),
    line('init', 'XEN_FRONT_RING_INIT(ring)', (m) =>
      call('SHARED_RING_INIT', { sring: m.rec(frontRingKey).sring }),
    ),
    line('alloc', 'alloc.dom = DOMID_SELF; alloc.remote_dom = backend', (m) => {
      const at = ownAddress(m, GUEST.id, m.rec(irqKey(GUEST.id)).stack);
      m.store(at, evtchn_alloc_unbound.fields.dom, DOMID_SELF);
      m.store(at, evtchn_alloc_unbound.fields.remote_dom, DOM0.id);
    }),
    line('hypercall', 'HYPERVISOR_event_channel_op(EVTCHNOP_alloc_unbound, &alloc)', (m) =>
      call('HYPERVISOR_hypercall', {
        nr: __HYPERVISOR_event_channel_op,
        cmd: EVTCHNOP_alloc_unbound,
        arg: m.rec(irqKey(GUEST.id)).stack,
      }),
    ),
    line('bind', 'bind_evtchn_to_irqhandler_lateeoi(alloc.port, blkif_interrupt)', (m) => {
      const port = m.load(
        ownAddress(m, GUEST.id, m.rec(irqKey(GUEST.id)).stack),
        evtchn_alloc_unbound.fields.port,
      );
      m.patch(blkfrontKey, { port });
      bindHandler(m, port, 'blkif_interrupt');
      const refs = Array.from(
        { length: m.rec(BACKEND).ringPages },
        (_, i) => m.rec(blkfrontKey).nextRef - m.rec(BACKEND).ringPages + i,
      );
      m.patch(workloadKey, { published: { refs, port } });
    }),
  ],
);

const connect_ring = procedure<Setup>(
  'xen_blkif_map',
  {
    source: linux('drivers/block/xen-blkback/xenbus.c', 'read_per_ring_refs, xen_blkif_map'),
    world: 'kernel',
  },
  [
    line('map', 'xenbus_map_ring_valloc(): map[].host_addr, flags, ref, dom', (m) => {
      const refs = m.rec(workloadKey).published?.refs ?? [];
      const ops = ownAddress(m, DOM0.id, m.rec(blkbackKey).ops);
      const f = gnttab_map_grant_ref.fields;
      for (const [i, ref] of refs.entries()) {
        const at = ops + i * gnttab_map_grant_ref.size;
        m.store(at, f.host_addr, BigInt(m.rec(blkbackKey).mapAt + i * PAGE_SIZE));
        m.store(at, f.flags, GNTMAP_host_map);
        m.store(at, f.ref, ref);
        m.store(at, f.dom, GUEST.id);
      }
      m.patch(blkbackKey, { mapAt: m.rec(blkbackKey).mapAt + refs.length * PAGE_SIZE });
      return call('HYPERVISOR_hypercall', {
        nr: __HYPERVISOR_grant_table_op,
        cmd: GNTTABOP_map_grant_ref,
        arg: m.rec(blkbackKey).ops,
        count: refs.length,
      });
    }),
    line('attach', 'BACK_RING_ATTACH(ring, sring, sring->rsp_prod)', (m) => {
      const ring = m.rec(backRingKey);
      const prod = m.load(ring.sring, sring.fields.rsp_prod);
      m.patch(backRingKey, { rsp_prod_pvt: prod, req_cons: prod });
    }),
    line('bind', 'bind.remote_dom, bind.remote_port = the frontend’s', (m) => {
      const at = ownAddress(m, DOM0.id, m.rec(irqKey(DOM0.id)).stack);
      m.store(at, evtchn_bind_interdomain.fields.remote_dom, GUEST.id);
      m.store(at, evtchn_bind_interdomain.fields.remote_port, m.rec(workloadKey).published?.port ?? 0);
      // Linux registers the handler right after the hypercall, before the upcall can run on this vCPU.
      bindHandler(m, 1, 'xen_blkif_be_int');
      return call('HYPERVISOR_hypercall', {
        nr: __HYPERVISOR_event_channel_op,
        cmd: EVTCHNOP_bind_interdomain,
        arg: m.rec(irqKey(DOM0.id)).stack,
      });
    }),
    line('connected', 'xen_update_blkif_status(): Connected   // bind.local_port', (m) => {
      const port = m.load(
        ownAddress(m, DOM0.id, m.rec(irqKey(DOM0.id)).stack),
        evtchn_bind_interdomain.fields.local_port,
      );
      m.patch(blkbackKey, { port });
      m.patch(workloadKey, { connected: true });
    }),
  ],
);

const dom0_main = procedure(
  'blkback kthread',
  { source: model('from connection to service'), world: 'kernel' },
  [
    line(
      'wait',
      'wait for the frontend',
      () => undefined,
      (s) => rec(s, workloadKey).published !== null,
    ),
    line('connect', 'xen_blkif_map(ring)', () => call('xen_blkif_map')),
    line('serve', 'xen_blkif_schedule(ring)', () => call('xen_blkif_schedule')),
  ],
);

const dom0_idle = procedure(
  'idle',
  { source: model('dom0’s vCPU, waiting for interrupts'), world: 'kernel' },
  [
    line(
      'wait',
      'wait for an interrupt',
      () => goto('wait'),
      () => false,
    ),
  ],
);

const waits = (n: number) => (s: Parameters<typeof rec>[0]) => {
  const f = rec(s, blkfrontKey);
  return !f.connected || f.completed >= n;
};

const main = procedure('main', { source: model('the guest’s program'), world: 'guest-user' }, [
  line('connect', 'the driver connects', () => call('setup_blkring')),
  line(
    'connected',
    'wait for the backend',
    () => undefined,
    (s) => rec(s, workloadKey).connected,
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
      (s) => waits(rec(s, workloadKey).submitted)(s),
    ),
  ],
);

interface Submit extends Locals {
  index: number;
  ok: boolean;
}
const blk_mq_submit_bio = procedure<Submit>(
  'blk_mq_submit_bio',
  { source: linux('block/blk-mq.c', 'blk_mq_submit_bio'), world: 'kernel', via: 'system call' },
  [
    line(
      'tag',
      'tag = blk_mq_get_tag()   // as many tags as ring slots',
      () => undefined,
      (s) => !rec(s, blkfrontKey).connected || inFlight(rec(s, frontRingKey)) < rec(s, frontRingKey).nr_ents,
    ),
    line('issue', 'ok = blkif_queue_rq(hctx, request)', (_, l) =>
      call('blkif_queue_rq', { index: l.index }, 'ok'),
    ),
    line('retry', 'if (!ok) wait for the queue to restart', (m, l) =>
      l.ok ? m.passOver(ret()) : goto('tag'),
    ),
  ],
);

export const workloadProcedures: readonly Procedure[] = [
  setup_blkring,
  connect_ring,
  dom0_main,
  dom0_idle,
  main,
  requests,
  blk_mq_submit_bio,
];
