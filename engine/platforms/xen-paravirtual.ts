/**
 * Xen with split drivers: a shared ring, grants and event channels between blkfront and blkback. PV, PVH and PVHVM
 * guests differ in how they leave guest mode and how an event reaches them, and in nothing else.
 */
import { blkbackMechanism } from '../mechanisms/blkback.ts';
import { blkfrontMechanism } from '../mechanisms/blkfront.ts';
import { diskMechanism } from '../mechanisms/disk.ts';
import type { DomainType } from '../mechanisms/domain.ts';
import { eventChannelMechanism, eventSendOpMechanism } from '../mechanisms/event-channel.ts';
import { grantTableMechanism } from '../mechanisms/grant-table.ts';
import { hypercallMechanism } from '../mechanisms/hypercall.ts';
import { linuxEventsMechanism } from '../mechanisms/linux-events.ts';
import { ringMechanism } from '../mechanisms/ring.ts';
import { hvmInterrupts, pvInterrupts, upcallMechanism } from '../mechanisms/upcall.ts';
import type { Platform, Way } from './platform.ts';
import { xen } from './xen.ts';

const disk: Way = {
  privilege: [hypercallMechanism, upcallMechanism],
  driver: [blkfrontMechanism, ringMechanism, grantTableMechanism],
  kick: [eventChannelMechanism, eventSendOpMechanism],
  service: [blkbackMechanism, diskMechanism],
  completion: [eventChannelMechanism, linuxEventsMechanism],
};

const paravirtual = (id: string, guest: DomainType): Platform => ({
  ...xen,
  id,
  guest,
  interrupts: guest === 'pv' ? pvInterrupts : hvmInterrupts,
  ways: { disk },
});

export const xenPv = paravirtual('xen-pv', 'pv');
export const xenPvh = paravirtual('xen-pvh', 'pvh');
export const xenPvhvm = paravirtual('xen-pvhvm', 'hvm');
