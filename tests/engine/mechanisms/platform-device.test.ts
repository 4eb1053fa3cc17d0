/** The platform device: what its ports answer by width and offset, and what every mask takes away. */
import { describe, expect, it } from 'vitest';
import { Machine, maddr, program, rec, type State } from '../../../engine/index.ts';
import { deviceModelRecords } from '../../../engine/mechanisms/device-model.ts';
import {
  dmOpKey,
  dmOpMechanism,
  newDmOpBuffers,
  XEN_DMOP_IO_RANGE_PCI,
  XEN_DMOP_IO_RANGE_PORT,
  XEN_DMOP_unmap_io_range_from_ioreq_server,
  xen_dm_op,
  xen_dm_op_buf,
  xen_dm_op_ioreq_server_range,
} from '../../../engine/mechanisms/dm-op.ts';
import { ioreqServerKey } from '../../../engine/mechanisms/ioreq.ts';
import {
  configRead,
  functionAt,
  type PciFunction,
  pciKey,
  pciMechanism,
} from '../../../engine/mechanisms/pci.ts';
import {
  newPlatformDevice,
  platformDeviceMechanism,
  platformKey,
} from '../../../engine/mechanisms/platform-device.ts';
import { callProcedure } from '../support/call.ts';
import { procedures, twoDomains } from '../support/two-domains.ts';

const plain = { vendor: 0x8086, multifunction: false, passthrough: false, drives: [] };
const drive = (i: number, kind: 'hd' | 'cd') =>
  ({ channel: i >> 1, unit: i & 1, kind, vdev: `hd${'abcd'[i]}` }) as const;
const FUNCTIONS: readonly PciFunction[] = [
  { ...plain, devfn: 0x00, type: 'bridge', device: 0x1237, class: 0x060000 },
  {
    ...plain,
    devfn: 0x09,
    type: 'ide',
    device: 0x7010,
    class: 0x010180,
    drives: [drive(0, 'hd'), drive(1, 'hd'), drive(2, 'cd'), drive(3, 'hd')],
  },
  { ...plain, devfn: 0x10, type: 'nic', device: 0x100e, class: 0x020000, mac: '1' },
  { ...plain, devfn: 0x18, type: 'passed nic', device: 0x10c9, class: 0x020000, mac: '2', passthrough: true },
  { ...plain, devfn: 0x20, type: 'scsi', device: 0x0012, class: 0x010000, vdev: 'sda' },
  { ...plain, devfn: 0x28, type: 'nvme', device: 0x0010, class: 0x010802, vdev: 'nvme' },
  { ...plain, devfn: 0x30, type: 'passed nvme', device: 0x0010, class: 0x010802, passthrough: true },
];

function start(blacklists = false): State {
  const s = twoDomains();
  return {
    ...s,
    records: {
      ...s.records,
      [platformKey]: newPlatformDevice(1, blacklists),
      [pciKey]: { functions: FUNCTIONS, unpeered: [], lastGone: '' },
      [dmOpKey]: newDmOpBuffers(0x30, 1),
      ...deviceModelRecords({
        guest: 1,
        page: maddr(0x1000),
        buffered: maddr(0x2000),
        handlers: [{ first: 0x10, last: 0x1f, handler: 'platform_fixed_ioport_read' }],
        functions: FUNCTIONS.map((f) => f.devfn),
      }),
    },
  };
}
const listings = [
  ...procedures,
  ...platformDeviceMechanism.procedures,
  ...pciMechanism.procedures,
  ...dmOpMechanism.procedures,
];
const access = (state: State, read: boolean, offset: number, size: number, value = 0) =>
  callProcedure(
    listings,
    state,
    read ? 'platform_fixed_ioport_read' : 'platform_fixed_ioport_write',
    { read, offset, size, value },
    { domain: 0, world: 'device-model' },
  );
const masked = (mask: number): State => access(start(), false, 0, 2, mask).state;

describe('reads of the fixed ports', () => {
  it.each([
    [0, 2, 0x49d2],
    [2, 1, 1],
    [0, 1, 0],
    [2, 2, 0xffff],
    [1, 1, 0xff],
    [4, 2, 0xffff],
    [0, 4, 0xffffffff],
  ])('offset %i, %i bytes: %i', (offset, size, value) => {
    expect(access(start(), true, offset, size).value).toBe(value);
  });
});

describe('writes of the fixed ports', () => {
  it('by width: flags and a log by bytes, a product by words, a build by dwords', () => {
    let s = start();
    for (const [offset, size, value] of [
      [0, 1, 1],
      [2, 2, 3],
      [0, 4, 77],
      [2, 1, 0x48],
      [2, 1, 0x69],
    ] as const)
      s = access(s, false, offset, size, value).state;
    expect(rec(s, platformKey)).toMatchObject({ flags: 1, product: 3, build: 77, log: 'Hi', mask: null });
    expect(rec(access(s, false, 2, 1, 10).state, platformKey).log).toBe('');
    expect(rec(s, pciKey).functions).toEqual(FUNCTIONS);
  });
  it('a host with a blacklist turns the magic number round once it knows the build', () => {
    const s = access(start(true), false, 0, 4, 1).state;
    expect(access(start(true), true, 0, 2).value).toBe(0x49d2);
    expect(access(s, true, 0, 2).value).toBe(0xd249);
  });
});

describe('what a mask takes away (QEMU xen_platform.c; Xen docs/misc/hvm-emulated-unplug.pandoc)', () => {
  const all = FUNCTIONS.map((f) => f.type);
  const without = (...types: readonly string[]): readonly string[] => all.filter((t) => !types.includes(t));
  it.each([
    [0, all, 'hda hdb hdc hdd'],
    [1, without('scsi'), 'hdc'],
    [2, without('nic'), 'hda hdb hdc hdd'],
    [3, without('scsi', 'nic'), 'hdc'],
    // Bit 2: not the primary master, and no whole controller.
    [4, all, 'hda hdc'],
    // Bit 0 overrides bit 2.
    [5, without('scsi'), 'hdc'],
    [7, without('scsi', 'nic'), 'hdc'],
    // Bit 3 alone walks the disks too, and with aux clear it takes IDE and SCSI along: the code as it is, not the document.
    [8, without('scsi', 'nvme'), 'hdc'],
    [12, without('nvme'), 'hda hdc'],
    [15, without('scsi', 'nic', 'nvme'), 'hdc'],
    [0xfff0, all, 'hda hdb hdc hdd'],
  ])('mask %i', (mask, types, drives) => {
    const s = masked(mask);
    expect(rec(s, pciKey).functions.map((f) => f.type)).toEqual(types);
    expect(
      functionAt(s, 9)
        ?.drives.map((d) => d.vdev)
        .join(' '),
    ).toBe(drives);
    // Xen sends no configuration cycle to QEMU for what QEMU has given up.
    expect(rec(s, ioreqServerKey(1)).functions).toEqual(rec(s, pciKey).functions.map((f) => f.devfn));
  });
  it('a function that is gone reads as all ones', () => {
    const s = masked(2);
    expect(configRead(functionAt(s, 0x10), 0, 4)).toBe(0xffffffff);
    expect(configRead(functionAt(s, 0x09), 0, 4)).toBe(0x70108086);
    expect(configRead(functionAt(s, 0x09), 0x0a, 2)).toBe(0x0101);
  });
});

describe('XEN_DMOP_unmap_io_range_from_ioreq_server (xen/common/ioreq.c)', () => {
  const BUFFERS = (0x100 + 0x30) * 4096;
  const R = xen_dm_op_ioreq_server_range.fields;
  interface Range {
    readonly id?: number;
    readonly pad?: number;
    readonly type?: number;
    readonly start?: number;
    readonly end?: number;
  }
  function unmap(r: Range) {
    const m = new Machine(program([], []), start());
    m.store(BUFFERS, xen_dm_op.fields.op, XEN_DMOP_unmap_io_range_from_ioreq_server);
    m.store(BUFFERS + 8, R.id, r.id ?? 0);
    m.store(BUFFERS + 8, R.pad, r.pad ?? 0);
    m.store(BUFFERS + 8, R.type, r.type ?? XEN_DMOP_IO_RANGE_PCI);
    m.store(BUFFERS + 8, R.start, BigInt(r.start ?? 0x10));
    m.store(BUFFERS + 8, R.end, BigInt(r.end ?? r.start ?? 0x10));
    m.store(BUFFERS + 0x100, xen_dm_op_buf.fields.h, BigInt(0x30 * 4096));
    m.store(BUFFERS + 0x100, xen_dm_op_buf.fields.size, BigInt(xen_dm_op.size));
    return callProcedure(
      listings,
      m.freeze(),
      'do_dm_op',
      { cmd: 1, arg: 1, count: 0x30 * 4096 + 0x100 },
      { domain: 0, world: 'backend' },
    );
  }
  it.each([
    ['a range that was mapped', {}, 0],
    ['a pad', { pad: 1 }, -22],
    ['an end before its start', { start: 0x10, end: 9 }, -22],
    ['another server', { id: 1 }, -2],
    ['no kind of range', { type: 3 }, -22],
    ['a function that was not mapped', { start: 0x38 }, -2],
    ['two functions at once', { start: 0x10, end: 0x18 }, -2],
    ['memory, of which nothing is mapped here', { type: 1 }, -2],
    ['ports beyond the range', { type: XEN_DMOP_IO_RANGE_PORT, start: 0x10, end: 0x20 }, -2],
  ] as readonly (readonly [string, Range, number])[])('%s', (_, range, value) => {
    expect(unmap(range).value).toBe(value);
  });
  it('ports out of the middle of a range leave two', () => {
    const { state } = unmap({ type: XEN_DMOP_IO_RANGE_PORT, start: 0x12, end: 0x13 });
    expect(rec(state, ioreqServerKey(1)).ports).toEqual([
      { first: 0x10, last: 0x11 },
      { first: 0x14, last: 0x1f },
    ]);
  });
});
