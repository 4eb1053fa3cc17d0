/** A disk write through an emulated controller: what its page says about it. */
import type { ScenarioAbout } from './words.ts';

export const aboutEmulatedIo: ScenarioAbout = {
  title: 'A write through emulated hardware',
  promise:
    'One write to a disk controller that does not exist: each access to a register is a journey out of the guest and back.',

  lesson: 'one-disk-write-through-emulated-hardware',

  explainedBy: {},

  inTheSource: [
    'linux-libata-sff',
    'xen-hvm-io',
    'xen-ioreq',
    'xen-ioreq-page',
    'qemu-xen-hvm',
    'qemu-ide',
    'qemu-bmdma',
    'xen-dm-op',
    'linux-evtchn-dev',
  ],

  model: [
    {
      about: 'What is exact',
      note: 'The accesses, their order, ports and values are those of Linux 6.1’s driver and QEMU 7.2’s device, and equal a recording of a real guest value by value. Each line is one indivisible step.',
      sources: ['linux-libata-sff', 'qemu-ide', 'recorded-ide', 'recorded-ide-trace'],
    },
    {
      about: 'Who runs when',
      note: 'A thread runs until it sleeps, then the next that can. Guest and dom0 each have a processor to themselves; sharing one would add two switches for each access.',
      sources: [],
    },
    {
      about: 'What else an HVM guest pays',
      note: 'A real guest without PV clock and events also read an emulated clock 224 times during one such write, each time an exit. Here the guest’s clock costs nothing.',
      sources: ['recorded-counts'],
    },
    {
      about: 'Requests that wait',
      note: 'In Linux the next request is issued by a kernel thread a moment after the interrupt; here at once.',
      sources: [],
    },
    {
      about: 'QEMU’s view of memory',
      note: 'QEMU maps guest memory in pieces of a megabyte and keeps them. The first access to a piece costs system calls and, in a PV dom0, a hypercall for every 16 pages; here all pieces have been used before.',
      sources: ['qemu-xen-hvm'],
    },
    {
      about: 'The file behind the disk',
      note: 'QEMU uses Linux AIO with cache=none and aio=native together, and a pool of threads otherwise. Xen’s tools start an emulated disk with cache=writeback and have no setting for another. Written-back data goes to the disk when nobody else has work.',
      sources: ['qemu-file', 'xen-libxl-dm'],
    },
    {
      about: 'APIC virtualisation',
      note: 'On Intel with posted interrupts IRQ 14 reaches a running vCPU without an exit. The recorded machine had none of it: there, as here without it, the interrupt and its end cost one exit each.',
      sources: ['xen-vlapic', 'recorded-ide-trace'],
    },
    {
      about: 'Errors',
      note: 'No request of these stories fails. QEMU’s refusals are there, line by line; Linux’s recovery from them, which resets the channel, is not.',
      sources: [],
    },
  ],
};
