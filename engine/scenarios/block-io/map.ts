/** Where everything lies: the frames of the two domains. Gfns of shared_info and grant table as recorded on a real Xen. */
import { type Maddr, maddr, PAGE_SIZE } from '../../core/brand.ts';
import type { Key } from '../../core/state.ts';
import type { Domain, DomainType } from '../../mechanisms/domain.ts';
import { grant_entry_v1 } from '../../mechanisms/grant-table.ts';

/** Frame numbers of the guest (domain 1). */
export const GUEST = {
  id: 1,
  /** gfn 0x10: where a real PVHVM guest had it. */
  shared_info: 0x10,
  stack: 0x20,
  images: 0x30,
  ring: 0x50,
  pool: 0x1000,
  data: 0x6000,
  pages: 0xe000,
  /** In the memory BAR of the platform device. */
  grant_frames: 0xf2000,
} as const;
export const DOM0 = { id: 0, stack: 0x20, ops: 0x21, copies: 0x30, pages: 0x400, mapped: 0x100000 } as const;

/** Machine frames: Xen's own pages first, dom0 behind them, then the guest. */
const XEN = { guestShared: 0x10, dom0Shared: 0x11, guestGrants: 0x20, dom0: 0x200, guest: 0x1000 } as const;
const GRANT_FRAMES = 64;

const at = (frame: number): Maddr => maddr(frame * PAGE_SIZE);

export const guestDomain = (type: DomainType): Domain => ({
  id: GUEST.id,
  type,
  p2m: [
    { gfn: GUEST.shared_info, mfn: XEN.guestShared, pages: 1, what: 'shared_info' },
    {
      gfn: GUEST.shared_info + 1,
      mfn: XEN.guest + GUEST.shared_info + 1,
      pages: GUEST.pages - GUEST.shared_info - 1,
      what: 'RAM',
    },
    { gfn: 0, mfn: XEN.guest, pages: GUEST.shared_info, what: 'RAM' },
    { gfn: GUEST.grant_frames, mfn: XEN.guestGrants, pages: GRANT_FRAMES, what: 'grant table' },
  ],
  shared_info: at(XEN.guestShared),
  grant_frames: at(XEN.guestGrants),
  nr_grant_entries: (GRANT_FRAMES * PAGE_SIZE) / grant_entry_v1.size,
});

export const dom0Domain: Domain = {
  id: DOM0.id,
  type: 'pv',
  p2m: [{ gfn: 0, mfn: XEN.dom0, pages: DOM0.pages, what: 'RAM' }],
  shared_info: at(XEN.dom0Shared),
  grant_frames: at(XEN.guestGrants),
  nr_grant_entries: 0,
};

/** Machine address of the ring's first page. */
export const ringAt = at(XEN.guest + GUEST.ring);

/** How many pages the ring has: what the two drivers agreed on. */
export const BACKEND: Key<{ readonly ringPages: number }> = 'ring-pages';
