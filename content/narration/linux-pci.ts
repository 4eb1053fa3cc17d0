/** Why Linux looks at a PCI bus as it does. Checked against Linux 6.1 drivers/pci/probe.c and arch/x86/pci/direct.c. */
import type { Narration } from './listing.ts';

export const narration: Narration = {
  pci_scan_child_bus: {
    begin: 'There is no list of devices. A PCI bus is explored by asking every place.',
    next: {
      holds: 'Thirty-two slots, each asked in turn whether or not anything is in it.',
      passed: 'All thirty-two slots have been asked.',
    },
    again: 'And the next slot.',
    done: 'Whatever was found is now a device with a number, waiting for a driver.',
  },
  pci_scan_slot: {
    vendor: 'Who is there? The vendor’s number is the first thing in the configuration of any function.',
    nobody: {
      holds:
        'All ones is what a bus reads when nobody drives it. An unplugged card cannot be told from one that was never there.',
      passed: 'Somebody answered: there is a function here.',
    },
    header: 'One bit says whether to ask for more functions in this slot.',
    class: 'The class says what it is: a bridge, a disk controller, a card.',
    add: 'Found. It has an address, an identity, and no driver yet.',
    more: {
      holds: 'Slot 1 holds three functions with gaps between them, so all eight are asked.',
      passed: 'No further function of this slot has to be asked.',
    },
  },
  pci_conf1_read: {
    address:
      'The first of two accesses: which function, which register. The device model takes it down, and so does Xen.',
    data: 'The second: the value. Xen knows from the first whose function it is, and asks QEMU only if QEMU has it.',
    done: 'One value, two accesses. A whole boot makes tens of thousands of these accesses, firmware included.',
  },
  'pci_conf1_read, in brief': {
    read: 'Two port accesses, each an exit. The first goes to QEMU, and the second only if QEMU has the function; here one line stands for both.',
  },
};
