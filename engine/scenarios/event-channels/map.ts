/** Where everything lies: the frames of the two domains. The gfn of shared_info as recorded on a real Xen. */
import { type Maddr, maddr, PAGE_SIZE } from '../../core/brand.ts';
import type { Domain, DomainType } from '../../mechanisms/domain.ts';

/** Machine frames: Xen's own pages first, dom0 behind them, then the guest. */
const XEN = { guestShared: 0x10, dom0Shared: 0x11, dom0: 0x200, guest: 0x1000 } as const;

/** Frames of the guest, counted from the start of its RAM. */
export const GUEST = { id: 1, vcpus: 2, shared_info: 0x10, pages: 0x400, stack: 0x20 } as const;
export const DOM0 = { id: 0, pages: 0x200, stack: 0x20 } as const;
/** Pages for the FIFO ABI, in either domain: a control block for each vCPU, then the event array. */
export const FIFO_PAGES = { control: 0x40, array: 0x100 } as const;
/** A guest address where there is nothing. */
export const NOWHERE = 0x4000_0000;

const at = (frame: number): Maddr => maddr(frame * PAGE_SIZE);

/** A PV domain names machine frames: its frame numbers are those of the machine. */
export const firstFrame = (type: DomainType, domain: number): number => {
  if (type !== 'pv') return 0;
  return domain === DOM0.id ? XEN.dom0 : XEN.guest;
};

export function guestDomain(type: DomainType): Domain {
  const first = firstFrame(type, GUEST.id);
  const ram = { gfn: first, mfn: XEN.guest, pages: GUEST.pages, what: 'RAM' };
  const shared = { gfn: GUEST.shared_info, mfn: XEN.guestShared, pages: 1, what: 'shared_info' };
  return {
    id: GUEST.id,
    type,
    vcpus: GUEST.vcpus,
    // The shared page hides the RAM page behind it; a PV guest names it by its machine frame.
    p2m: type === 'pv' ? [ram] : [shared, ram],
    shared_info: at(XEN.guestShared),
    grant_frames: at(0),
    nr_grant_entries: 0,
  };
}

export const dom0Domain: Domain = {
  id: DOM0.id,
  type: 'pv',
  p2m: [{ gfn: XEN.dom0, mfn: XEN.dom0, pages: DOM0.pages, what: 'RAM' }],
  shared_info: at(XEN.dom0Shared),
  grant_frames: at(0),
  nr_grant_entries: 0,
};
