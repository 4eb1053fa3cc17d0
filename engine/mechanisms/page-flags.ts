/** Bits of a page-table entry. Source: Intel SDM vol. 3A 4.5; Xen xen/arch/x86/include/asm/page.h (_PAGE_*). */

export const _PAGE_PRESENT = 1n << 0n;
export const _PAGE_RW = 1n << 1n;
export const _PAGE_USER = 1n << 2n;
export const _PAGE_ACCESSED = 1n << 5n;
export const _PAGE_DIRTY = 1n << 6n;
/** A page of 2 MiB or 1 GiB at levels 2 and 3; PAT at level 1. */
export const _PAGE_PSE = 1n << 7n;
export const _PAGE_GLOBAL = 1n << 8n;
/** PAT of a large page. */
export const _PAGE_PSE_PAT = 1n << 12n;
export const _PAGE_NX = 1n << 63n;
