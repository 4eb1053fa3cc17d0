/** A block write, end to end: what its page says about it. */
import type { ScenarioAbout } from './words.ts';

export const aboutBlockIo: ScenarioAbout = {
  title: 'A block write, end to end',
  promise: 'One write leaves a guest, crosses a shared page, and comes back.',
  lesson: 'a-block-write-end-to-end',

  explainedBy: {
    submit: 'blk_mq_submit_bio.issue',
    kicked: 'notify_remote_via_evtchn.send',
    'answer-kicked': 'notify_remote_via_evtchn.send',
    completed: 'blkif_completion.keep',
  },

  inTheSource: [
    'linux-blkfront',
    'xen-ring',
    'xen-events',
    'xen-events-2l',
    'xen-hvm-irq',
    'linux-events',
    'linux-blkback',
    'xen-grants',
  ],

  model: [
    {
      about: 'What is exact',
      note: 'The lines, their order, the shared bytes and the counts follow Linux 6.1 and Xen at the revisions in “In the source”. Each line is one indivisible step, which real code is not.',
      sources: ['linux-blkfront', 'linux-blkback', 'xen-ring', 'xen-events', 'xen-grants'],
    },
    {
      about: 'Who runs when',
      note: 'A thread runs until it sleeps, then the next that can. The guest has one vCPU and dom0 has one; each has a processor to itself. On a real machine they run at the same time.',
      sources: [],
    },
    {
      about: 'Event channels',
      note: 'The two-level bit arrays are shown because they are easy to see. Linux prefers the FIFO ABI, which has priorities and more ports, and falls back to two levels.',
      sources: ['linux-events', 'xen-events-2l'],
    },
    {
      about: 'Connecting',
      note: 'Before the first step the ring has been granted, mapped and bound to a port, by these same listings. The exchange through xenstore that leads there is left out.',
      sources: [],
    },
    {
      about: 'Persistent grants',
      note: 'The pages of this workload have been used before, so they are granted and mapped already. A first use costs one map for each page. Linux unmaps a page that lay unused for a minute, and any beyond 1,056; here none is.',
      sources: ['linux-blkback'],
    },
    {
      about: 'Memory',
      note: 'The guest’s memory is one run of machine memory. A PV guest would write machine frames into its grant entries; here all kinds of guest write their own frame numbers.',
      sources: ['xen-grants'],
    },
    {
      about: 'INTx',
      note: 'The line is raised and lowered as Xen does it, and acknowledged as Linux does it for a level-triggered pin. The first interrupt costs one more kick with APIC virtualisation; the story begins later.',
      sources: ['xen-hvm-irq', 'linux-ioapic'],
    },
    {
      about: 'PV upcalls',
      note: 'The return from an upcall is one step through Xen. Linux restores the mask itself and asks Xen only when it has to. System calls of a 64-bit PV guest pass through Xen; that is not drawn.',
      sources: ['xen-pv-entry'],
    },
    {
      about: 'What blkback also does',
      note: 'Its thread also waits for a free request structure, wakes every 100 ms to unmap grants that lay unused, resizes itself and freezes, and hands on whether an event was spurious. None of it is played.',
      sources: ['linux-blkback'],
    },
    {
      about: 'The disk',
      note: 'One transfer at a time, no errors, no time. What dom0’s own driver does is the same for every kind of guest and is not counted.',
      sources: [],
    },
  ],
};
