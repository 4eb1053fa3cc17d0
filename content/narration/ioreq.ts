/** Why a port access of an HVM guest goes the way it does. Checked against Xen's hvm/{io,emulate}.c, common/ioreq.c and hvm/hvm.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  IN: {
    in: 'To the driver this is one instruction, a microsecond on old hardware. Here the processor stops at it: the port belongs to nobody in this machine, and the guest falls into Xen.',
    value:
      'The value is in the register as if a chip had put it there. How long it took the guest cannot tell from the instruction.',
  },
  OUT: {
    out: 'Writing needs no answer, and on a real bus the processor would go on. But an intercepted instruction has not happened until somebody makes it happen.',
    done: 'The next instruction runs. Everything since the last one was spent outside the guest.',
  },
  handle_pio: {
    data: 'What a write carries is in EAX, saved at the exit. A read starts from all ones, so that nothing of Xen’s own stack can leak.',
    emulate:
      'Is there anybody who plays this port: Xen itself, or a process in another domain? The same function runs twice for a read, before and after the answer.',
    completion: {
      holds:
        'A read is not over when the answer comes: its value has still to get into the guest’s register. Xen notes that down for later.',
      passed: 'A write brings no value back, so nothing has to be noted for later.',
    },
    result: 'Done at once, or to be waited for?',
    okay: 'Only the bytes that were asked for are replaced. A read of one byte leaves the rest of the register alone.',
    retry:
      'The request is on its way and the answer is not here. This vCPU has nothing to do until it comes.',
    crash: 'The shared record was not as Xen had left it. A guest whose devices answer nonsense is stopped.',
  },
  hvmemul_do_io: {
    again: {
      holds:
        'The second time round the answer is there. The state of the request says so; without it the access would be sent again.',
      passed: 'The first time round: there is no answer yet, so the access has to be sent.',
    },
    request:
      'The access as a record: port, width, direction, value. From here on it is data, and data can be handed to another process.',
    intercept:
      'Timers and interrupt controllers Xen plays itself, because a guest touches them all the time. Everything else it leaves to others.',
    select:
      'A device model has told Xen beforehand which ports it plays. There may be several, each with ports of its own.',
    nobody: {
      holds:
        'A port that nobody plays reads as all ones, as on a real bus where no card answers. Then Xen itself is the end of the road.',
      passed: 'Somebody plays this port: the access goes to the device model.',
    },
    send: 'The owner is a process in another domain. It cannot be called; it can be written to and woken.',
    sent: 'A read must come back with a value. A write must not, and yet the vCPU waits for it too: the next instruction may rely on its effect.',
    finish: 'The value that the device model gave is the value that the instruction reads.',
  },
  ioreq_server_select: {
    type: 'On this machine the configuration space of PCI is reached through two ports, an address and data. Whose access it is depends on the address written before.',
    range:
      'The ranges were registered when the device model started. The server with the highest number is asked first.',
  },
  ioreq_send: {
    free: 'One slot for each vCPU, because a vCPU waits for its access before it makes another. A slot that is not free means that the device model misbehaved.',
    channel: {
      holds: 'The page is shared, so the device model could have changed the number. Xen uses only its own.',
      passed: 'The number is the one that Xen allocated: nobody has tampered with the page.',
    },
    addr: 'The request lies in a page that Xen and the device model share: 32 bytes, everything that is to be known of the access. The first eight are the port.',
    data: 'For a write, the value that the guest wrote; for a read, the place where the answer will lie.',
    size: 'One access of one, two or four bytes. A string instruction could ask for many at once.',
    fill: 'The last eight bytes hold the state, and it is still NONE. The processor stores the record in four pieces, so no piece may say that it is complete.',
    block:
      'First sleep, then ring. The other way round the answer could come before the sleep, and nobody would wake the vCPU again.',
    ready:
      'The state is written last. Whoever sees READY sees the rest of the record too: two programs that share no lock share this order.',
    notify:
      'An event channel whose one end is Xen itself. To the other side it looks like any event from another domain, but no hypercall was made for it.',
    pending: 'Xen notes that an answer is owed.',
  },
  default_xen_notification_fn: {
    wake: 'The event has arrived at an end that belongs to Xen. There is no interrupt to deliver: a vCPU that waits may run again.',
  },
  vmx_do_resume: {
    schedule:
      'Here the guest stands, once for each register. Until the device model has answered, this vCPU gets no time, whatever else it could do.',
    resume: 'It is about to run again. Before it does, what it waited for has to be put where it belongs.',
    registers: 'The guest’s registers are as the instruction left them.',
  },
  vcpu_ioreq_handle_completion: {
    wait: 'It was woken; that alone says nothing. What counts is the state in the shared record.',
    state: 'A read goes on with an answer in hand, a write is over.',
    complete: {
      holds: 'For a read the same function runs again from the start, and now it finds the answer.',
      passed: 'A write leaves nothing to finish. The guest goes on behind the instruction.',
    },
  },
  wait_for_io: {
    weird:
      'A request can only become older: ready, in process, answered. A device model that turns it back, or writes anything else, has lost its guest.',
    state: 'Is there an answer, or was this a false alarm? Many things can wake a vCPU.',
    wait: 'Not yet. Back to sleep until the state has changed.',
    answer: 'The slot is free again before the guest runs: its next access will need it.',
    data: 'Read after the slot was given back. That is safe because only this vCPU starts another access, and it is still here.',
    keep: {
      holds: 'Only a read has a use for the value.',
      passed: 'A write was waited for: there is no value to keep.',
    },
    done: 'Nothing is owed any more.',
  },
};
