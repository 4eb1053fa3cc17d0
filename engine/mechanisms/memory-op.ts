/**
 * Memory: a guest gives pages back (ballooning). Long, so it can be preempted: the work done so far travels in the upper bits
 * of the command. Source: Xen xen/common/memory.c (do_memory_op, decrease_reservation, guest_remove_page),
 * xen/arch/x86/hvm/hypercall.c (hvm_memory_op); layouts xen/include/public/memory.h.
 */
import { errno } from '../core/errno.ts';
import { layout, u16, u32, u64 } from '../core/layout.ts';
import { call, goto, type Locals, line, procedure, ret, xen } from '../core/procedure.ts';
import { continuationMechanism, preemptCheck } from './continuation.ts';
import { domainByAnyId, domainKey, domainMechanism, mayTarget, type Range } from './domain.ts';
import { reach } from './guest-copy.ts';
import type { Mechanism } from './mechanism.ts';

export const XENMEM_decrease_reservation = 1;
export const XENMEM_machphys_mapping = 12;
/** Progress in the upper bits of the command, the command below. */
export const MEMOP_EXTENT_SHIFT = 6;
export const MEMOP_CMD_MASK = 2 ** MEMOP_EXTENT_SHIFT - 1;
const __HYPERVISOR_memory_op = 12;

/** `extent_start` is a guest address of 64-bit frame numbers. */
export const xen_memory_reservation = layout('xen_memory_reservation', {
  extent_start: u64,
  nr_extents: u64,
  extent_order: u32,
  mem_flags: u32,
  domid: u16,
});
const extent = layout('xen_pfn_t', { gmfn: u64 });

interface Op extends Locals {
  cmd: number;
  arg: number | bigint;
}

export const hvm_memory_op = procedure<Op>(
  'hvm_memory_op',
  { source: xen('xen/arch/x86/hvm/hypercall.c', 'hvm_memory_op'), world: 'hypervisor' },
  [
    line(
      'filter',
      'if ((cmd & 63) == XENMEM_machphys_mapping) return -ENOSYS   // nothing for an HVM guest',
      (m, l) => ((l.cmd & MEMOP_CMD_MASK) === XENMEM_machphys_mapping ? ret(errno('ENOSYS')) : m.passOver()),
    ),
    line('do', 'rc = do_memory_op(cmd, arg)', (_, l) =>
      call('do_memory_op', { cmd: l.cmd, arg: l.arg }, 'rc'),
    ),
    line('done', 'return rc', (_, l) => ret(l.rc)),
  ],
);

interface Memory extends Op {
  start: number;
  i: number;
  nr: number;
  list: bigint;
}
export const do_memory_op = procedure<Memory>(
  'do_memory_op',
  { source: xen('xen/common/memory.c', 'do_memory_op, decrease_reservation'), world: 'hypervisor' },
  [
    line('split', 'op = cmd & 63; start_extent = cmd >> 6   // where a preempted call goes on', (_, l) => {
      l.start = l.cmd >> MEMOP_EXTENT_SHIFT;
      return (l.cmd & MEMOP_CMD_MASK) === XENMEM_decrease_reservation ? undefined : ret(errno('ENOSYS'));
    }),
    line(
      'in',
      'copy_from_guest(&reservation, arg)   // extent_start, nr_extents, domid: fault → return start_extent',
      (m, l) => {
        const at = reach(m, l, l.arg, xen_memory_reservation.size);
        if (at === undefined) return ret(l.start);
        if (typeof at !== 'number') return at;
        const f = xen_memory_reservation.fields;
        l.list = m.load(at, f.extent_start);
        l.nr = Number(m.load(at, f.nr_extents));
        l.domid = m.load(at, f.domid);
        return undefined;
      },
    ),
    line('range', 'if (start_extent >= nr_extents) return start_extent', (m, l) =>
      l.start >= l.nr ? ret(l.start) : m.passOver(),
    ),
    line(
      'domain',
      'd = rcu_lock_domain_by_any_id(domid): none, or not permitted → return start_extent',
      (m, l) => {
        const d = domainByAnyId(m, l.domid as number);
        if (!d || !mayTarget(m, d.id)) return ret(l.start);
        l.d = d.id;
        l.i = l.start;
        return undefined;
      },
    ),
    line('loop', 'for (i = start_extent; i < nr_extents; i++)', (m, l) =>
      l.i < l.nr ? undefined : m.passOver(goto('done')),
    ),
    line('preempt', '  if (i != start_extent && hypercall_preempt_check()) goto preempted', (m, l) =>
      l.i !== l.start && preemptCheck(m) ? goto('preempted') : m.passOver(),
    ),
    line('extent', '  copy_from_guest(&gmfn, extent_start + i): fault → return i', (m, l) => {
      const at = reach(m, l, l.list + BigInt(8 * l.i), extent.size);
      if (at === undefined) return goto('done');
      if (typeof at !== 'number') return at;
      l.gmfn = Number(m.load(at, extent.fields.gmfn));
      return undefined;
    }),
    line('remove', '  guest_remove_page(d, gmfn): no such page → return i', (m, l) => {
      const key = domainKey(l.d as number);
      const p2m = without(m.rec(key).p2m, l.gmfn as number);
      if (!p2m) return goto('done');
      m.patch(key, { p2m });
      l.i++;
      return goto('loop');
    }),
    line('done', 'return i   // extents done: a failure shows as fewer', (_, l) => ret(l.i)),
    line('preempted', 'hypercall_create_continuation(memory_op, op | i << 6, arg)', (_, l) =>
      call(
        'hypercall_create_continuation',
        {
          op: __HYPERVISOR_memory_op,
          args: [(l.cmd & MEMOP_CMD_MASK) + l.i * 2 ** MEMOP_EXTENT_SHIFT, l.arg],
        },
        'rc',
      ),
    ),
    line('again', 'return rc', (_, l) => ret(l.rc)),
  ],
);

/** A p2m without one frame; undefined if it has none there. */
function without(p2m: readonly Range[], frame: number): readonly Range[] | undefined {
  const found = p2m.find((r) => frame >= r.gfn && frame < r.gfn + r.pages);
  if (!found) return undefined;
  const before = frame - found.gfn;
  const parts: readonly Range[] = [
    { ...found, pages: before },
    { ...found, gfn: frame + 1, mfn: found.mfn + before + 1, pages: found.pages - before - 1 },
  ];
  return p2m.flatMap((r) => (r === found ? parts.filter((p) => p.pages > 0) : [r]));
}

export const memoryOpMechanism: Mechanism = {
  id: 'memory-op',
  needs: [continuationMechanism, domainMechanism],
  procedures: [hvm_memory_op, do_memory_op],
};
