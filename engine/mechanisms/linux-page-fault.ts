/**
 * A guest kernel's page-fault handler: kill, or fill in the missing page and let the instruction start again.
 * It runs without the hypervisor's knowledge. Source: Linux arch/x86/mm/fault.c (exc_page_fault, do_user_addr_fault).
 */
import { type Locals, line, linux, procedure, ret } from '../core/procedure.ts';
import type { Key } from '../core/state.ts';
import { controlKey, controlRegistersMechanism } from './control-registers.ts';
import {
  guestPagingMechanism,
  PFEC_insn_fetch,
  PFEC_page_present,
  PFEC_reserved_bit,
  PFEC_user_mode,
  PFEC_write_access,
} from './guest-paging.ts';
import type { Mechanism } from './mechanism.ts';
import { ENTRY } from './paging.ts';

/** What the kernel knows of the area around the address, and how it would fill a missing page. */
export interface GuestMemoryArea {
  /** There is a vma: the program may use this address at all. */
  readonly exists: boolean;
  readonly writable: boolean;
  /** Machine address of the entry that maps the page; the kernel reaches it through its own map of all memory. */
  readonly leafAt: number;
  /** What a demand fault writes there. */
  readonly leaf: bigint;
}
export const areaKey: Key<GuestMemoryArea> = 'guest.vma';

const mm = (symbol: string) => ({ source: linux('arch/x86/mm/fault.c', symbol), world: 'kernel' as const });
/** TASK_SIZE_MAX: from here on addresses are the kernel's. */
const isKernelAddress = (gva: bigint): boolean => gva >= 1n << 63n;

interface Fault extends Locals {
  error: number;
  address: bigint;
}
const exc_page_fault = procedure<Fault>(
  'exc_page_fault',
  { ...mm('exc_page_fault, do_kern_addr_fault, do_user_addr_fault'), via: '#PF' },
  [
    line('cr2', 'address = read_cr2()', (m, l) => {
      l.address = m.rec(controlKey).cr2;
    }),
    line(
      'kernel',
      'if (address is the kernel’s) spurious? return; bad_area_nosemaphore()   // SIGSEGV, fix-up or oops',
      (m, l) => (isKernelAddress(l.address) ? ret(false) : m.passOver()),
    ),
    line('execute', 'if (the kernel fetched from user memory) page_fault_oops()', (m, l) =>
      (l.error & (PFEC_user_mode | PFEC_insn_fetch)) === PFEC_insn_fetch ? ret(false) : m.passOver(),
    ),
    line('reserved', 'if (error_code & X86_PF_RSVD) pgtable_bad()   // “Corrupted page table”', (m, l) =>
      l.error & PFEC_reserved_bit ? ret(false) : m.passOver(),
    ),
    line('smap', 'if (SMAP && !(error_code & X86_PF_USER) && !EFLAGS.AC) page_fault_oops()', (m, l) => {
      const { smap, ac } = m.rec(controlKey);
      return smap && !ac && !(l.error & PFEC_user_mode) ? ret(false) : m.passOver();
    }),
    line(
      'access',
      'vma = lock_mm_and_find_vma(address); if (!vma || access_error(error_code, vma)) SIGSEGV',
      (m, l) => {
        const { exists, writable } = m.rec(areaKey);
        if (!exists) return ret(false);
        if (l.error & PFEC_write_access) return writable ? undefined : ret(false);
        return l.error & PFEC_page_present ? ret(false) : undefined;
      },
    ),
    line('handle', 'handle_mm_fault(vma, address): take a page of the guest’s own; entry = it', (m) => {
      const { leafAt, leaf } = m.rec(areaKey);
      m.store(leafAt, ENTRY, leaf);
    }),
    line('done', 'return to the instruction', () => ret(true)),
  ],
);

export const linuxPageFaultMechanism: Mechanism = {
  id: 'linux-page-fault',
  needs: [controlRegistersMechanism, guestPagingMechanism],
  procedures: [exc_page_fault],
};
