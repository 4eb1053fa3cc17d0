/** What must hold in every state, by mechanism: for those who check it. A page that plays a story does not bring it. */
import { invariants as blkback } from './blkback.ts';
import { invariants as eventChannel } from './event-channel.ts';
import { invariants as grantTable } from './grant-table.ts';
import { invariants as guestPaging } from './guest-paging.ts';
import { invariants as ideDevice } from './ide-device.ts';
import type { Invariant } from './invariant.ts';
import { invariants as ioreq } from './ioreq.ts';
import { invariants as libata } from './libata.ts';
import { invariants as linuxDrivers } from './linux-drivers.ts';
import { invariants as linuxPci } from './linux-pci.ts';
import { invariants as pci } from './pci.ts';
import { invariants as tlb } from './tlb.ts';

export const MECHANISM_INVARIANTS: Readonly<Record<string, readonly Invariant[]>> = {
  blkback,
  'event-channel': eventChannel,
  'grant-table': grantTable,
  'guest-paging': guestPaging,
  'ide-device': ideDevice,
  ioreq,
  libata,
  'linux-drivers': linuxDrivers,
  'linux-pci': linuxPci,
  pci,
  tlb,
};
