/** Event channels: the words of the engine's scenario of the same id that travel with the widget. */
import type { ScenarioLabels } from './words.ts';

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
    end: 'After',
  },

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
      ask: 'The port’s bit is set. Will Xen now tell the vCPU, by setting its upcall byte?',
      options: {
        yes: {
          text: 'Yes, the vCPU is told',
          reply:
            'It is told if the port is not masked and the vCPU has not been told already. The bits in between, selector or queue, are how the receiver will find the port.',
        },
        no: {
          text: 'No, only the bit stays',
          reply:
            'A masked port keeps its bit and disturbs nobody: it is looked at when it is unmasked. And a vCPU that has been told and has not looked yet needs no second word.',
        },
      },
    },
    exits: {
      ask: 'The vCPU’s byte is set. Before the interrupt arrives, will that vCPU leave guest mode: will there be a VM exit for it?',
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
            'The byte alone interrupts nobody. Over INTx Xen tells vCPU 0 only: another vCPU’s events set their bits and wait for ever, which is why such a Linux keeps events on vCPU 0.',
        },
      },
    },
    acknowledges: {
      ask: 'The interrupt has been taken. Will the guest acknowledge it at a local APIC (EOI), and what does that cost?',
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
      ask: 'The guest looks what has happened. Which port will it hand to its driver first?',
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
      ask: 'A kernel asks Xen for an operation on event channels. What will be in RAX when it comes back?',
      options: {
        given: {
          text: '{value}',
          reply:
            'That is what Xen answers in this run. Zero means done; a negative number is an error, and which one depends on the order in which Xen checks.',
        },
        zero: {
          text: '{value}',
          reply:
            'Zero means done. It does not mean that anybody was told: ringing a port that nobody is bound to is answered with zero as well.',
        },
        einval: {
          text: '{value}',
          reply:
            'The answer to most impossible requests: a port beyond the table, a free one, an IPI that is to be moved, an end that belongs to Xen.',
        },
        enospc: {
          text: '{value}',
          reply:
            'No port is left: the toolstack’s limit, 1,023 by default, or the end of the ABI, 4,095 for two levels and 131,071 for FIFO.',
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
    guest: { name: 'guest vCPU 0', short: 'vCPU 0' },
    guest1: { name: 'guest vCPU 1', short: 'vCPU 1' },
    dom0: { name: 'dom0 vCPU 0', short: 'dom0' },
    timer: { name: 'a timer', short: 'timer' },
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
