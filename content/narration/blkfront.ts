/** Why blkfront does what it does. Checked against Linux 6.1 drivers/block/xen-blkfront.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  blkif_queue_rq: {
    lock: 'Only one processor may fill the ring at a time, and the driver’s own interrupt handler must not come in between: it moves the same indices.',
    full: 'A request more than there are slots would overwrite one that is not answered yet. The macros do not prevent it, so the driver has to ask.',
    busy: {
      holds:
        'The block layer hands out no more tags than there are slots, so the ring is not found full here. In Linux this way out is taken when grant references run out.',
      passed: 'There is a free slot, so the request goes on into the ring.',
    },
    queue: 'A slot, an id, a grant for each page: everything the backend needs, and nothing it could misuse.',
    push: 'Linux publishes after each request, even if more are waiting behind it. Whether that costs a notification is up to the threshold.',
    notify: {
      holds:
        'Only if the backend asked to be told. This “if” is the difference between a crossing for each request and a crossing for each burst.',
      passed:
        'The backend did not ask to be told: it is awake, and will find the request. No hypercall, no crossing.',
    },
    unlock: 'The ring is consistent again, and interrupts may come.',
    ok: 'Accepted is not done. The answer will come as an interrupt; until then the guest computes.',
    out_busy:
      'The queue is stopped and the request goes back to the block layer. An answer that frees a slot will start it again.',
  },
  blkif_queue_rw_req: {
    slot: 'The slot is reserved by a private index. The backend does not see it move, so the driver can take its time.',
    id: 'Answers may come in any order, so a request carries an id for its answer to repeat. It is a place in the driver’s own table of what is in flight.',
    head: 'Written into a private image first. In the shared slot a backend could read half a request, or change one that the driver still trusts.',
    each: {
      holds: 'A request names its pages one by one, because each has to be made accessible by itself.',
      passed: 'Every page of the request is granted and named. The loop ends.',
    },
    indirect: {
      holds:
        'A slot has room for 11 segments. A longer list goes into pages of its own, and the slot names only those: one request then carries more.',
      passed: 'A short request needs no page of its own for its list: its segments fit into the slot.',
    },
    'indirect-ref':
      'The page that holds the list is granted like any other. The backend will map it, copy what it needs and let it go.',
    grant:
      'The backend lives in another domain and can reach no page of this one, unless the guest grants it.',
    copy: {
      holds:
        'With persistent grants the granted pages stay the same, so a write copies its data into one of them. One memcpy here saves a map and an unmap there.',
      passed: 'Nothing to copy: the request is a read, or its own pages are granted.',
    },
    segment:
      'The page is named by its grant reference, never by an address. Handing out addresses would mean trusting the backend with all of the guest’s memory.',
    publish:
      'Now the finished image goes into the shared slot, in one copy. The shared index does not cover it yet, so to the backend it is not there.',
    waiting:
      'From here on an answer with this id is expected. An answer to any other would make the driver give the device up.',
  },
  get_grant: {
    pop: 'The pool is a stack: the page used last is taken first, since it is most likely to be granted and mapped still. Without persistent grants the data’s own page takes its place.',
    hit: {
      holds:
        'With persistent grants the page may be granted already: no entry to write here, and no hypercall in the backend, which still has it mapped. That is what they save.',
      passed: 'The page is not granted yet, so a grant has to be made.',
    },
    claim:
      'A reference is an index into the guest’s grant table. Unused ones are kept in a list of the kernel’s own.',
    allow:
      'Granting is filling in that entry. It is a matter of stores: Xen will read them when somebody asks for the page.',
    granted: 'The page can be named to the backend now, by a number that is worth nothing to anybody else.',
  },
  blkif_interrupt: {
    lock: 'Another processor may be filling the ring: it moves the same indices and takes from the same tables. Until the lock is released it has to wait.',
    rp: 'Read once, and the end of this round: the backend may publish more while the loop is running.',
    rmb: 'The index before the slots that it covers. The other way round, an answer could be read before it was written.',
    overflow: {
      holds:
        'More answers than questions can only be a fault or an attack. blkfront does not trust its backend blindly: it would give the device up here.',
      passed: 'No more answers than questions: the index can be believed.',
    },
    loop: {
      holds: 'One interrupt, and every answer that has arrived by now.',
      passed: 'Every answer that had arrived is taken.',
    },
    copy: 'Copied into private memory and judged there. The shared original could still be changed between the check and the use.',
    check: {
      holds:
        'The id must be one that is in flight, and the operation the one that was asked for. Otherwise the backend is broken or hostile.',
      passed: 'The id is in flight and the operation is the one that was asked for. The answer counts.',
    },
    complete: 'What was lent for this request is settled first: the data of a read, and the grants.',
    done: 'The id is free for another request, and the block layer may tell the program that its request is done.',
    processing:
      'The id is taken out of those that wait for an answer. A second answer with it would be refused.',
    cons: 'How far the guest has read is private. The backend learns only what it needs: at which count to interrupt.',
    outstanding: {
      holds:
        'Is anything still out? If so, an answer may arrive at any moment and the driver has to arm with care. If not, none can.',
      passed: 'Nothing is out, so no answer can arrive meanwhile. Arming is simple.',
    },
    more: 'An answer slipped in while the driver was about to leave. It is collected now, since no interrupt will come for it.',
    arm: 'Nothing is in flight, so no answer can slip in between: one store asks for an interrupt at the next, and a second look is not needed.',
    unlock:
      'If the queue was stopped because the ring was full, it is started again. Then another processor may have the ring.',
    eoi: 'The ring has been read, so the port may interrupt again. Blkfront says so itself, and not before.',
    return: 'The driver is done. If an answer arrives from here on, it will interrupt.',
    err: 'The device is disabled for further use, and the port is kept masked: a backend that breaks the rules is not heard any more.',
  },
  blkif_completion: {
    copy: {
      holds:
        'With persistent grants the data of a read now comes out of the granted page into the program’s own: the same copy as for a write, at the other end.',
      passed: 'Nothing to copy: the request was a write, or its own pages were granted.',
    },
    each: {
      holds: 'Each page that was lent is either taken back or kept.',
      passed: 'Every page that was lent has been dealt with.',
    },
    end: 'The driver simply tries to take the grant back. Whether that works tells it what the backend has done.',
    keep: 'If the backend keeps the page mapped, so be it: the page goes to the head of the pool, granted and ready for the next request.',
    revoked: 'Taken back: the backend has no way to this page any more, and the reference is free.',
  },
  blk_mq_submit_bio: {
    tag: 'A tag for each request in flight, and as many tags as the ring has slots. When they are used up the program waits here, in its own kernel.',
    issue:
      'To the block layer this is a disk like any other. That it stands in another domain only its driver knows.',
    retry: {
      holds: 'Handed over. The call returns long before the disk has moved a byte.',
      passed:
        'Accepted. The call returns long before the disk has moved a byte, and there is nothing to wait for here.',
    },
  },
  setup_blkring: {
    begin: 'How many pages the ring has was agreed on through xenstore; one is what every backend can do.',
    grant: 'The backend may map this page and write to it: both sides write to a ring.',
    next: 'A ring of several pages is granted page by page.',
    init: 'The ring must be empty before the other side can see it.',
    alloc: 'A port on which the backend, and nobody else, may bind.',
    hypercall: 'Xen keeps the ports. Asking for one is a hypercall.',
    bind: 'The port has a handler. Reference and port are written to xenstore, where the backend finds them.',
  },
};
