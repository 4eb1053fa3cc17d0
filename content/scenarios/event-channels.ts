/** Event channels: the words of the engine's scenario of the same id that travel with the widget. */
import type { ScenarioLabels } from './words.ts';

/** Stories in which dom0 rings a bell of the guest's, and all in which a bell of the guest's is rung. */
const CONNECTED = ['send', 'two-sends', 'masked', 'move', 'order', 'fifo-setup'];
const RINGS = [...CONNECTED, 'ipi', 'virq'];

export const eventChannels: ScenarioLabels = {
  title: 'Event channels: one bit that crosses domains',

  narration: [
    () => import('../narration/continuation.ts'),
    () => import('../narration/event-binding.ts'),
    () => import('../narration/event-channel.ts'),
    () => import('../narration/event-fifo.ts'),
    () => import('../narration/event-ops.ts'),
    () => import('../narration/hypercall.ts'),
    () => import('../narration/linux-event-ops.ts'),
    () => import('../narration/linux-events.ts'),
    () => import('../narration/linux-events-fifo.ts'),
    () => import('../narration/sched-op.ts'),
    () => import('../narration/upcall.ts'),
    () => import('../narration/event-channels-program.ts'),
  ],

  moments: {
    start: 'Before',
    called: 'A kernel asks Xen',
    allocated: 'A port is offered',
    bound: 'A port is bound',
    registered: 'A driver takes the port',
    halted: 'A vCPU sleeps',
    sent: 'Somebody rings',
    dropped: 'Nobody is there',
    pending: 'The bit is set',
    merged: 'It was set already',
    held: 'The port is masked',
    selected: 'The second level is set',
    linked: 'The port joins a queue',
    marked: 'The vCPU’s byte is set',
    posted: 'The vector is posted',
    kicked: 'A processor is kicked',
    woken: 'The vCPU is woken',
    upcall: 'A kernel is interrupted',
    eoi: 'The interrupt is acknowledged',
    cleared: 'The byte is cleared',
    scanned: 'It looks which port rang',
    found: 'A port is found',
    handled: 'The driver is told',
    unmasked: 'The port is unmasked',
    moved: 'The port moves to another vCPU',
    switched: 'FIFO takes over',
    closed: 'A port is closed',
    refused: 'Xen refuses',
    wished: 'Somebody wants to ring',
    rung: 'A ring sets the bit',
    doubled: 'A ring finds the bit set',
    waits: 'A ring waits behind the mask',
    flagged: 'A ring sets the vCPU’s byte',
    raised: 'The interrupt line rises',
    taken: 'A ring interrupts a kernel',
    lowered: 'The byte of a ring is cleared',
    looked: 'A ring is looked for',
    picked: 'The port of a ring is found',
    answered: 'The driver hears the ring',
    listening: 'A driver listens',
    'both-listen': 'A driver in dom0 listens',
    muted: 'The driver masks its port',
    unmuted: 'The driver unmasks its port',
    doubtful: 'A kernel asks for what cannot be',
    end: 'After',
  },

  story: {
    start: {
      what: 'Two systems share a machine: a guest, and dom0, which owns the devices.',
      why: 'A signal between them goes through Xen.',
    },
    allocated: {
      what: 'Xen gives out a bell that one named domain may ring.',
      why: 'A bell is one bit in memory.',
      again: 'More bells are given out: {n}.',
      cases: [
        {
          params: { story: [...CONNECTED, 'unbound', 'limits'] },
          what: 'The guest asks Xen for a bell that dom0 may ring.',
          why: 'A bell is one bit in memory.',
        },
      ],
    },
    listening: {
      what: 'A kernel has one of its drivers listen to the bell.',
      why: 'Xen knows bells, not drivers.',
      again: 'More drivers listen to their bells: {n}.',
    },
    bound: {
      what: 'A bell is tied to whoever may ring it.',
      why: 'Nobody else can.',
      again: 'More bells are tied: {n}.',
      cases: [
        {
          params: { story: [...CONNECTED, 'unbound'] },
          what: 'The other domain, dom0, ties a bell to the guest’s.',
          why: 'From now on dom0 may ring it, and nobody else.',
        },
        {
          params: { story: ['ipi'] },
          what: 'The guest makes a bell for its own second CPU.',
          why: 'Only its own CPUs can ring it.',
        },
        {
          params: { story: ['virq'] },
          what: 'The guest ties a bell to a timer of Xen’s.',
          why: 'Only Xen can ring it.',
        },
      ],
    },
    moved: {
      what: 'Xen notes another CPU for the bell to interrupt.',
      why: 'Each bell interrupts one CPU.',
    },
    switched: {
      what: 'From now on Xen puts rung bells into queues.',
      why: 'A queue keeps their order, and one queue goes before another.',
    },
    muted: {
      what: 'The guest puts the bell on hold.',
      why: 'That is a bit in memory: Xen is not called.',
    },
    halted: {
      what: 'A CPU of the guest has nothing to do and sleeps.',
      why: 'Xen lets others use the processor.',
    },
    wished: {
      what: 'A kernel wants to tell somebody to look.',
      why: 'It cannot reach there itself: it will ask Xen.',
      cases: [
        {
          params: { story: CONNECTED },
          what: 'A driver in the other domain, dom0, wants the guest’s driver to look.',
          why: 'It cannot reach there itself.',
        },
        {
          params: { story: ['ipi'] },
          what: 'The guest’s first CPU wants the second to look.',
          why: 'It cannot interrupt it by itself.',
        },
        {
          params: { story: ['virq'] },
          what: 'A timer of Xen’s has run out.',
          why: 'The guest has asked to be told.',
        },
      ],
    },
    sent: {
      what: 'A bell is to be rung.',
      why: 'Nothing but the bell is named: there is no message.',
      again: 'The bell is rung again.',
      cases: [
        {
          params: { story: CONNECTED },
          what: 'The CPU of dom0 goes into Xen, which looks up who may ring.',
          why: 'There is no message.',
        },
        {
          params: { story: ['ipi'] },
          what: 'That CPU goes into Xen, which looks up who may ring.',
          why: 'There is no message.',
        },
        {
          params: { story: ['virq'] },
          what: 'Xen looks up which bell of the guest’s the timer rings.',
          why: 'No domain has asked for it now.',
        },
      ],
    },
    dropped: {
      what: 'Nobody is tied to the bell, so the ring is dropped.',
      why: 'Xen still answers that all is well.',
      again: 'Again a ring is dropped.',
    },
    rung: {
      what: 'Xen sets the bell’s bit, where its owner will look.',
      why: 'A second ring before that adds nothing.',
      again: 'More rings: {n}.',
      cases: [
        {
          params: { story: RINGS },
          what: 'The ring is allowed: Xen sets the bell’s bit in the guest’s memory.',
          why: 'A second ring adds nothing.',
        },
      ],
    },
    doubled: {
      what: 'The bit is still set: two rings have become one.',
      why: 'One look will find the work of both.',
      again: 'More rings find it set: {n}.',
    },
    waits: {
      what: 'The bell is on hold, so nobody is disturbed.',
      why: 'The bit is kept, and can be looked at later.',
    },
    unmuted: {
      what: 'The guest takes the bell off hold.',
      why: 'A ring that came meanwhile has to be made up for.',
    },
    flagged: {
      what: 'Xen sets the flag that tells the guest’s CPU to look.',
      why: 'There is one flag for all its bells.',
      again: 'The flag is set again.',
      cases: [
        {
          params: { story: ['masked'], delivery: ['pv'], abi: ['2-level'] },
          what: 'The guest itself sets the flag that tells its CPU to look.',
          why: 'It may: Xen and it share the flag.',
        },
        {
          params: { story: ['custom'] },
          what: 'The flag that tells a CPU to look is set.',
          why: 'There is one flag for all its bells.',
        },
      ],
    },
    posted: {
      what: 'Xen leaves an interrupt where the guest’s CPU itself will find it.',
      why: 'Nobody has to stop that CPU.',
      cases: [
        {
          params: { vcpu: ['halted'], story: ['send', 'two-sends', 'ipi', 'virq', 'move', 'order'] },
          what: 'Xen leaves an interrupt where the guest’s CPU itself will find it.',
          why: 'The sleeping CPU is made ready to run.',
        },
      ],
    },
    raised: {
      what: 'Xen raises an interrupt line, as a card would.',
      why: 'Xen does so for the guest’s first CPU alone.',
    },
    kicked: {
      what: 'Xen makes the guest’s CPU come into Xen.',
      why: 'On its way back it gets the interrupt.',
    },
    woken: {
      what: 'The sleeping CPU is made ready to run.',
      why: 'It finds the ring on its way back in.',
    },
    taken: {
      what: 'The receiver’s CPU is interrupted.',
      why: 'One interrupt stands for all bells: it does not say which rang.',
      again: 'It is interrupted again.',
      cases: [
        {
          params: { story: RINGS },
          what: 'The interrupt takes the guest’s CPU out of its program, into its kernel.',
          why: 'It names no bell.',
        },
      ],
    },
    lowered: {
      what: 'Its kernel first takes the flag down.',
      why: 'A ring during its look will raise the flag again: none is lost.',
      again: 'It takes the flag down again.',
    },
    picked: {
      what: 'The kernel finds the bell that rang.',
      why: 'The bit’s place in its row is the bell’s number.',
      again: 'Bells found: {n} more.',
      cases: [
        { params: { story: ['custom'] }, what: 'The kernel finds the bell that rang.' },
        {
          params: { story: ['fifo-setup'] },
          what: 'The kernel finds the bell that rang.',
          why: 'It is the first in its queue.',
        },
        {
          params: { abi: ['fifo'] },
          what: 'The kernel finds the bell that rang.',
          why: 'It is the first in its queue.',
        },
      ],
    },
    answered: {
      what: 'The kernel clears the bit, then calls the bell’s driver.',
      why: 'What there is to do, the driver finds elsewhere.',
      again: 'Drivers called: {n} more.',
    },
    closed: {
      what: 'A bell is taken away.',
      why: 'Whoever rings it now is refused, or not heard.',
      again: 'More bells are taken away: {n}.',
    },
    refused: {
      what: 'Xen refuses the call.',
      why: 'It checks what a kernel hands it.',
      again: 'Xen refuses again.',
    },
    end: {
      what: 'All is done: every call has its answer.',
      cases: [
        {
          params: { story: ['ipi', 'move'], delivery: ['intx'] },
          what: 'The bell was rung, but its CPU is not interrupted.',
          why: 'Xen raises the line for the first CPU alone.',
        },
        {
          params: { story: ['order'] },
          what: 'All three drivers were called: the guest’s CPU is done with the interrupt.',
          why: 'No message crossed.',
        },
        {
          params: { story: RINGS },
          what: 'The guest’s CPU is done with the interrupt and goes on.',
          why: 'No message crossed: a bell says only “look”.',
        },
      ],
    },
  },
  goals: {
    make: 'Set up a bell',
    send: 'Ring it',
    mark: 'Mark what waits',
    reach: 'Reach the processor',
    find: 'Find who rang',
    answer: 'Answer for it',
    end: 'Take it away',
  },
  counts: ['Hb', 'Ig', 'X'],
  handles: [
    {
      param: 'story',
      label: 'Ring',
      values: [
        ['send', 'once'],
        ['two-sends', 'twice'],
        ['masked', 'while on hold'],
      ],
    },
    {
      param: 'vcpu',
      label: 'Guest’s CPU',
      values: [
        ['running', 'stays awake'],
        ['halted', 'goes to sleep'],
      ],
    },
    {
      param: 'delivery',
      label: 'How it interrupts',
      values: [
        ['per-vcpu-vector', 'CPU takes it itself'],
        ['callback-vector', 'Xen stops the CPU'],
        ['pv', 'Xen calls the kernel'],
      ],
    },
  ],

  questions: {
    runs: {
      ask: 'Somebody rings. Counting from this moment to the end of this run: how many times will a driver be told?',
      options: {
        counted: {
          text: '{value}',
          reply:
            'That is what the run counts. A port has one bit and no counter: whatever rings before the receiver looks is one event, and what rings where nobody is bound is none.',
        },
        sends: {
          text: '{value}',
          reply:
            'That is how often somebody rings from here on. Ringing is not queued: until the receiver has looked, the bit is set already, and the next ring changes nothing.',
        },
        double: {
          text: '{value}',
          reply:
            'There is no answer to a ring, and no second interrupt for it. An event goes one way, once, and says nothing but “look”.',
        },
        none: {
          text: '{value}',
          reply:
            'A driver is told unless the event is dropped, because nobody is bound to the port, or held, because the port is masked and stays masked.',
        },
      },
    },
    tells: {
      ask: 'The bell’s bit is set. Will Xen now tell its owner’s processor to look, by setting its flag?',
      options: {
        yes: {
          text: 'Yes, the processor is told',
          reply:
            'It is told if the bell is not on hold (its port masked) and the processor has not been told already. The bits in between, selector or queue, are how the receiver will find the port.',
        },
        no: {
          text: 'No, only the bit stays',
          reply:
            'A bell on hold (a masked port) keeps its bit and disturbs nobody: it is looked at when the hold is over. And a processor that has been told and has not looked yet needs no second word.',
        },
      },
    },
    exits: {
      ask: 'The flag that tells the guest’s CPU to look is set. Before the interrupt arrives, must the guest stop for it: will there be a VM exit?',
      options: {
        yes: {
          text: 'Yes, one exit at least',
          reply:
            'A running vCPU has to be brought out of guest mode if Xen is to inject something on its way back in. That is what the kick is for; posted interrupts do without.',
        },
        no: {
          text: 'No, no exit for this',
          reply:
            'With posted interrupts the processor takes the vector in guest mode. And a vCPU that sleeps, or that is in Xen anyway, has left guest mode before.',
        },
        none: {
          text: 'No interrupt will arrive at all',
          reply:
            'The flag alone interrupts nobody. Over INTx Xen tells vCPU 0 only: another vCPU’s events set their bits and wait for ever, which is why such a Linux keeps events on vCPU 0.',
        },
      },
    },
    acknowledges: {
      ask: 'The interrupt has been taken. Will the guest tell an interrupt controller that it is done with it, and what does that cost?',
      options: {
        exit: {
          text: 'Yes, and it costs an exit',
          reply:
            'What came through the local APIC stays in service until EOI. Without APIC virtualisation the EOI is a write that Xen carries out; a level-triggered line has to be heard of in any case.',
        },
        virtual: {
          text: 'Yes, without an exit',
          reply:
            'With APIC virtualisation the processor keeps the service register itself, so the EOI of an edge-triggered vector never leaves guest mode.',
        },
        none: {
          text: 'No, there is nothing to acknowledge',
          reply:
            'A callback vector is injected past the local APIC, and a PV guest has none. What stands for an acknowledgement is the byte that the handler clears.',
        },
      },
    },
    order: {
      ask: 'A kernel looks which of its bells (its ports) have rung. For which will it call the driver first?',
      options: {
        first: {
          text: 'Port {value}',
          reply:
            'With two levels, bits have no memory of who rang first: the look goes upwards from behind the port handled last, at first from 0. With FIFO the queue and the place in it decide.',
        },
        second: {
          text: 'Port {value}',
          reply:
            'With two levels it goes first only if the last look stopped right before it. With FIFO it depends on the priority, and within a priority on who rang first.',
        },
        third: {
          text: 'Port {value}',
          reply:
            'With two levels it goes first only if the last look stopped between the second and it. With FIFO it does if it has the most urgent priority, or rang first in its queue.',
        },
      },
    },
    answer: {
      ask: 'A kernel asks for what cannot be done: to ring where nobody is connected, or for a port when none is left. What will Xen answer, 0 for “done” or an error?',
      options: {
        given: {
          text: '{value}',
          reply:
            'That is what Xen answers in this run. Zero means done, and a ring that nobody can hear counts as done; a negative number is an error, and which one depends on the order in which Xen checks.',
        },
        zero: {
          text: '{value}',
          reply:
            'Zero would be the answer to a ring on an open port that nobody has bound: it is dropped, and counts as done. A port that there is not, or not any more, is an error.',
        },
        einval: {
          text: '{value}',
          reply:
            'That is the answer to a port that there is not: one beyond the table, or a free one. A port that was offered and not bound is there, and a full table has an error of its own.',
        },
        enospc: {
          text: '{value}',
          reply:
            'That would mean that no port is left: the toolstack’s limit, 1,023 by default, or the end of the ABI, 4,095 for two levels and 131,071 for FIFO.',
        },
      },
    },
  },

  params: {
    story: {
      label: 'Story',
      hint: 'What happens',
      options: {
        send: 'Connect and ring once',
        'two-sends': 'Ring twice before anyone looks',
        masked: 'Ring at a masked port',
        unbound: 'Ring where nobody is',
        ipi: 'One vCPU interrupts another',
        virq: 'A timer of Xen’s',
        move: 'Move a port to another vCPU',
        order: 'Three ports: which goes first?',
        limits: 'The last port, and one more',
        'fifo-setup': 'Change to FIFO while an event waits',
        reset: 'Close everything, with a break',
        custom: 'Your own operations',
      },
    },
    abi: {
      label: 'ABI',
      hint: 'Two levels of bits, or one word for each port, linked into queues',
      options: { '2-level': '2-level: bits and a selector', fifo: 'FIFO: words and queues' },
    },
    delivery: {
      label: 'Delivery',
      hint: 'How an event reaches the guest’s vCPU; the last one makes it a PV guest',
      options: {
        'per-vcpu-vector': 'per-vCPU vector, through the local APIC',
        'callback-vector': 'callback vector, past the local APIC',
        intx: 'INTx line of the platform device',
        pv: 'PV: called back by Xen',
      },
    },
    vcpu: {
      label: 'Receiver',
      hint: 'What the vCPU that is to be told does meanwhile',
      options: { running: 'runs on a processor of its own', halted: 'sleeps' },
    },
    apicv: {
      label: 'APIC virtualisation',
      hint: 'The processor itself delivers posted interrupts and takes acknowledgements',
    },
    cap: {
      label: 'Port limit',
      hint: 'How many ports the toolstack allows',
      options: { '1023': '1,023, xl’s default', abi: 'as many as the ABI can name' },
    },
    ops: {
      label: 'Operations',
      hint: 'Used by the story “Your own operations”. Who (g0 or g1, the guest’s vCPUs; d, dom0; xen), a dot, what, and numbers in brackets; a semicolon between them. d.send(1) rings port 1.',
    },
  },

  threads: {
    guest: { name: 'guest vCPU 0', short: 'vCPU 0', plain: 'guest’s CPU' },
    guest1: { name: 'guest vCPU 1', short: 'vCPU 1', plain: 'second CPU' },
    dom0: { name: 'dom0 vCPU 0', short: 'dom0', plain: 'dom0’s CPU' },
    timer: { name: 'a timer', short: 'timer', plain: 'Xen’s timer' },
  },
  worlds: {
    'guest-user': 'guest user',
    'guest-kernel': 'guest kernel',
    hypervisor: 'Xen',
    backend: 'dom0 kernel',
    'device-model': 'device model',
    hardware: 'hardware',
  },
  columns: { guest: 'Guest', host: 'Driver domain (dom0)' },
};
