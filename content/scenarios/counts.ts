/** What a story counts, in words that need no explanation: one, and many. */
import type { CounterId } from '@/engine/index.ts';

export const COUNT_NAMES: Readonly<Record<CounterId, readonly [one: string, many: string]>> = {
  X: ['exit into Xen', 'exits into Xen'],
  Hg: ['call to Xen', 'calls to Xen'],
  Hb: ['call to Xen by dom0', 'calls to Xen by dom0'],
  N: ['ring for QEMU', 'rings for QEMU'],
  Ig: ['interrupt of the guest', 'interrupts of the guest'],
  Ib: ['interrupt of dom0', 'interrupts of dom0'],
  Ct: ['wake-up in dom0', 'wake-ups in dom0'],
  K: ['copy of the data', 'copies of the data'],
  M: ['map, unmap or copy by Xen', 'maps, unmaps or copies by Xen'],
  S: ['call to dom0’s kernel', 'calls to dom0’s kernel'],
  P: ['access to a device register', 'accesses to device registers'],
  L: ['table read', 'table reads'],
};

/** The crossing that every story is about, explained where it is first paid. It holds on Intel and AMD. */
export const COUNT_KEYS: Readonly<Partial<Record<CounterId, string>>> = {
  X: 'the processor stops the guest and runs Xen',
};
