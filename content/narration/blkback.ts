/** Why blkback does what it does. Checked against Linux 6.1 drivers/block/xen-blkback/blkback.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  xen_blkif_be_int: {
    wake: 'An interrupt handler must not wait for a disk, so it wakes a thread that may. The port is kept masked until that thread says that it has looked.',
  },
  xen_blkif_schedule: {
    sleep:
      'One thread for each ring. With nothing to do it sleeps until the guest’s bell. Linux also wakes it every 100 ms, to unmap persistent grants that have lain unused.',
    free: 'A request needs a structure to be remembered by. If all are in use, the thread waits here until one has been answered.',
    claim:
      'The note is cleared before the ring is read. A notification that comes during the work sets it again, and the thread will go round once more.',
    work: 'The event carried no data, so the thread reads the ring to find out what it was for.',
    more: {
      holds:
        'If requests had to be left in the ring, the thread comes back by itself. The guest has rung for them already and will not ring again.',
      passed: 'Nothing was left in the ring: the thread may sleep until the guest rings.',
    },
    dead: {
      holds:
        'A frontend with impossible indices is not served any more. Its port is kept masked, so it cannot keep dom0 busy either.',
      passed: 'The indices were possible, so the frontend goes on being served.',
    },
    eoi: 'Everything has been seen, so the port may interrupt again. Until here, bells of the guest set one bit and woke nobody.',
    purge: {
      holds:
        'Persistent grants that nobody has used for a minute are unmapped, and so are some if there are too many.',
      passed:
        'Too early: no time passes in this model. On a machine, persistent grants that nobody has used for a minute are unmapped here, and some if there are too many.',
    },
    again: 'Round and round, for as long as the device is connected.',
  },
  do_block_io_op: {
    batch: 'All requests that are there by now are taken in one go: one wake-up, however many they are.',
    stop: {
      holds:
        'If some had to be left behind there is no question of going to sleep, so the threshold is not touched.',
      passed: 'Nothing had to be left behind. Before the thread may sleep, the ring is checked once more.',
    },
    check:
      'The ring looks empty. Before sleeping the backend must ask to be told, and make sure that nothing slips in meanwhile.',
    loop: 'If the last look found something, the backend takes that too. Otherwise it may sleep: the next request will ring.',
  },
  __do_block_io_op: {
    rp: 'Read once, and the end of this round. The guest can change it at any time, so it is not read again while the loop depends on it.',
    rmb: 'The index before the slots that it covers. The other way round, a slot could be read before it was filled.',
    bogus: {
      holds:
        'The guest writes this index and can claim anything. More requests than slots is a lie, and the ring is not served again.',
      passed: 'The index is possible: no more requests than slots. The ring is served.',
    },
    loop: {
      holds:
        'Until the count that was read at the start. What is published meanwhile, the final check will find.',
      passed:
        'Every request up to the index that was read at the start is taken. What was published meanwhile, the final check will find.',
    },
    room: {
      holds: 'A request is taken only if there will be a slot for its answer.',
      passed: 'There will be a slot for the answer, so the request is taken.',
    },
    alloc:
      'One structure for each request in flight, all allocated when the drivers connected: a guest cannot make dom0 run out of memory by asking.',
    copy: 'Copied before anything is checked. In the shared page the guest could change the request between the check and the use: that was XSA-155.',
    cons: 'The slot counts as free once its request is copied. It has to, before any answer: the answer may go into this very slot.',
    operation: 'From here on only the private copy is looked at.',
    dispatch: 'Reads and writes go to the disk. They are checked like anything that comes from a guest.',
    next: {
      holds: 'A request that was refused ends the batch; the rest is found by the final check.',
      passed: 'The request was accepted: on to the next one.',
    },
    other:
      'An operation that this backend does not know is answered with “not supported”, and the frontend stops using it.',
    refused: 'The answer is in the ring. The batch ends here, and the final check goes on with the rest.',
  },
  dispatch_rw_block_io: {
    header:
      'The request is a wish of a guest that may be hostile. Everything it says is tested before it is believed.',
    count: {
      holds:
        'No segments, or more than the protocol allows, is an error. The count decides how much is read and mapped below.',
      passed: 'The count is within what the protocol allows. The segments may be read.',
    },
    indirect: {
      holds:
        'The list of a long request lies in pages of the guest. They have to be mapped before it can be read.',
      passed:
        'The request is a short one. Its segments lie in the slot, and nothing has to be mapped to read them.',
    },
    segments:
      'Sectors within a page, first to last. A range beyond the page would reach memory that was not meant.',
    unindirect: {
      holds:
        'The list is copied, so its pages are let go at once. Pages that are granted persistently stay mapped.',
      passed: 'No list was mapped for this request, so there is none to let go.',
    },
    range: {
      holds:
        'A guest may reach its own disk and nothing beside it. Sector numbers beyond the end would be somebody else’s data.',
      passed: 'The sectors are within the guest’s disk.',
    },
    map: 'The backend has references and needs addresses. Only Xen can make the one into the other, unless it has done so before.',
    mapped: {
      holds: 'A reference that the guest had not granted, or not to this domain, ends the request here.',
      passed: 'Every page is mapped. The request can go to the disk.',
    },
    submit:
      'An ordinary request for dom0’s block layer, except that its pages belong to the guest: the disk reads them or writes them in place.',
    fail: 'A refused request is answered too. The guest gets an error instead of silence.',
    free: 'The structure goes back to its pool. Linux waits a millisecond here, so that a guest gains nothing by flooding it with errors.',
  },
  xen_blkbk_map: {
    begin: 'A request has a page for each segment, and each may be known already or not.',
    look: 'Pages that were mapped before are kept in a tree by reference. Found there, a page costs no hypercall: half of what persistent grants are for.',
    prepare: 'What is not in the tree is put on a list, so that one hypercall can map many pages.',
    hypercall:
      'dom0 has privilege over the hardware and none over the guest’s memory. It has to ask Xen, which looks at what the guest allowed.',
    results:
      'Each page has its own status. With persistent grants the mapping is kept in the tree for later requests, until it has lain unused for a minute.',
  },
  end_block_io_op: {
    bio: 'The disk has finished. Its interrupt goes to dom0, which owns the hardware; the guest knows nothing of it yet.',
    prepare: 'Pages that are kept are only marked as unused. The others go on a list to be unmapped.',
    unmap:
      'Linux makes this hypercall even if the list is empty. So persistent grants save the unmapping, but not the crossing.',
    respond:
      'Only now the answer: once the guest has it, it may use the page for something else, so the backend must have let go before.',
    free: 'The structure can serve another request.',
  },
  make_response: {
    lock: 'Requests end in any order and on any processor. One answer at a time may be put into the ring.',
    unlock: 'The answer is in and announced, and another may follow. Ringing needs no lock.',
    id: 'Answers may come in another order than requests, so each says whose it is: the number that the guest chose.',
    fill: 'The answer goes over a request that has been copied out. One array serves both directions, so no room for answers has to be kept.',
    pvt: 'A private count once more: the guest does not see the answer until the shared index covers it.',
    push: 'The same macro that the guest used, with the roles exchanged.',
    notify: {
      holds:
        'Only if the guest asked to be told at this count. A guest that is still collecting needs no second interrupt.',
      passed: 'The frontend did not ask to be told, so nobody is disturbed.',
    },
  },
  xen_blkif_map: {
    map: 'The frontend said which references; mapping them brings the ring into dom0’s own address space.',
    attach:
      'The backend begins where the shared page says that answers have got to: zero for a new ring, or further for one that it has taken over.',
    bind: 'The frontend’s port becomes the far end of one of dom0’s own. From here on either can ring.',
    connected: 'The ring is mapped and the bell is bound. The frontend is told through xenstore.',
  },
  'blkback kthread': {
    wait: 'Until the frontend has published its references there is nothing to map.',
    connect: 'Map the ring, bind the port.',
    serve: 'From here on this thread serves the ring.',
  },
};
