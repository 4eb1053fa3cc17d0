/** Where everything lies: the guest, dom0 with QEMU in it, and the pages that Xen shares with QEMU. */
import { type Maddr, maddr, PAGE_SIZE } from '../../core/brand.ts';
import type { Domain } from '../../mechanisms/domain.ts';

/** Frame numbers of the guest (domain 1). */
export const GUEST = {
  id: 1,
  shared_info: 0x10,
  stack: 0x20,
  data: 0x2000,
  /** 4 GiB less a hole: the table lies where the guest's allocator put it. */
  pages: 0xf0000,
} as const;
export const DOM0 = {
  id: 0,
  stack: 0x20,
  /** A page of QEMU's own, for the operations of its hypercalls. */
  qemu: 0x30,
  pages: 0x400,
  cache: 0x10000,
  cachePages: 0x4000,
} as const;

/** Machine frames: Xen's own pages first, dom0 and its page cache behind them, then the guest. */
const XEN = {
  guestShared: 0x10,
  dom0Shared: 0x11,
  ioreq: 0x12,
  buffered: 0x13,
  dom0: 0x200,
  cache: 0x10000,
  guest: 0x100000,
} as const;

const at = (frame: number): Maddr => maddr(frame * PAGE_SIZE);

/** The shared_iopage and the buffered_iopage: Xen's pages, mapped by QEMU, and in no frame of the guest. */
export const IOREQ_PAGES = { page: at(XEN.ioreq), buffered: at(XEN.buffered) } as const;

export const guestDomain: Domain = {
  id: GUEST.id,
  type: 'hvm',
  p2m: [{ gfn: 0, mfn: XEN.guest, pages: GUEST.pages, what: 'RAM' }],
  shared_info: at(XEN.guestShared),
  grant_frames: at(XEN.guestShared),
  nr_grant_entries: 0,
};

export const dom0Domain: Domain = {
  id: DOM0.id,
  type: 'pv',
  p2m: [
    { gfn: 0, mfn: XEN.dom0, pages: DOM0.pages, what: 'RAM' },
    { gfn: DOM0.cache, mfn: XEN.cache, pages: DOM0.cachePages, what: 'page cache' },
  ],
  shared_info: at(XEN.dom0Shared),
  grant_frames: at(XEN.dom0Shared),
  nr_grant_entries: 0,
};

/** What firmware and allocator decide, and the driver only uses. */
export interface Addresses {
  /** First port of the bus-master block: BAR 4 of the IDE function. */
  readonly bmdma: number;
  /** Guest address of the table of regions. */
  readonly prd: number;
}
/** As a real guest had them (recordings, ide-port-sequence.json). */
export const ADDRESSES: Addresses = { bmdma: 0xc140, prd: 0x65bc000 };
/** The vector that Linux gave to IRQ 14 in the recorded guest. */
export const IDE_VECTOR = 0x25;

/**
 * Guest frame of the nth page of data. A program's pages seldom lie side by side in its machine; here never,
 * so that every page needs an entry of its own in the table of regions.
 */
export const dataFrame = (page: number): number => GUEST.data + 2 * page;
