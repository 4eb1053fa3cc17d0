/** The same writes through an emulated IDE disk and through a shared ring. */
import type { RaceWords } from './words.ts';

export const race: RaceWords = {
  title: 'One disk write, two ways',
  promise:
    'The same write through an emulated disk and through a shared ring, side by side. Watch what crosses a border, and how often.',
  sides: [
    {
      scenario: 'emulated-io',
      name: 'Emulated IDE disk',
      short: 'Emulated',
    },
    {
      scenario: 'block-io',
      name: 'Paravirtual disk (PVHVM)',
      short: 'Ring',
    },
  ],
  phases: {
    start: {
      name: 'Before',
      why: [
        'The guest believes in an IDE controller. Its registers are variables of QEMU, a process in dom0: every access to one must be caught and carried there.',
        'The guest knows that it is a guest. Its driver and the one in dom0 share a page with a ring of slots, and an event channel to wake each other.',
      ],
    },
    submit: {
      name: 'Fill the request',
      why: [
        'The command goes into the controller’s registers one by one. Each access falls out of the guest into Xen, climbs to QEMU, and comes back: the guest waits every time.',
        'The whole request, with sector, length and page, is one record. The driver writes it into a free slot of the ring: plain stores to memory, and nobody is asked.',
      ],
    },
    kick: {
      name: 'Ring if needed',
      why: [
        'One more register starts the transfer: a bit of the bus master. It takes the same way as all others, down to Xen, up to QEMU and back.',
        'Memory wakes nobody. Only now does the guest leave guest mode, once: a hypercall makes one event pending in dom0.',
      ],
    },
    service: {
      name: 'Do the work',
      why: [
        'QEMU reads the guest’s table of regions and moves the data between guest memory and the disk.',
        'In dom0, blkback copies the request out of the ring, and the disk moves the data of the granted page itself. The guest runs on meanwhile.',
      ],
    },
    complete: {
      name: 'Answer, and tell the guest',
      why: [
        'QEMU raises an interrupt line. To find out what it means the guest reads and clears registers again, and every access is another round trip.',
        'The answer goes into the slot that the request has left, and one event brings the guest to look. It reads memory, and asks nobody.',
      ],
    },
    end: {
      name: 'After',
      why: [
        'The write is on the disk. The guest has waited for QEMU at every single access, and most of what happened was the carrying.',
        'The same bytes are on the same sectors of the disk. With interrupts posted, as here, the guest fell out of guest mode only to ring the bell.',
      ],
    },
  },
  params: {
    count: { label: 'Writes', hint: 'How many writes of 4 KiB, from 1 to 64' },
    queued: {
      label: 'Submitted',
      hint: 'Whether the program waits for each write before it submits the next',
      options: { 'one-by-one': 'one by one', together: 'all together' },
    },
  },
  pace: 'Phase beside phase, at the pace of the side with more steps: width is not time.',
  key: {
    guest: 'guest',
    hypervisor: 'Xen',
    host: 'dom0',
    'device-model': 'QEMU',
    shared: 'shared memory',
    hardware: 'hardware',
  },
  finished: 'Everything is done: it waits for the other side.',
  round: { one: 'write', many: 'writes' },
};
