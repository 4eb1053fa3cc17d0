/**
 * Where everything lies. The guest's tables have the guest-physical addresses that a real PVHVM guest's had, and the
 * nested root the page number of a real one (recording npt-walks-pvhvm.json).
 */

export const GUEST = 1;
export const DOM0 = 0;

const GIB = 2 ** 30;

/** Guest-physical addresses of the guest's tables, by level. */
export const TABLES: Readonly<Record<number, number>> = {
  5: 0x6a0b000,
  4: 0x6a0c000,
  3: 0x69ff000,
  2: 0x516a000,
  1: 0x69fe000,
};
/** Guest-physical address of the page with the byte, for each size of guest page; and of another like it. */
export const DATA: Readonly<Record<number, number>> = { 1: 0x42992000, 2: 0x42800000, 3: 0x40000000 };
export const OTHER_DATA: Readonly<Record<number, number>> = { 1: 0x82993000, 2: 0x82a00000, 3: 0x80000000 };

/** Machine memory: Xen's own below 1 GiB, the guest's above. Multiples of 1 GiB, so that pages of any size fit. */
const BACKING = GIB;
/** Where Xen moves a page to. */
const MOVED = 5 * GIB;
export const machineOf = (gpa: number): number => gpa + BACKING;
export const movedTo = (gpa: number): number => gpa + MOVED;
/** Guest memory begins here; what lies below is Xen's. */
export const XEN_END = BACKING;

export const NESTED_ROOT = 0x3fca9000;
export const VMCB_AT = 0x3fc80000;

/** What the byte is, by where it lies: in the page, in the page the guest put in its place, in the page Xen moved it to. */
export const BYTES = { first: 0x41, guest: 0x42, xen: 0x43, written: 0x57 } as const;
