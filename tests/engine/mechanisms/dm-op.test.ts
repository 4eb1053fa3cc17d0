/** The device model's hypercall: each error of do_dm_op and dm_op with its number, and what a line does to the guest. */
import { describe, expect, it } from 'vitest';
import { ERRNO, Machine, Memory, maddr, program, rec, type State } from '../../../engine/index.ts';
import {
  dmOpKey,
  dmOpMechanism,
  hvmIrqKey,
  newDmOpBuffers,
  XEN_DMOP_set_isa_irq_level,
  xen_dm_op,
  xen_dm_op_buf,
  xen_dm_op_set_isa_irq_level,
} from '../../../engine/mechanisms/dm-op.ts';
import { type Domain, domainKey } from '../../../engine/mechanisms/domain.ts';
import { upcallMechanism } from '../../../engine/mechanisms/upcall.ts';
import { newVcpu, vcpuKey } from '../../../engine/mechanisms/vcpu.ts';
import { callProcedure, emptyState } from '../support/call.ts';

const domain = (id: number, type: Domain['type'], mfn: number): Domain => ({
  id,
  type,
  p2m: [{ gfn: 0, mfn, pages: 0x40, what: 'RAM' }],
  shared_info: maddr(0x1000),
  grant_frames: maddr(0x1000),
  nr_grant_entries: 0,
});
const PAGE = 0x30;
/** dom0's page with the buffers, in machine memory. */
const BUFFERS = (0x200 + PAGE) * 4096;

interface Given {
  readonly op?: number;
  readonly pad?: number;
  readonly irq?: number;
  readonly level?: number;
  readonly size?: number;
  readonly h?: bigint;
  readonly apicv?: boolean;
}
function prepared(g: Given): State {
  const start = emptyState({
    [domainKey(0)]: domain(0, 'pv', 0x200),
    [domainKey(1)]: domain(1, 'hvm', 0x300),
    [domainKey(2)]: domain(2, 'pv', 0x400),
    [vcpuKey(1)]: newVcpu('per-vcpu-vector', g.apicv ?? true),
    [hvmIrqKey(1)]: {
      isa_irq: 0,
      pins: { 14: { vector: 0x25, masked: false }, 15: { vector: 0x26, masked: true } },
    },
    [dmOpKey]: newDmOpBuffers(PAGE, 1),
  });
  const m = new Machine(program([], []), { ...start, ram: Memory.empty });
  m.store(BUFFERS, xen_dm_op.fields.op, g.op ?? XEN_DMOP_set_isa_irq_level);
  m.store(BUFFERS, xen_dm_op.fields.pad, g.pad ?? 0);
  m.store(BUFFERS + 8, xen_dm_op_set_isa_irq_level.fields.isa_irq, g.irq ?? 14);
  m.store(BUFFERS + 8, xen_dm_op_set_isa_irq_level.fields.level, g.level ?? 1);
  m.store(BUFFERS + 0x100, xen_dm_op_buf.fields.h, g.h ?? BigInt(PAGE * 4096));
  m.store(BUFFERS + 0x100, xen_dm_op_buf.fields.size, BigInt(g.size ?? xen_dm_op.size));
  return m.freeze();
}
/** HYPERVISOR_dm_op(domid, nr_bufs, bufs) from a kernel of `by`. */
function dmOp(g: Given & { domid?: number; nr?: number; bufs?: number; by?: number; from?: State }) {
  return callProcedure(
    [...dmOpMechanism.procedures, ...upcallMechanism.procedures],
    g.from ?? prepared(g),
    'do_dm_op',
    { cmd: g.domid ?? 1, arg: g.nr ?? 1, count: g.bufs ?? PAGE * 4096 + 0x100 },
    { domain: g.by ?? 0, world: 'backend' },
  );
}

describe('do_dm_op (xen/common/dm.c) and dm_op (xen/arch/x86/hvm/dm.c)', () => {
  it.each([
    ['no buffers', { nr: 0 }, 'ENODATA', -61],
    ['more than two buffers', { nr: 3 }, 'E2BIG', -7],
    ['descriptors outside memory', { bufs: 0x7000_0000 }, 'EFAULT', -14],
    ['a domain that does not exist', { domid: 9 }, 'ESRCH', -3],
    ['itself', { domid: 0 }, 'EPERM', -1],
    ['a PV guest', { domid: 2 }, 'EINVAL', -22],
    ['a caller without privilege', { by: 2, bufs: PAGE * 4096 + 0x100, from: asked(2) }, 'EPERM', -1],
    ['a buffer smaller than the header', { size: 7 }, 'EFAULT', -14],
    ['a buffer outside memory', { h: 0x7000_0000n }, 'EFAULT', -14],
    ['an operation beyond the table', { op: 21 }, 'EOPNOTSUPP', -95],
    ['a buffer smaller than the operation', { size: 9 }, 'EFAULT', -14],
    ['a pad that is not zero', { pad: 1 }, 'EINVAL', -22],
    ['an ISA line beyond 15', { irq: 16 }, 'EINVAL', -22],
    ['a level that is neither 0 nor 1', { level: 2 }, 'EINVAL', -22],
  ] as const)('%s', (_, given, name, number) => {
    expect(-ERRNO[name]).toBe(number);
    expect(dmOp(given).value).toBe(number);
  });
  it('checks the domain before the buffers of the operation, and the size before the pad', () => {
    expect(dmOp({ domid: 9, size: 7 }).value).toBe(-3);
    expect(dmOp({ size: 9, pad: 1 }).value).toBe(-14);
  });
});

/** The same buffers in the memory of another domain. */
function asked(by: number): State {
  const s = prepared({});
  const m = new Machine(program([], []), s);
  const at = 0x400 * 4096 + PAGE * 4096;
  if (by === 2) {
    m.fill(at, s.ram.bytes(BUFFERS, 32), 'operation');
    m.fill(at + 0x100, s.ram.bytes(BUFFERS + 0x100, 16), 'descriptor');
  }
  return m.freeze();
}

describe('an interrupt line', () => {
  it('that rises posts its vector into a running vCPU', () => {
    const { value, state, effects } = dmOp({});
    expect(value).toBe(0);
    expect(rec(state, vcpuKey(1))).toMatchObject({ posted: 0x25, kicked: false });
    expect(effects.some((e) => e.kind === 'ipi')).toBe(true);
  });
  it('that rises sets IRR and kicks the vCPU where nothing is posted', () => {
    const { state } = dmOp({ apicv: false });
    expect(rec(state, vcpuKey(1))).toMatchObject({ irr: 0x25, kicked: true });
  });
  it('that is up already, or falls, interrupts nobody', () => {
    const up = dmOp({}).state;
    const quiet = { ...up, records: { ...up.records, [vcpuKey(1)]: newVcpu('per-vcpu-vector', true) } };
    const again = dmOp({ from: quiet }).state;
    expect(rec(again, vcpuKey(1)).posted).toBeNull();
    const m = new Machine(program([], []), again);
    m.store(BUFFERS + 8, xen_dm_op_set_isa_irq_level.fields.level, 0);
    const down = dmOp({ from: m.freeze() }).state;
    expect(rec(down, vcpuKey(1)).posted).toBeNull();
    expect(rec(down, hvmIrqKey(1)).isa_irq).toBe(0);
  });
  it('whose pin is masked interrupts nobody', () => {
    expect(rec(dmOp({ irq: 15 }).state, vcpuKey(1)).posted).toBeNull();
  });
});
