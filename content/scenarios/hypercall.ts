/** Hypercalls: the words of the engine's scenario of the same id that travel with the widget. */
import type { ScenarioLabels } from './words.ts';

export const hypercall: ScenarioLabels = {
  title: 'A hypercall: from the guest’s registers to Xen and back',

  narration: [
    () => import('../narration/continuation.ts'),
    () => import('../narration/cpuid.ts'),
    () => import('../narration/event-binding.ts'),
    () => import('../narration/event-channel.ts'),
    () => import('../narration/event-fifo.ts'),
    () => import('../narration/event-ops.ts'),
    () => import('../narration/guest-walk.ts'),
    () => import('../narration/hvm-op.ts'),
    () => import('../narration/hypercall.ts'),
    () => import('../narration/hypercall-page.ts'),
    () => import('../narration/linux-detect.ts'),
    () => import('../narration/memory-op.ts'),
    () => import('../narration/multicall.ts'),
    () => import('../narration/sched-op.ts'),
    () => import('../narration/svm.ts'),
    () => import('../narration/upcall.ts'),
    () => import('../narration/xen-version.ts'),
    () => import('../narration/hypercall-program.ts'),
  ],

  moments: {
    start: 'Before',
    asked: 'The guest asks who is there',
    found: 'Xen’s name is found',
    told: 'An address is written to a register',
    installed: 'Xen fills the page',
    prepared: 'The arguments are in memory',
    loaded: 'The registers are loaded',
    stub: 'The stub runs',
    left: 'The guest leaves guest mode',
    dispatched: 'Xen looks up the number',
    walk: 'Xen follows the pointer',
    translated: 'The bytes are found',
    faulted: 'The pointer is refused',
    'copied-out': 'The answer is written back',
    'entry-done': 'One entry is done',
    'page-gone': 'A page is given back',
    preempted: 'The call is made to stop',
    continued: 'Past the instruction, or not?',
    softirq: 'Something more urgent is done',
    refused: 'Xen refuses',
    answered: 'The answer is in RAX',
    fault: 'The guest gets a fault',
    returned: 'Back in the guest',
    end: 'After',
  },

  questions: {
    base: {
      ask: 'The guest asks leaf after leaf for Xen’s name, beginning at 0x40000000. Where will it find it?',
      options: {
        first: {
          text: 'In the first leaf it asks',
          reply:
            'Xen’s leaves begin at 0x40000000, unless it shows the guest Hyper-V’s interface as well. Then those come first, because Windows looks only there.',
        },
        second: {
          text: 'In the next one, 0x100 further on',
          reply:
            'With Hyper-V’s leaves in front, the first name is “Microsoft Hv” and Xen’s own leaves begin at 0x40000100. A guest that stopped at the first name would miss it.',
        },
      },
    },
    owner: {
      ask: 'The guest has written an address to Xen’s register. Into whose memory will Xen write the hypercall page?',
      options: {
        guest: {
          text: 'Into the guest’s own RAM',
          reply:
            'The page is ordinary RAM of the guest, at the address that it chose. Xen writes it once. After that it is the guest’s code in the guest’s memory.',
        },
        xen: {
          text: 'Into Xen’s, which is then mapped for the guest',
          reply:
            'No page of Xen’s is mapped for this. The guest names a page of its own, and Xen only fills it: a guest could write the same bytes itself.',
        },
        nobody: {
          text: 'Into nobody’s: the write fails',
          reply:
            'An address inside a page, or one where the guest has no RAM, is answered with a general protection fault, as a real processor does for a bad value.',
        },
      },
    },
    exits: {
      ask: 'The registers are loaded. Until the caller has its answer, how many times will the vCPU leave guest mode?',
      options: {
        counted: {
          text: '{value}',
          reply:
            'That is what this run counts. A hypercall is one exit, like any other. One that is preempted is made again, and each time is an exit; one whose stub holds an invalid opcode never leaves.',
        },
        none: {
          text: '{value}',
          reply:
            'A hypercall is not a jump into mapped code. VMCALL and VMMCALL leave guest mode, and that is what makes them a call to Xen.',
        },
        one: {
          text: '{value}',
          reply:
            'One exit is the whole way there and back, if nothing comes between. A call that is asked to stop costs one more each time it is made again.',
        },
        two: {
          text: '{value}',
          reply:
            'The way back is an entry and not a second exit. Two exits mean that the call was made twice, because it was asked to stop in between.',
        },
      },
    },
    answer: {
      ask: 'Xen calls the function behind the number. When the whole call is over, what will be in RAX?',
      options: {
        given: {
          text: '{value}',
          reply:
            'That is what it answers in this run. Negative numbers are errors and always mean the same; some calls answer with a count, and then a failure is only a smaller number.',
        },
        zero: {
          text: '{value}',
          reply:
            'Zero means done for most calls. For those that count, it means that nothing was done; and a multicall answers zero though its entries failed.',
        },
        efault: {
          text: '{value}',
          reply:
            'The answer to a pointer that leads nowhere, or where the guest may not write. Not every call looks at its pointer, and memory_op answers with a count instead.',
        },
        einval: {
          text: '{value}',
          reply:
            'The answer to arguments that were read and make no sense. Before that come the number, the privilege and the pointer, each with an error of its own.',
        },
        enosys: {
          text: '{value}',
          reply:
            'The answer to a number or a command that this Xen does not have, or not for this kind of guest. Guests find out what there is by trying.',
        },
      },
    },
    pointer: {
      ask: 'Xen follows the guest’s pointer through the guest’s page tables. What will come of it?',
      options: {
        copied: {
          text: 'The bytes are copied',
          reply:
            'Where every level has an entry and the frame is the guest’s own, Xen copies. The address is linear, as the guest’s kernel uses it, and not physical.',
        },
        error: {
          text: 'An error number for the guest',
          reply:
            'A pointer that leads nowhere is a mistake in an argument. Xen stops walking and answers with a number; the guest is not interrupted.',
        },
        'page-fault': {
          text: 'A page fault for the guest',
          reply:
            'A processor would raise one. Xen walks in software and on the guest’s behalf: it answers with an error number and injects nothing.',
        },
      },
    },
    resumes: {
      ask: 'The call has been made to stop halfway. When the guest runs again, which instruction will it execute first?',
      options: {
        again: {
          text: 'The same one: it makes the call again',
          reply:
            'RIP was not moved past the instruction, and the registers now ask for the rest. The guest repeats its call without knowing it, and may be interrupted in between.',
        },
        after: {
          text: 'The one behind it, with part of the answer',
          reply:
            'Then the guest would have to know how to go on, and every guest would need code for it. Xen rewrites the registers instead, and the same instruction does the rest.',
        },
      },
    },
  },

  params: {
    call: {
      label: 'Call',
      hint: 'What the guest asks Xen for',
      options: {
        version: 'xen_version: which version?',
        features: 'xen_version: which features?',
        send: 'event_channel_op: ring a port',
        status: 'event_channel_op: what is this port?',
        poll: 'sched_op: wait for a port',
        'set-param': 'hvm_op: set a parameter',
        memory: 'memory_op: give pages back',
        multicall: 'multicall: four calls in one',
        console: 'console_io: write to Xen’s console',
        'mmu-update': 'mmu_update: a PV guest’s call',
        iret: 'iret: a PV guest’s call',
      },
    },
    arguments: {
      label: 'Arguments',
      hint: 'Good ones, or one of the ways in which they can be bad',
      options: {
        good: 'good',
        'bad-pointer': 'bad pointer: to nowhere',
        'read-only': 'read-only: it must not be written',
        'bad-value': 'bad value: it makes no sense',
        forbidden: 'forbidden: not for this guest',
        'user-mode': 'user mode: good, but from a program',
      },
    },
    how: {
      label: 'Way of calling',
      hint: 'Through the page that Xen fills, as Linux did until 2024, or with the kernel’s own instruction',
      options: {
        page: 'hypercall page',
        direct: 'direct instruction',
        'page-misaligned': 'page at a bad address: inside a page',
        'page-nowhere': 'page at a bad address: no RAM',
      },
    },
    vendor: {
      label: 'Processor',
      hint: 'Whose virtualisation extension: another instruction, other exit codes',
      options: { intel: 'Intel: VMCALL', amd: 'AMD: VMMCALL' },
    },
    viridian: {
      label: 'Hyper-V leaves',
      hint: 'Xen shows the guest Hyper-V’s interface too, and in front of its own',
    },
    preempt: { label: 'Busy processor', hint: 'Something more urgent comes up while a long call is at work' },
  },

  threads: { guest: { name: 'guest vCPU 0', short: 'guest' } },
  worlds: {
    'guest-user': 'guest user',
    'guest-kernel': 'guest kernel',
    hypervisor: 'Xen',
    backend: 'dom0 kernel',
    'device-model': 'device model',
    hardware: 'hardware',
  },
  columns: { guest: 'Guest', host: 'Other domains' },
};
