/** Event channels: what their page says about them. */
import type { ScenarioAbout } from './words.ts';

export const aboutEventChannels: ScenarioAbout = {
  title: 'Event channels: one bit that crosses domains',
  promise: 'One domain rings and another hears it: follow the bit from the sender to the handler.',
  lesson: 'event-channels',

  explainedBy: {
    pending: 'evtchn_2l_set_pending.pending',
    selected: 'evtchn_2l_set_pending.selector',
    marked: 'vcpu_mark_events_pending.set',
    woken: 'vcpu_kick.unblock',
    refused: 'do_event_channel_op.switch',
  },

  inTheSource: [
    'xen-events',
    'xen-events-2l',
    'xen-events-fifo',
    'xen-event-headers',
    'xen-hvm-irq',
    'xen-vlapic',
    'xen-vmexit',
    'linux-events',
    'linux-events-2l',
    'linux-events-fifo',
  ],

  model: [
    {
      about: 'What is exact',
      note: 'The lines, the order of the checks, the error numbers, the shared bytes and the exits follow Xen and Linux at the revisions in “In the source”. Each line is one indivisible step, which real code is not.',
      sources: ['xen-events', 'xen-events-2l', 'xen-events-fifo', 'linux-events'],
    },
    {
      about: 'Who runs when',
      note: 'Every vCPU has a processor to itself, and operations are begun one after the other. On a real machine they overlap; the locks that order them are left out. With FIFO Xen tries three times to lock an event’s old and new queue, and then loses the event with a warning.',
      sources: [],
    },
    {
      about: 'What is connected before',
      note: 'With FIFO the control blocks and the first page of words are set up before the first step, by these same listings. The story “Change to FIFO” shows it.',
      sources: ['linux-events-fifo'],
    },
    {
      about: 'The clock first',
      note: 'With two levels of bits Linux asks for the timer’s port before it looks at any other. Here the timer takes its turn among the bits.',
      sources: ['linux-events-2l'],
    },
    {
      about: 'One upcall vector',
      note: 'Only the events’ own vector is in the virtual local APIC here; priorities among vectors are not needed. A posted interrupt never finds another one posted.',
      sources: ['xen-vlapic'],
    },
    {
      about: 'INTx',
      note: 'The first interrupt of a level-triggered vector costs one more kick with APIC virtualisation, because the bitmap of vectors whose EOI exits has to change. The story begins later.',
      sources: ['xen-vmexit', 'linux-ioapic'],
    },
    {
      about: 'PV domains',
      note: 'A PV guest’s return from an upcall is one step through Xen. Linux restores the mask itself and asks Xen only when it has to.',
      sources: ['xen-pv-entry'],
    },
    {
      about: 'Late acknowledgement',
      note: 'Drivers here are done at once. Linux delays the unmasking of ports that ring without cause, up to a second.',
      sources: ['linux-events'],
    },
  ],
};
