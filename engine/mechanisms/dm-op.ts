/**
 * A device model's own hypercall: a request about one guest, in buffers of its process. Here the one by which QEMU moves an
 * ISA interrupt line, with Xen's way from the line to the guest's local APIC, and the one by which it gives up a range of I/O.
 * Source: Xen xen/common/{dm,ioreq}.c, xen/arch/x86/hvm/{dm,irq,vioapic,vpic}.c, xen/include/public/hvm/dm_op.h;
 * Linux drivers/xen/privcmd.c; QEMU hw/i386/xen/xen-hvm.c.
 */
import { PAGE_SIZE } from '../core/brand.ts';
import { errno } from '../core/errno.ts';
import { layout, list, u8, u16, u32, u64 } from '../core/layout.ts';
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, linux, procedure, qemu, ret, xen } from '../core/procedure.ts';
import { type Key, keysOf } from '../core/state.ts';
import { domainById, guestArgument, ownAddress } from './domain.ts';
import { __HYPERVISOR_dm_op, hypercallMechanism } from './hypercall.ts';
import { type IoreqServer, ioreqMechanism, ioreqServerKey } from './ioreq.ts';
import type { Mechanism } from './mechanism.ts';
import { upcallMechanism } from './upcall.ts';

export const XEN_DMOP_unmap_io_range_from_ioreq_server = 4;
export const XEN_DMOP_set_isa_irq_level = 9;
export const XEN_DMOP_IO_RANGE_PORT = 0;
export const XEN_DMOP_IO_RANGE_PCI = 2;
/** A device model's ioreq server; QEMU's is the first that the toolstack lets be made. */
export const IOSERVID = 0;
/** Operations that the header numbers; the switch knows no others. */
const NR_DMOPS = 21;
/** Buffers of one call (Xen: `struct dmop_args`). */
const MAX_BUFS = 2;
const NR_ISA_IRQS = 16;

/** `union u` is declared as its size: what is in it depends on `op`. */
export const xen_dm_op = layout('xen_dm_op', { op: u32, pad: u32, u: list(u64, 3) });
export const xen_dm_op_set_isa_irq_level = layout('xen_dm_op_set_isa_irq_level', { isa_irq: u8, level: u8 });
export const xen_dm_op_ioreq_server_range = layout('xen_dm_op_ioreq_server_range', {
  id: u16,
  pad: u16,
  type: u32,
  start: u64,
  end: u64,
});
/** Bytes of the union that an operation of this model uses. */
const OP_SIZE: Readonly<Record<number, number>> = {
  [XEN_DMOP_set_isa_irq_level]: xen_dm_op_set_isa_irq_level.size,
  [XEN_DMOP_unmap_io_range_from_ioreq_server]: xen_dm_op_ioreq_server_range.size,
};
/** Where the union begins. */
const UNION = 8;
export const xen_dm_op_buf = layout('xen_dm_op_buf', { h: u64, size: u64 });

/** One pin of the virtual IOAPIC, as the guest has programmed it. */
export interface IoapicPin {
  readonly vector: number;
  readonly masked: boolean;
}
/** `struct hvm_irq`: ISA lines that are up, and the pins that they are wired to. */
export interface HvmIrq {
  /** Bit per line. */
  readonly isa_irq: number;
  readonly pins: Readonly<Record<number, IoapicPin>>;
}
export const hvmIrqKey = keysOf<HvmIrq>((domain) => `xen.irq.d${domain}`);

/** Where QEMU and dom0's kernel keep the buffers of a call: guest addresses in dom0. */
export interface DmOpBuffers {
  readonly op: number;
  readonly bufs: number;
  readonly guest: number;
}
export const dmOpKey: Key<DmOpBuffers> = 'qemu.dmop';

const O = xen_dm_op.fields;
const L = xen_dm_op_set_isa_irq_level.fields;
const R = xen_dm_op_ioreq_server_range.fields;
const B = xen_dm_op_buf.fields;
const own = (m: Machine, at: number) => ownAddress(m, m.domain as number, at);

// ── QEMU and dom0's kernel ──────────────────────────────────────────────────────────────────────────

interface Level extends Locals {
  irq: number;
  level: number;
}
export const xen_set_irq = procedure<Level>(
  'xen_set_irq',
  {
    source: qemu('hw/i386/xen/xen-hvm.c, include/hw/xen/xen_common.h', 'xen_set_irq, xen_set_isa_irq_level'),
    world: 'device-model',
  },
  [
    line('fill', 'op = { op: XEN_DMOP_set_isa_irq_level, pad: 0, isa_irq, level }', (m, l) => {
      const at = own(m, m.rec(dmOpKey).op);
      m.store(at, O.op, XEN_DMOP_set_isa_irq_level);
      m.store(at, O.pad, 0);
      m.store(at + UNION, L.isa_irq, l.irq);
      m.store(at + UNION, L.level, l.level);
    }),
    line('ioctl', 'ioctl(privcmd, IOCTL_PRIVCMD_DM_OP, { domid, 1, &op })', (m) => {
      m.emit({ kind: 'syscall', name: 'ioctl' });
      return call('privcmd_ioctl_dm_op');
    }),
  ],
);

export const privcmd_ioctl_dm_op = procedure(
  'privcmd_ioctl_dm_op',
  { source: linux('drivers/xen/privcmd.c', 'privcmd_ioctl_dm_op'), world: 'kernel', via: 'system call' },
  [
    line('buffers', 'lock_pages(); xbufs[0].h = uptr; xbufs[0].size = size', (m) => {
      const { op, bufs } = m.rec(dmOpKey);
      m.store(own(m, bufs), B.h, BigInt(op));
      m.store(own(m, bufs), B.size, BigInt(xen_dm_op.size));
    }),
    line('hypercall', 'rc = HYPERVISOR_dm_op(dom, 1, xbufs)', (m) => {
      const { bufs, guest } = m.rec(dmOpKey);
      return call('HYPERVISOR_hypercall', { nr: __HYPERVISOR_dm_op, cmd: guest, arg: 1, count: bufs }, 'rc');
    }),
    line('unlock', 'unlock_pages(); return rc', (_, l) => ret(l.rc)),
  ],
);

// ── Xen ─────────────────────────────────────────────────────────────────────────────────────────────

const hv = (file: string, symbol: string) => ({ source: xen(file, symbol), world: 'hypervisor' as const });

/** The arguments in the registers of a hypercall: domid, nr_bufs, bufs. */
interface DmOp extends Locals {
  cmd: number;
  arg: number;
  count: number;
  at: number;
  size: number;
  op: number;
}
export const do_dm_op = procedure<DmOp>('do_dm_op', hv('xen/common/dm.c', 'do_dm_op'), [
  line('none', 'if (!nr_bufs) return -ENODATA', (m, l) =>
    l.arg === 0 ? ret(errno('ENODATA')) : m.passOver(),
  ),
  line('many', 'if (nr_bufs > 2) return -E2BIG', (m, l) =>
    l.arg > MAX_BUFS ? ret(errno('E2BIG')) : m.passOver(),
  ),
  line('buffers', 'copy_from_guest(args.buf, bufs, nr_bufs): h, size; else return -EFAULT', (m, l) => {
    const at = guestArgument(m, l.count, l.arg * xen_dm_op_buf.size);
    if (at === undefined) return ret(errno('EFAULT'));
    l.at = Number(m.load(at, B.h));
    l.size = Number(m.load(at, B.size));
    return undefined;
  }),
  line('op', 'rc = dm_op(&args)', (_, l) => call('dm_op', { cmd: l.cmd, at: l.at, size: l.size }, 'rc')),
  line('result', 'return rc', (_, l) => ret(l.rc)),
]);

export const dm_op = procedure<DmOp>('dm_op', hv('xen/arch/x86/hvm/dm.c', 'dm_op'), [
  line('domain', 'rc = rcu_lock_remote_domain_by_id(domid, &d)   // -ESRCH, itself -EPERM', (m, l) => {
    if (l.cmd === m.domain) return ret(errno('EPERM'));
    return domainById(m, l.cmd) ? undefined : ret(errno('ESRCH'));
  }),
  line('hvm', 'if (!is_hvm_domain(d)) return -EINVAL', (m, l) =>
    domainById(m, l.cmd)?.type === 'pv' ? ret(errno('EINVAL')) : m.passOver(),
  ),
  line('permission', 'rc = xsm_dm_op(XSM_DM_PRIV, d)   // -EPERM', (m) =>
    m.domain === 0 ? undefined : ret(errno('EPERM')),
  ),
  line('header', 'if (size < 8 || copy_from_guest(&op)) return -EFAULT   // op, pad', (m, l) => {
    const at = l.size < UNION ? undefined : guestArgument(m, l.at, UNION);
    if (at === undefined) return ret(errno('EFAULT'));
    l.op = m.load(at, O.op);
    l.pad = m.load(at, O.pad);
    return m.passOver();
  }),
  line('known', 'if (op.op >= ARRAY_SIZE(op_size)) return -EOPNOTSUPP', (m, l) =>
    l.op >= NR_DMOPS ? ret(errno('EOPNOTSUPP')) : m.passOver(),
  ),
  line('union', 'if (size < 8 + op_size[op.op] || copy_from_guest(&op.u)) return -EFAULT', (m, l) => {
    const size = UNION + (OP_SIZE[l.op] ?? 0);
    return l.size < size || guestArgument(m, l.at, size) === undefined ? ret(errno('EFAULT')) : m.passOver();
  }),
  line('pad', 'if (op.pad) return -EINVAL', (m, l) => (l.pad ? ret(errno('EINVAL')) : m.passOver())),
  line(
    'switch',
    'switch (op.op)   // this model: set_isa_irq_level, unmap_io_range_from_ioreq_server',
    (_, l) => {
      if (l.op === XEN_DMOP_unmap_io_range_from_ioreq_server) return goto('unmap');
      return l.op === XEN_DMOP_set_isa_irq_level ? undefined : ret(errno('EOPNOTSUPP'));
    },
  ),
  line('level', 'set_isa_irq_level: isa_irq >= 16 or level > 1: return -EINVAL', (m, l) => {
    const at = (guestArgument(m, l.at, xen_dm_op.size) ?? 0) + UNION;
    l.irq = m.load(at, L.isa_irq);
    l.up = m.load(at, L.level);
    return (l.irq as number) >= NR_ISA_IRQS || (l.up as number) > 1 ? ret(errno('EINVAL')) : m.passOver();
  }),
  line('move', '  level ? hvm_isa_irq_assert(d, isa_irq) : hvm_isa_irq_deassert(d, isa_irq)', (_, l) =>
    call(l.up ? 'hvm_isa_irq_assert' : 'hvm_isa_irq_deassert', { dom: l.cmd, irq: l.irq as number }),
  ),
  line('done', '  return 0', () => ret(0)),
  line('unmap', 'unmap_io_range: if (pad) return -EINVAL   // id, type, start, end', (m, l) => {
    const at = (guestArgument(m, l.at, xen_dm_op.size) ?? 0) + UNION;
    const range = {
      id: m.load(at, R.id),
      type: m.load(at, R.type),
      start: Number(m.load(at, R.start)),
      end: Number(m.load(at, R.end)),
    };
    if (m.load(at, R.pad)) return ret(errno('EINVAL'));
    return call('ioreq_server_unmap_io_range', { dom: l.cmd, ...range }, 'rc');
  }),
  line('unmapped', '  return rc', (_, l) => ret(l.rc)),
]);

interface Unmap extends Locals {
  dom: number;
  id: number;
  type: number;
  start: number;
  end: number;
}
export const ioreq_server_unmap_io_range = procedure<Unmap>(
  'ioreq_server_unmap_io_range',
  hv('xen/common/ioreq.c', 'ioreq_server_unmap_io_range'),
  [
    line('order', 'if (start > end) return -EINVAL', (m, l) =>
      l.start > l.end ? ret(errno('EINVAL')) : m.passOver(),
    ),
    line('server', 's = get_ioreq_server(d, id): none → -ENOENT', (m, l) => {
      const s = m.records[ioreqServerKey(l.dom)] as IoreqServer | undefined;
      return s && l.id === IOSERVID ? undefined : ret(errno('ENOENT'));
    }),
    line('emulator', 'if (s->emulator != current->domain) return -EPERM', (m, l) =>
      m.rec(ioreqServerKey(l.dom)).emulator === m.domain ? m.passOver() : ret(errno('EPERM')),
    ),
    line('type', 'r = s->range[type]: none of PORT, MEMORY, PCI → -EINVAL', (_, l) =>
      l.type > XEN_DMOP_IO_RANGE_PCI ? ret(errno('EINVAL')) : undefined,
    ),
    line('contains', 'if (!rangeset_contains_range(r, start, end)) return -ENOENT', (m, l) => {
      const s = m.rec(ioreqServerKey(l.dom));
      const whole = (r: { readonly first: number; readonly last: number }): boolean =>
        l.start >= r.first && l.end <= r.last;
      const has =
        l.type === XEN_DMOP_IO_RANGE_PCI
          ? l.start === l.end && s.functions.includes(l.start)
          : l.type === XEN_DMOP_IO_RANGE_PORT && s.ports.some(whole);
      return has ? m.passOver() : ret(errno('ENOENT'));
    }),
    line('remove', 'rangeset_remove_range(r, start, end)   // nobody answers there any more', (m, l) => {
      const { functions, ports } = m.rec(ioreqServerKey(l.dom));
      if (l.type === XEN_DMOP_IO_RANGE_PCI)
        m.patch(ioreqServerKey(l.dom), { functions: functions.filter((f) => f !== l.start) });
      else
        m.patch(ioreqServerKey(l.dom), {
          ports: ports.flatMap((r) =>
            l.start > r.last || l.end < r.first
              ? [r]
              : [
                  { first: r.first, last: l.start - 1 },
                  { first: l.end + 1, last: r.last },
                ].filter((p) => p.first <= p.last),
          ),
        });
      return ret(0);
    }),
  ],
);

interface Line extends Locals {
  dom: number;
  irq: number;
}
const setLine = (m: Machine, l: Line, up: boolean): boolean => {
  const key = hvmIrqKey(l.dom);
  const { isa_irq } = m.rec(key);
  const bit = 1 << l.irq;
  const changes = ((isa_irq & bit) !== 0) !== up;
  if (changes) m.patch(key, { isa_irq: isa_irq ^ bit });
  return changes;
};

export const hvm_isa_irq_assert = procedure<Line>(
  'hvm_isa_irq_assert',
  hv('xen/arch/x86/hvm/irq.c', 'hvm_isa_irq_assert, assert_irq'),
  [
    line('edge', 'if (test_and_set_bit(isa_irq) || gsi_assert_count++) return', (m, l) =>
      setLine(m, l, true) ? undefined : ret(),
    ),
    line('ioapic', 'vioapic_irq_positive_edge(d, gsi)', (_, l) =>
      call('vioapic_irq_positive_edge', { dom: l.dom, irq: l.irq }),
    ),
    line('pic', 'vpic_irq_positive_edge(d, isa_irq)   // masked: Linux uses the IOAPIC', () => ret()),
  ],
);

export const hvm_isa_irq_deassert = procedure<Line>(
  'hvm_isa_irq_deassert',
  hv('xen/arch/x86/hvm/irq.c', 'hvm_isa_irq_deassert'),
  [
    line('edge', 'if (!test_and_clear_bit(isa_irq)) return   // it was down', (m, l) =>
      setLine(m, l, false) ? undefined : ret(),
    ),
    line('pic', 'if (--gsi_assert_count == 0) vpic_irq_negative_edge(d, isa_irq)', () => ret()),
  ],
);

export const vioapic_irq_positive_edge = procedure<Line>(
  'vioapic_irq_positive_edge',
  hv('xen/arch/x86/hvm/vioapic.c', 'vioapic_irq_positive_edge, vioapic_deliver'),
  [
    line('masked', 'ent = &redirtbl[pin]; if (ent->mask) return', (m, l) => {
      const pin = m.rec(hvmIrqKey(l.dom)).pins[l.irq];
      if (!pin || pin.masked) return ret();
      l.vec = pin.vector;
      return undefined;
    }),
    line('deliver', 'edge: vlapic_set_irq(vcpu_vlapic(v), ent->vector, edge)', (_, l) =>
      call('vlapic_set_irq', { dom: l.dom, vcpu: 0, vec: l.vec as number }),
    ),
  ],
);

export const dmOpMechanism: Mechanism = {
  id: 'dm-op',
  needs: [hypercallMechanism, upcallMechanism, ioreqMechanism],
  procedures: [
    xen_set_irq,
    privcmd_ioctl_dm_op,
    do_dm_op,
    dm_op,
    ioreq_server_unmap_io_range,
    hvm_isa_irq_assert,
    hvm_isa_irq_deassert,
    vioapic_irq_positive_edge,
  ],
};

/** The buffers of a device model whose page this is: the operation at its start, the descriptors behind it. */
export const newDmOpBuffers = (page: number, guest: number): DmOpBuffers => ({
  op: page * PAGE_SIZE,
  bufs: page * PAGE_SIZE + 0x100,
  guest,
});
