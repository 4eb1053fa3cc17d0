/** Where everything lies in the guest's memory, by guest frame and by the linear address that its kernel uses. */
import { type Maddr, maddr, PAGE_SIZE } from '../../core/brand.ts';
import type { Domain } from '../../mechanisms/domain.ts';
import { buildTables, type Mapping } from '../../mechanisms/guest-walk.ts';

export const GUEST = { id: 1, pages: 0x400, shared_info: 0x10 } as const;
export const DOM0 = { id: 0, pages: 0x100 } as const;
const XEN = { guestShared: 0x10, dom0Shared: 0x11, dom0: 0x200, guest: 0x1000 } as const;

/** Frames that the kernel uses. */
export const FRAMES = { data: 0x20, list: 0x21, rodata: 0x22, tables: 0x80, hypercall_page: 0x40 } as const;
/** Linux's direct map of all memory (Documentation/x86/x86_64/mm.rst): linear = this + physical. */
export const DIRECT_MAP = 0xffff_8880_0000_0000n;
export const linear = (gpa: number): bigint => DIRECT_MAP + BigInt(gpa);

/** Guest physical addresses. */
export const AT = {
  data: FRAMES.data * PAGE_SIZE,
  list: FRAMES.list * PAGE_SIZE,
  rodata: FRAMES.rodata * PAGE_SIZE,
  /** Inside the guest's RAM, but the kernel has not mapped it. */
  unmapped: 0x30 * PAGE_SIZE,
  hypercall_page: FRAMES.hypercall_page * PAGE_SIZE,
  /** Beyond the guest's RAM. */
  nowhere: 0xffff_f000,
} as const;

const MAPPINGS: readonly Mapping[] = [
  { va: linear(AT.data), gfn: FRAMES.data, pages: 2, rw: true },
  { va: linear(AT.rodata), gfn: FRAMES.rodata, pages: 1, rw: false },
];
let table: number = FRAMES.tables;
export const TABLES = buildTables(MAPPINGS, () => table++);

const at = (frame: number): Maddr => maddr(frame * PAGE_SIZE);
export const machineOf = (gpa: number): number => XEN.guest * PAGE_SIZE + gpa;

export const guestDomain = (viridian: boolean): Domain => ({
  id: GUEST.id,
  type: 'hvm',
  cr3: TABLES.cr3,
  viridian,
  p2m: [
    { gfn: GUEST.shared_info, mfn: XEN.guestShared, pages: 1, what: 'shared_info' },
    { gfn: 0, mfn: XEN.guest, pages: GUEST.pages, what: 'RAM' },
  ],
  shared_info: at(XEN.guestShared),
  grant_frames: at(0),
  nr_grant_entries: 0,
});

export const dom0Domain: Domain = {
  id: DOM0.id,
  type: 'pv',
  p2m: [{ gfn: XEN.dom0, mfn: XEN.dom0, pages: DOM0.pages, what: 'RAM' }],
  shared_info: at(XEN.dom0Shared),
  grant_frames: at(0),
  nr_grant_entries: 0,
};
