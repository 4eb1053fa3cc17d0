/**
 * Xen with split drivers: a shared ring, grants and event channels between blkfront and blkback. PV, PVH and PVHVM
 * guests differ in how they leave guest mode and how an event reaches them, and in nothing else.
 */
import { blkbackProcedures } from '../mechanisms/blkback.ts';
import { blkfrontProcedures } from '../mechanisms/blkfront.ts';
import { diskProcedure } from '../mechanisms/disk.ts';
import type { DomainType } from '../mechanisms/domain.ts';
import { eventChannelProcedures } from '../mechanisms/event-channel.ts';
import { grantProcedures } from '../mechanisms/grant-table.ts';
import { hypercallProcedures } from '../mechanisms/hypercall.ts';
import { linuxEventProcedures } from '../mechanisms/linux-events.ts';
import { ringProcedures } from '../mechanisms/ring.ts';
import { hvmInterrupts, pvInterrupts, upcallProcedures } from '../mechanisms/upcall.ts';
import { type Platform, platform } from './platform.ts';

const paravirtual = (id: string, guest: DomainType): Platform =>
  platform({
    id,
    guest,
    interrupts: guest === 'pv' ? pvInterrupts : hvmInterrupts,
    roles: {
      privilege: [...hypercallProcedures, ...upcallProcedures],
      driver: [...blkfrontProcedures, ...ringProcedures, ...grantProcedures],
      kick: eventChannelProcedures,
      service: [...blkbackProcedures, diskProcedure],
      completion: [...eventChannelProcedures, ...linuxEventProcedures],
    },
  });

export const xenPv = paravirtual('xen-pv', 'pv');
export const xenPvh = paravirtual('xen-pvh', 'pvh');
export const xenPvhvm = paravirtual('xen-pvhvm', 'hvm');
