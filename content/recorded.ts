/**
 * Figures that were recorded on a real Xen (served under /recordings), not computed by the model. `at` leads to each
 * figure in its file, and the tests follow it.
 */
import type { SourceKey } from './sources.ts';

export interface Recorded {
  readonly value: number | string;
  /** What was counted, as a sentence without its subject. */
  readonly what: string;
  readonly source: SourceKey;
  /** Where the figure stands: keys from the top of the file. Several stand for a range. */
  readonly at: readonly (readonly string[])[];
}

const NOTIFICATIONS = 'notifyHypercalls(event_channel_op)';
const count = (mode: string, run: string, figure: string): readonly string[] => ['modes', mode, run, figure];

const sent = (device: string, run: string): readonly string[] => ['devices', device, run, 'accesses'];

export const RECORDED = {
  'ide-accesses-one-write': {
    value: 26,
    what: 'port accesses of an HVM guest for one 4 KiB write through the emulated IDE controller, each of them an exit',
    source: 'recorded-counts',
    at: [count('hvm-emulated-ide', 'w1', 'ioPortExits')],
  },
  'ide-accesses-32-writes': {
    value: 832,
    what: 'port accesses of an HVM guest for 32 such writes submitted together',
    source: 'recorded-counts',
    at: [count('hvm-emulated-ide', 'aw32', 'ioPortExits')],
  },
  'ide-notifications-32-writes': {
    value: 0,
    what: 'notifications that this guest sent: it has nobody to send them to',
    source: 'recorded-counts',
    at: [count('hvm-emulated-ide', 'aw32', NOTIFICATIONS)],
  },
  'ide-exits-32-writes': {
    value: 3666,
    what: 'VM exits of that guest in all during these 32 writes, for its disk, its timers and its interrupts',
    source: 'recorded-counts',
    at: [count('hvm-emulated-ide', 'aw32', 'vmexitTotal')],
  },
  'ide-clock-reads-32-writes': {
    value: 1587,
    what: 'reads of its emulated clock (HPET) among these exits: it was given no paravirtual one',
    source: 'recorded-counts',
    at: [['modes', 'hvm-emulated-ide', 'aw32', 'mmio', 'read 0xfed000f0']],
  },
  'pvhvm-accesses-32-writes': {
    value: 0,
    what: 'port accesses of a PVHVM guest for the same 32 writes through blkfront',
    source: 'recorded-counts',
    at: [count('pvhvm', 'aw32', 'ioPortExits')],
  },
  'pvhvm-exits-32-writes': {
    value: 108,
    what: 'VM exits of the PVHVM guest in all during the same 32 writes',
    source: 'recorded-counts',
    at: [count('pvhvm', 'aw32', 'vmexitTotal')],
  },
  'pvhvm-notifications-one-write': {
    value: 1,
    what: 'notifications that a PVHVM guest sent for one write',
    source: 'recorded-counts',
    at: [count('pvhvm', 'w1', NOTIFICATIONS)],
  },
  'pvhvm-notifications-32-burst': {
    value: 2,
    what: 'notifications that a PVHVM guest sent for 32 writes submitted together',
    source: 'recorded-counts',
    at: [count('pvhvm', 'aw32', NOTIFICATIONS)],
  },
  'notifications-32-burst': {
    value: '1 to 3',
    what: 'notifications that PVH, PVHVM and PV guests sent for 32 writes submitted together',
    source: 'recorded-counts',
    at: [
      count('pvh', 'aw32', NOTIFICATIONS),
      count('pvhvm', 'aw32', NOTIFICATIONS),
      count('pv', 'aw32', NOTIFICATIONS),
    ],
  },
  'pvhvm-notifications-32-sequence': {
    value: 32,
    what: 'notifications that a PVHVM guest sent for 32 writes, one after the other',
    source: 'recorded-counts',
    at: [count('pvhvm', 'w32', NOTIFICATIONS)],
  },
  'pvhvm-grant-hypercalls-32-sequence': {
    value: 32,
    what: 'grant-table hypercalls of dom0 for 32 writes of a PVHVM guest, one after the other',
    source: 'recorded-counts',
    at: [count('pvhvm', 'w32', 'dom0GrantTableOps')],
  },
  'pvhvm-grant-maps-32-sequence': {
    value: 0,
    what: 'pages that dom0 mapped for these 32 writes',
    source: 'recorded-counts',
    at: [count('pvhvm', 'w32', 'dom0GrantMaps')],
  },
  'boot-port-reads': {
    value: 29743,
    what: 'port reads of a PVHVM guest during one boot, firmware included, each of them an exit',
    source: 'recorded-unplug-ports',
    at: [['bootExitHandlers', 'pvhvm (default unplug)', 'IOPORT_READ']],
  },
  'boot-port-writes': {
    value: 27602,
    what: 'port writes of the same boot',
    source: 'recorded-unplug-ports',
    at: [['bootExitHandlers', 'pvhvm (default unplug)', 'IOPORT_WRITE']],
  },
  'rtl8139-send-one': {
    value: 4,
    what: 'accesses to the registers of an emulated RTL8139 for one large packet out',
    source: 'recorded-qemu-counts',
    at: [sent('rtl8139', 'tx1')],
  },
  'e1000-send-one': {
    value: 6,
    what: 'accesses to the registers of an emulated e1000 for the same packet',
    source: 'recorded-qemu-counts',
    at: [sent('e1000', 'tx1')],
  },
  'rtl8139-send-32': {
    value: 128,
    what: 'accesses to the RTL8139 for 32 packets sent in a loop',
    source: 'recorded-qemu-counts',
    at: [sent('rtl8139', 'tx32')],
  },
  'e1000-send-32': {
    value: '52 to 157',
    what: 'accesses to the e1000 for 32 packets sent in a loop, over six runs',
    source: 'recorded-qemu-counts',
    at: [
      ['devices', 'e1000', 'tx32', 'spread', 'accesses', '0'],
      ['devices', 'e1000', 'tx32', 'spread', 'accesses', '1'],
    ],
  },
  'walk-loads': {
    value: 19,
    what: 'table entries between a PVHVM guest’s address and its byte, with nested pages of 2 MiB',
    source: 'recorded-walks-pvhvm',
    at: [['walks', '0', 'memoryReads', 'total']],
  },
  'walk-loads-large': {
    value: 15,
    what: 'table entries on the way where the guest’s own page is 2 MiB as well',
    source: 'recorded-walks-pvhvm',
    at: [['walks', '1', 'memoryReads', 'total']],
  },
  'walk-loads-small': {
    value: 20,
    what: 'table entries on the way where the data lies in a nested page of 4 KiB',
    source: 'recorded-walks-pvh',
    at: [['walks', '3', 'memoryReads', 'total']],
  },
  'nested-large-pages': {
    value: 127,
    what: 'nested pages of 2 MiB behind that guest',
    source: 'recorded-walks-pvhvm',
    at: [['nptLeafCounts', '2M']],
  },
} as const satisfies Readonly<Record<string, Recorded>>;

export type RecordedKey = keyof typeof RECORDED;
