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
    'other-name': 'Another name stands in front',
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
    wanted: 'The guest wants something',
    allowed: 'The kernel may ask',
    past: 'The guest will go on behind the call',
    equipped: 'The kernel has its doors',
    'copied-in': 'The question is read',
    stays: 'The guest will make its call again',
    back: 'The caller has its answer',
    'page-refused': 'Xen refuses the page',
  },

  story: {
    start: {
      what: 'A guest’s kernel starts.',
      why: 'Before it can ask Xen for anything, it must know that Xen is there.',
    },
    asked: {
      what: 'The kernel asks its processor who is there.',
      why: 'Xen answers this instruction, so the CPU goes over to Xen.',
    },
    'other-name': {
      what: 'The first answer is Hyper-V’s name, so the kernel asks further.',
      why: 'Xen shows it because Windows looks for it there.',
    },
    found: {
      what: 'The answer is Xen’s name, and the kernel goes on.',
      why: 'No real processor would give it.',
    },
    told: {
      what: 'The kernel tells Xen the address of a page of its own.',
      why: 'Xen shall fill it with ready-made calls.',
      cases: [
        {
          params: { how: ['page-misaligned'] },
          what: 'The kernel tells Xen an address in the middle of a page.',
          why: 'It wants a page of ready-made calls there.',
        },
        {
          params: { how: ['page-nowhere'] },
          what: 'The kernel tells Xen an address where it has no memory.',
          why: 'It wants a page of ready-made calls there.',
        },
      ],
    },
    installed: {
      what: 'Xen fills the page with small doors, one for each call.',
      why: 'It knows the instruction that this processor needs.',
    },
    equipped: {
      what: 'The kernel runs again, with a page full of doors.',
      why: 'Each makes one numbered call.',
    },
    'page-refused': {
      what: 'Xen refuses the address that it was given.',
      why: 'It must name a whole page of the guest’s own memory.',
    },
    wanted: {
      what: 'The guest wants something done by Xen.',
      why: 'It asks with one hypercall: a function call into Xen.',
      cases: [
        {
          params: { call: ['features'] },
          what: 'The guest wants to know what this Xen can do.',
          why: 'It asks with one hypercall: a function call into Xen.',
        },
        {
          params: { call: ['version'] },
          what: 'The guest wants to know which Xen this is.',
          why: 'It asks with one hypercall: a function call into Xen.',
        },
        {
          params: { call: ['send'] },
          what: 'The guest wants to ring at dom0, which owns the devices.',
          why: 'Xen reaches both; a hypercall asks it.',
        },
        {
          params: { call: ['memory'] },
          what: 'The guest wants to give pages of memory back.',
          why: 'Xen decides who has which memory; a hypercall tells it.',
        },
        {
          params: { call: ['multicall'] },
          what: 'The guest wants several things done by one hypercall.',
          why: 'A hypercall is a function call into Xen.',
        },
        {
          params: { call: ['mmu-update', 'iret'] },
          what: 'The guest makes a call that is for another kind of guest.',
          why: 'A hypercall is a function call into Xen.',
        },
      ],
    },
    prepared: {
      what: 'The kernel writes its question into its own memory.',
      why: 'A register will only say where it lies.',
      cases: [
        {
          params: { arguments: ['bad-pointer'] },
          what: 'The kernel prepares its call.',
          why: 'But the address that it will give leads nowhere.',
        },
      ],
    },
    loaded: {
      what: 'The kernel loads registers: which request it is, and a pointer to the question.',
      why: 'Xen will read them.',
      cases: [
        {
          params: { arguments: ['user-mode'] },
          what: 'A program of the guest loads the registers as the kernel would.',
          why: 'Nothing stops it from trying.',
        },
        {
          params: { call: ['version', 'console', 'mmu-update', 'iret'] },
          what: 'The kernel loads the registers with its request.',
          why: 'Xen will read them.',
        },
      ],
    },
    stub: {
      what: 'The kernel jumps to the door for its call.',
      why: 'The door’s first instruction puts the call’s number into a register.',
      cases: [
        {
          params: { call: ['iret'] },
          what: 'This door is walled up, and the processor stops the kernel.',
          why: 'The call is for another kind of guest.',
        },
      ],
    },
    left: {
      what: 'The next instruction calls Xen: the guest’s CPU now runs Xen.',
      why: 'A hypercall is an exit that the guest wants.',
      again: 'The guest makes its call {n} more times, without knowing it.',
    },
    allowed: {
      what: 'Xen checks who is calling: the guest’s kernel.',
      why: 'Programs of the guest would be refused here.',
    },
    dispatched: {
      what: 'Xen finds the number in its list, and calls its own function for it.',
      why: 'The guest names no address.',
    },
    translated: {
      what: 'Xen follows the pointer, and looks whether the guest itself may read there.',
      why: 'It trusts no guest’s pointer.',
    },
    faulted: {
      what: 'The pointer leads nowhere, and Xen stops following it.',
      why: 'The guest has no page there.',
      cases: [
        {
          params: { arguments: ['read-only'] },
          what: 'The page may be read but not written: Xen stops.',
          why: 'The guest’s own rules say so.',
        },
      ],
    },
    'copied-in': {
      what: 'Xen reads the question from the kernel’s memory.',
      why: 'It works on its own copy, which the guest cannot change.',
    },
    'copied-out': {
      what: 'Xen checks the pointer again, for writing, and writes its answer into the kernel’s memory.',
      why: 'The pointer says where.',
      cases: [
        {
          params: { call: ['multicall'] },
          what: 'Xen writes the first result beside its request.',
          why: 'One exit can serve the whole list.',
        },
      ],
      again: 'Xen works on, down the list.',
    },
    'page-gone': {
      what: 'Xen takes one page away from the guest.',
      why: 'Reading it now would find nothing.',
      again: 'Xen takes {n} more away.',
    },
    preempted: {
      what: 'Xen breaks off: this processor has something more urgent to do.',
      why: 'A long call must not hold it up.',
      again: 'Xen breaks off {n} more times.',
    },
    stays: {
      what: 'Xen rewrites the registers, so that the guest will make its call again.',
      why: 'It will ask for the rest.',
      again: 'The same again, {n} more times.',
    },
    softirq: {
      what: 'Xen does what could not wait.',
      why: 'Then the guest runs again, and repeats its call.',
      again: 'The same again, {n} more times.',
    },
    refused: {
      what: 'Xen refuses, with a negative number.',
      why: 'What was asked makes no sense or is forbidden.',
      cases: [
        {
          params: { arguments: ['user-mode'] },
          what: 'Xen refuses: a program is calling, not the kernel.',
          why: 'It knows guests, not their users.',
        },
        {
          params: { call: ['multicall'], arguments: ['good'] },
          what: 'One request in the list is refused.',
          why: 'The others are done all the same.',
        },
        {
          params: { call: ['mmu-update', 'iret'] },
          what: 'Xen refuses: this guest has no such call.',
          why: 'It is for another kind of guest.',
        },
        {
          params: { call: ['console'] },
          what: 'Xen refuses: this guest may not write to Xen’s own console.',
          why: 'That is for who runs the machine.',
        },
        {
          params: { arguments: ['bad-pointer', 'read-only'] },
          what: 'Xen answers with an error number.',
          why: 'It could not use the pointer. The guest merely learns so.',
        },
        {
          params: { arguments: ['forbidden'] },
          what: 'Xen refuses: this is not for this guest to ask.',
          why: 'A guest may not meddle with others.',
        },
      ],
    },
    answered: {
      what: 'Xen puts the result into the first register, in place of the number.',
      why: 'Nought or more is good.',
      cases: [
        {
          params: { call: ['memory'], arguments: ['bad-pointer', 'bad-value', 'forbidden'] },
          what: 'Xen answers: nought pages were given back.',
          why: 'It counts what it did, even if that is nothing.',
        },
      ],
    },
    back: {
      what: 'The guest goes on, with the result in its register.',
      why: 'To its code it looked like one slow instruction.',
      cases: [
        {
          params: { call: ['iret'], how: ['page'], arguments: ['good'] },
          what: 'The kernel gets a fault instead of an answer.',
          why: 'Xen was not called.',
        },
      ],
    },
    end: {
      what: 'The caller has its answer, and the call is over.',
      why: 'Whatever the guest named, Xen has checked.',
      cases: [
        {
          params: { how: ['page-misaligned', 'page-nowhere'] },
          what: 'Without its page this kernel does not call Xen.',
          why: 'It made no hypercall.',
        },
        {
          params: { call: ['iret'], how: ['page'], arguments: ['good'] },
          what: 'No hypercall was made.',
          why: 'The page of doors has none for this call.',
        },
      ],
    },
  },
  goals: {
    find: 'Find Xen',
    doors: 'Get the doors',
    fill: 'Fill the registers',
    fall: 'Go through a door',
    work: 'Do what was asked',
    back: 'Come back',
  },
  counts: ['X', 'Hg'],
  handles: [
    {
      param: 'call',
      label: 'The guest asks',
      values: [
        ['features', 'what can you do?'],
        ['send', 'ring at dom0'],
        ['memory', 'take pages back'],
      ],
    },
    {
      param: 'arguments',
      label: 'Its pointer',
      values: [
        ['good', 'is good'],
        ['bad-pointer', 'leads nowhere'],
        ['user-mode', 'is a program’s'],
      ],
    },
    {
      param: 'preempt',
      label: 'During the call',
      values: [
        ['off', 'nothing comes up'],
        ['on', 'urgent work comes'],
      ],
    },
  ],

  questions: {
    base: {
      ask: 'The kernel asks its processor for a name, by number: first at 0x40000000 and, if the name is not Xen’s, 0x100 further on. Where will it find Xen’s?',
      options: {
        first: {
          text: 'At the first number',
          reply:
            'Xen’s leaves begin at 0x40000000, unless it shows the guest Hyper-V’s interface as well. Then those come first, because Windows looks only there.',
        },
        second: {
          text: 'At the next one, 0x100 further on',
          reply:
            'With Hyper-V’s leaves in front, the first name is “Microsoft Hv” and Xen’s own leaves begin at 0x40000100. A guest that stopped at the first name would miss it.',
        },
      },
    },
    owner: {
      ask: 'The guest has told Xen an address, for a page of ready-made calls. Into whose memory will Xen write them?',
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
      ask: 'The registers are loaded. Until the caller has its answer, how many times will the guest’s processor fall into Xen?',
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
      ask: 'Xen calls the function behind the number. Its answer goes into the register RAX: nought or more is good; EFAULT is a bad pointer, EINVAL a bad value, ENOSYS no such call. What will it be?',
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

  threads: { guest: { name: 'guest vCPU 0', short: 'guest', plain: 'guest’s CPU' } },
  worlds: {
    'guest-user': 'guest user',
    'guest-kernel': 'guest kernel',
    hypervisor: 'Xen',
    backend: 'dom0 kernel',
    'device-model': 'device model',
    hardware: 'hardware',
  },
  columns: { guest: 'The guest', host: '' },
};
