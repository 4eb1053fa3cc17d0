/** Why granting and mapping work as they do. Checked against Linux grant-table.c and Xen grant_table.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  gnttab_grant_foreign_access_ref: {
    domid: 'A grant is made out to one domain. Any other that tries the same number is refused.',
    frame:
      'The entry names the page by its frame. The backend never sees that number: Xen reads it when somebody asks to map the page.',
    wmb: 'Xen may look at the entry at any moment. Whom and what must be in place before the word that makes it valid.',
    flags:
      'One store and the page is granted, without a hypercall: guest and Xen share the table. blkfront grants for reading and writing even where the backend only reads.',
  },
  gnttab_end_foreign_access_ref: {
    read: 'While a page is mapped Xen keeps GTF_reading, and GTF_writing for a writable mapping, set in this word. One plain read tells the guest whether the backend still has access.',
    busy: {
      holds:
        'A mapped page cannot be taken back. With persistent grants that is what both want, and blkfront learns from this very bit that the backend keeps the page.',
      passed: 'Nobody has it mapped any more, so it can be taken back.',
    },
    clear:
      'Compare and swap, since Xen may mark the entry at the same moment. The word is cleared only if nobody has mapped the page since it was read.',
    ended: 'From here on no map can succeed, and the reference may stand for another page.',
  },
  do_grant_table_op: {
    count: {
      holds:
        'How many operations the caller’s array holds. A negative number is refused before any work is done.',
      passed: 'The count is no negative number, so the operations may begin.',
    },
    switch:
      'One hypercall number serves all grant operations. The command says which, and so what each element of the array looks like.',
    next: {
      holds:
        'One crossing carries many operations, so a request of many pages pays it once. With a count of 0 there is nothing to do, and the crossing has been paid all the same.',
      passed: 'Every operation of the array is done.',
    },
    in: 'Copied into Xen’s own memory first: the caller could change the original while it is being judged.',
    one: 'Each operation succeeds or fails by itself, and says so in a status of its own.',
    out: 'The status goes back into the caller’s array. It is the only answer that this operation gets.',
    flush: {
      holds:
        'A mapping that is gone may live on in a TLB. So a PV domain’s TLBs are flushed before the guest has its page back. One flush serves up to 32 pages.',
      passed:
        'Nothing was unmapped, or the domain is one that hardware translates: its TLBs are flushed when its own table of frames is changed.',
    },
    complete: {
      holds:
        'Only now, with no TLB left that knows the page, is the mapping taken out of the grant’s count. In the other order the guest could give the page away while the backend still reached it.',
      passed: 'Nothing was undone that would have to be completed.',
    },
    more: 'Each mapping of the batch is completed. Then come the next 32, if the array is longer.',
  },
  map_grant_ref: {
    flags:
      'A caller must say for whom it maps: for the processor, for a device, or both. Neither makes no sense.',
    external:
      'A caller whose memory the hardware translates can have the page placed in its physical address space and nothing else. A PV backend has its page tables written by Xen.',
    domain: 'References are numbers in the granting domain’s table, so that domain comes first.',
    handle:
      'The handle is the receipt. The backend shows it to unmap, and with it Xen can undo every mapping of a domain that dies.',
    ref: 'The number came from the guest, through the ring and the backend. Beyond the end of the table it is refused here.',
    pinned:
      'Xen keeps its own record of pages in use. If the page is mapped already, and well enough, the shared entry is not even consulted again.',
    status:
      'The protection itself: does the entry allow this domain this kind of access? In the same atomic step Xen marks the entry in use, so that the guest cannot take it back meanwhile.',
    frame:
      'Xen translates the guest’s frame. The backend names a reference and never an address, so it cannot reach a page that was not granted.',
    pin: 'Counted in Xen’s own memory, because the guest can overwrite the shared entry whenever it likes.',
    map: 'Now the page appears in the backend. It is the guest’s own memory: the disk will work on it in place, without another copy.',
    track: 'The handle leads back to domain and reference, so that unmapping undoes exactly this mapping.',
  },
  unmap_common: {
    handle: 'A number from the caller again, so it is checked: an invented handle unmaps nothing.',
    unmap: 'The translation goes first. From here on the backend’s address leads nowhere.',
    'handle-free':
      'The receipt is spent, and the handle may stand for another mapping. The grant itself is not touched yet: a TLB may still know the page.',
  },
  unmap_common_complete: {
    unpin: 'One mapping less in Xen’s own count. The page is free only when the count is zero.',
    status:
      'The bits in the shared entry go when no such mapping is left. The guest sees it by looking: nobody has to tell it.',
  },
  gnttab_copy_one: {
    len: 'A copy of no bytes is done before it begins.',
    source:
      'Either side may be a frame of the caller’s own, or a grant of another domain’s. For a grant Xen reads the entry and checks that it is made out to the caller.',
    dest: 'The same for the side that is written; a grant that is read-only is refused here.',
    bounds:
      'Offset and length together must stay inside one page on either side. A grant is for a page, not for what lies behind it.',
    memcpy:
      'Xen moves the bytes itself. The caller maps nothing, so nothing has to be unmapped or flushed afterwards.',
  },
};
