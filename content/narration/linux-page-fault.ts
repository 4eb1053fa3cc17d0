/** Why a kernel answers a page fault as it does. Checked against Linux's arch/x86/mm/fault.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  exc_page_fault: {
    cr2: 'The error code says what was tried and what was wrong, CR2 where. CR2 is read first: another fault would overwrite it.',
    kernel:
      'A program has no business with the kernel’s addresses, and the kernel’s own are never paged out. Such a fault ends badly, unless the kernel expected it: a stale TLB entry, or code that has a fix-up.',
    execute:
      'SMEP at work: the kernel was led to code in a user page. That is how exploits jump, so the kernel reports an oops.',
    reserved:
      'A reserved bit means that the table itself is broken, not that a page is away. Linux says “Corrupted page table” and gives up.',
    smap: 'SMAP at work: the kernel touched user memory outside the few places that announce it. Linux takes it for a bug, or an attack.',
    access:
      'The table says no, but what does the kernel’s own list of areas say? If the program really may not do this, it gets a signal.',
    handle:
      'The page was promised and not yet given. The guest takes one of its own pages and fills in the entry. Xen hears nothing of it.',
    done: 'The entry is there now. An absent entry is never cached, so nothing has to be flushed.',
  },
};
