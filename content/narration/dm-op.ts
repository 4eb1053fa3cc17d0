/** Why an interrupt of an emulated device goes the way it does. Checked against Xen's hvm/{dm,irq,vioapic}.c and Linux's privcmd.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  xen_set_irq: {
    fill: 'QEMU plays the disk; the interrupt controllers are Xen’s. So a line between them is a message: which line, up or down.',
    ioctl: 'A process may not call Xen. The kernel does it for those who may open this file.',
  },
  privcmd_ioctl_dm_op: {
    buffers: 'The buffers stay where they are, in the process; they are pinned, so that Xen can read them.',
    hypercall:
      'This call names its buffers one by one. A device model can thus be confined to one guest and to memory of its own.',
    unlock: 'Whatever Xen said goes back to QEMU.',
  },
  do_dm_op: {
    none: { holds: 'A call without buffers says nothing.', passed: 'There is a buffer.' },
    many: { holds: 'No operation has more than two.', passed: 'No more than two buffers.' },
    buffers: 'Where the buffers are and how large: read once, so that they cannot change under Xen’s hands.',
    op: 'The operation itself lies in the first buffer.',
    result: 'Back to dom0.',
  },
  dm_op: {
    domain: 'About which guest? Not about oneself.',
    hvm: {
      holds: 'A PV guest has no device model.',
      passed: 'The guest is no PV guest, so it may have a device model.',
    },
    permission: 'Is the caller this guest’s device model?',
    header: {
      holds: 'Which operation: the first eight bytes.',
      passed: 'The first eight bytes are there: which operation, and bytes that must be zero.',
    },
    known: {
      holds: 'Beyond the table: not supported, which a newer QEMU can find out.',
      passed: 'The operation is one that this Xen knows.',
    },
    union: {
      holds: 'Each operation has its size. A buffer that is too short is refused, not read beyond.',
      passed: 'The buffer is as long as the operation needs.',
    },
    pad: {
      holds: 'Bytes that must be zero today may mean something tomorrow.',
      passed: 'The spare bytes are zero, as they have to be today.',
    },
    switch:
      'One number of about twenty says what QEMU wants: to move an interrupt line, for instance, or to give up a range of I/O.',
    level: {
      holds: 'Sixteen lines, two levels; anything else is refused.',
      passed: 'The line and the level are possible ones.',
    },
    move: 'Up, or down.',
    done: 'Done, or there was nothing to do: it is the same answer.',
    unmap: 'A range of I/O, and whose it is no more.',
    unmapped: 'Back to the device model.',
  },
  hvm_isa_irq_assert: {
    edge: 'Up already? Only a change is an edge, and only an edge interrupts.',
    ioapic: 'The line leads to the IOAPIC, which Xen plays.',
    pic: 'And to the old interrupt controller, whose input Linux has masked.',
  },
  hvm_isa_irq_deassert: {
    edge: 'Was it up at all? QEMU does not look before it asks, and most of these calls end here.',
    pic: 'The line is down again. The next command can raise it.',
  },
  vioapic_irq_positive_edge: {
    masked: 'The guest has programmed this pin: which vector, and whether it may interrupt.',
    deliver: 'From a line to a vector. From here on it is an interrupt like any other.',
  },
  ioreq_server_unmap_io_range: {
    order: {
      holds: 'A range that ends before it begins is a mistake.',
      passed: 'The range does not end before it begins.',
    },
    server: 'There may be several device models, each with a number. This one has to exist.',
    emulator: {
      holds: 'A device model can give up only what is its own: another domain’s is not for it to touch.',
      passed: 'The caller is the domain in which this device model runs.',
    },
    type: 'Ports, memory and PCI functions are kept apart.',
    contains: {
      holds: 'What was never claimed cannot be given up.',
      passed: 'The whole range was claimed, so it can be given up.',
    },
    remove:
      'From now on nobody plays this function. A guest that asks for it is answered by Xen alone: all ones, nobody there.',
  },
};
