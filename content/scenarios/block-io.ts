/** A block write, end to end: the words of the engine's scenario of the same id. */
import { REQUEST_GOALS } from './goals.ts';
import type { ScenarioLabels } from './words.ts';

export const blockIo: ScenarioLabels = {
  title: 'A block write, end to end',

  narration: [
    () => import('../narration/blkback.ts'),
    () => import('../narration/blkfront.ts'),
    () => import('../narration/disk.ts'),
    () => import('../narration/event-channel.ts'),
    () => import('../narration/grant-table.ts'),
    () => import('../narration/hypercall.ts'),
    () => import('../narration/linux-events.ts'),
    () => import('../narration/ring.ts'),
    () => import('../narration/upcall.ts'),
    () => import('../narration/block-io-program.ts'),
  ],

  moments: {
    start: 'Before',
    submit: 'The driver takes the request',
    granted: 'A page is ready to share',
    written: 'The slot is filled',
    published: 'The index moves',
    decided: 'Ring, or not?',
    kicked: 'The guest rings',
    pending: 'A bit is set for dom0',
    'backend-upcall': 'dom0 is interrupted',
    woken: 'blkback wakes',
    consumed: 'The request is copied out',
    taken: 'The slot may be used again',
    laid: 'The answer lies in its slot',
    'dom0-armed': 'dom0 asks to be told',
    'dom0-hears': 'dom0’s kernel hears its bell',
    'guest-hears': 'The guest’s kernel hears its bell',
    'disk-rang': 'The disk interrupts dom0',
    mapped: 'Xen maps the page',
    transferred: 'The disk moves the data',
    answered: 'The answer is written',
    'answer-published': 'The answer’s index moves',
    'answer-decided': 'Interrupt, or not?',
    'answer-kicked': 'dom0 rings back',
    'guest-upcall': 'The guest is interrupted',
    collected: 'The answer is read',
    completed: 'The request is done',
    armed: 'The guest asks to be told',
    bounced: 'The data is copied into the page',
    'rung-before': 'The bell was rung already',
    'handed-over': 'The disk gets the request',
    unmapped: 'Xen takes the page away',
    'guest-rung': 'A bit is set for the guest',
    fetched: 'The data is copied out of the page',
    end: 'After',
  },

  story: {
    start: {
      what: 'A program in the guest needs its disk.',
      why: 'The disk belongs to another virtual machine, dom0.',
      cases: [
        {
          params: { requests: ['w2048+8=Ringside'] },
          what: 'A program in the guest wants to save “Ringside”.',
          why: 'The disk belongs to another virtual machine, dom0.',
        },
      ],
    },
    submit: {
      what: 'The guest’s CPU begins a request to the disk.',
      why: 'It has no disk, but memory shared with dom0.',
      again: 'The guest’s CPU begins {n} more.',
    },
    granted: {
      what: 'The guest’s CPU takes a page that was lent to dom0 earlier.',
      why: 'It is still lent, and mapped for dom0.',
      cases: [
        {
          params: { persistent: ['off'] },
          what: 'The guest’s CPU lends dom0 a page, for this request only.',
          why: 'It says so in a table that Xen reads.',
        },
      ],
      again: 'The same with {n} more pages.',
    },
    bounced: {
      what: 'The guest’s CPU copies the data into that page.',
      why: 'It is lent to dom0; the program’s own memory is not.',
      again: 'Data is copied into lent pages, {n} × more.',
    },
    written: {
      what: 'The guest’s CPU writes the request into a free slot.',
      why: 'It names the lent page. dom0 does not know yet.',
      again: 'The guest’s CPU writes {n} more.',
    },
    published: {
      what: 'The guest’s CPU moves the count of requests.',
      why: 'From now on dom0 may take this one.',
      again: 'The guest’s CPU publishes {n} more.',
    },
    decided: {
      what: 'The guest’s CPU reads dom0’s note: ring or not?',
      cases: [
        {
          returns: true,
          what: 'The guest’s CPU reads dom0’s note: ring or not?',
          why: 'It names a request just counted, so: ring.',
        },
        {
          returns: false,
          what: 'The guest’s CPU reads dom0’s note: ring or not?',
          why: 'It names no request just counted: no bell.',
        },
      ],
      again: 'The guest’s CPU publishes {n} more, and looks each time whether to ring.',
    },
    kicked: {
      what: 'The guest’s CPU exits into Xen, the layer below.',
      why: 'Memory wakes nobody, so Xen has to ring.',
      cases: [
        {
          params: { platform: ['pv'] },
          what: 'The guest’s CPU calls Xen, the layer below.',
          why: 'Memory wakes nobody, so Xen has to ring.',
        },
      ],
      again: 'The guest’s CPU calls Xen {n} × more.',
    },
    pending: {
      what: 'Xen rings dom0’s bell.',
      why: 'dom0’s CPU has not heard it yet.',
      again: 'Xen rings dom0’s bell {n} × more.',
    },
    'rung-before': {
      what: 'Xen finds dom0’s bell rung before, and leaves it so.',
      why: 'A bell cannot be rung twice before it is heard.',
      again: 'The bell was rung before, {n} × more.',
    },
    'dom0-hears': {
      what: 'The bell interrupts dom0’s CPU.',
      why: 'Its kernel finds out who rang.',
      again: 'The bell interrupts dom0’s CPU {n} × more.',
    },
    woken: {
      what: 'Now dom0’s CPU wakes the driver’s thread.',
      why: 'It slept. Any CPU of dom0 may run it.',
      again: 'The thread is woken {n} × more.',
    },
    taken: {
      what: 'The driver’s thread copies the request out of the shared page.',
      why: 'The guest could change the slot at any time.',
      again: 'Now {n} more are copied out.',
    },
    mapped: {
      what: 'Xen lets dom0’s driver reach the lent page.',
      why: 'The table says that the guest lent it.',
      again: 'The same with {n} more pages.',
    },
    'handed-over': {
      what: 'The driver’s thread hands the request to the disk.',
      why: 'It names the lent page: data goes to or from there.',
      again: 'In the same way, {n} more go to the disk.',
    },
    'dom0-armed': {
      what: 'The driver’s thread writes dom0’s note anew: ring me at the next request.',
      why: 'Only then may it sleep.',
    },
    transferred: {
      what: 'The disk moves the data by itself.',
      why: 'Straight between the disk and the lent page: no CPU copies.',
      cases: [
        {
          params: { requests: ['w2048+8=Ringside'] },
          what: 'The disk fetches the data from the lent page.',
          why: 'It does so by itself: no CPU copies.',
        },
      ],
      again: 'The disk moves {n} more.',
    },
    'disk-rang': {
      what: 'The disk is done, and interrupts dom0’s CPU.',
      why: 'Xen passes such interrupts on; that is not drawn.',
      again: 'The disk interrupts dom0’s CPU {n} × more.',
    },
    unmapped: {
      what: 'Xen takes a page away from dom0 again.',
      why: 'dom0 needs it no longer.',
      again: 'The same with {n} more pages.',
    },
    laid: {
      what: 'Now dom0’s CPU writes the answer over a request.',
      why: 'That was copied out, so its slot is free.',
      again: 'In the same way, {n} more are answered.',
    },
    'answer-published': {
      what: 'Now dom0’s CPU moves the count of answers.',
      why: 'From now on the guest may read this one.',
      again: 'In the same way, {n} more answers are published.',
    },
    'answer-decided': {
      what: 'Now dom0’s CPU reads the guest’s note: ring or not?',
      cases: [
        {
          returns: true,
          what: 'Now dom0’s CPU reads the guest’s note: ring or not?',
          why: 'It names an answer just counted, so: ring.',
        },
        {
          returns: false,
          what: 'Now dom0’s CPU reads the guest’s note: ring or not?',
          why: 'It names no answer just counted: no bell.',
        },
      ],
      again: 'So it goes with {n} more answers, each time with a look whether to ring.',
    },
    'guest-rung': {
      what: 'Now dom0’s CPU calls Xen, and Xen rings the guest’s bell.',
      why: 'The guest’s CPU has not heard it yet.',
      again: 'Xen rings the guest’s bell {n} × more.',
    },
    'guest-hears': {
      what: 'The bell interrupts the guest’s CPU.',
      why: 'Its kernel finds out who rang.',
      cases: [
        {
          params: { platform: ['pv'] },
          what: 'Xen makes the guest’s CPU jump to its kernel.',
          why: 'So this kind of guest hears its bell.',
        },
        {
          params: { delivery: ['per-vcpu-vector'], apicv: ['on'] },
          what: 'The bell interrupts the guest’s CPU.',
          why: 'The processor delivers it by itself: no exit into Xen.',
        },
      ],
      again: 'The guest’s CPU is interrupted {n} × more.',
    },
    collected: {
      what: 'The guest’s CPU reads the answer.',
      why: 'It says which request is done, and how it went.',
      again: 'The guest’s CPU reads {n} more answers.',
    },
    fetched: {
      what: 'The guest’s CPU copies the data out of the lent page.',
      why: 'The program wants it in memory of its own.',
      again: 'Data is copied out of lent pages, {n} × more.',
    },
    completed: {
      what: 'The guest’s CPU tells the program that its request is done.',
      why: 'The page is kept lent, for the next request.',
      cases: [
        {
          params: { persistent: ['off'] },
          what: 'The guest’s CPU tells the program that its request is done.',
          why: 'Its page is lent no longer.',
        },
      ],
      again: 'So it goes with {n} more.',
    },
    armed: {
      what: 'The guest’s CPU writes its note anew: ring me at the next answer.',
      why: 'The slot is free again.',
    },
    end: {
      what: 'Every request has its answer.',
      why: 'Xen rang bells. It touched none of the data.',
    },
  },
  goals: REQUEST_GOALS,
  counts: ['X', 'Ig', 'K', 'M'],
  handles: [
    {
      param: 'requests',
      label: 'Requests',
      values: [
        ['w2048+8=Ringside', '1 write'],
        ['r2048+8', '1 read'],
        ['w0+8=a*8', '8 writes'],
      ],
    },
    {
      param: 'queued',
      label: 'Handed over',
      values: [
        ['1', 'one by one'],
        ['8', '8 together'],
      ],
    },
    {
      param: 'persistent',
      label: 'Lent pages',
      values: [
        ['on', 'stay lent'],
        ['off', 'lent each time'],
      ],
    },
  ],

  questions: {
    exits: {
      ask: 'The guest has called Xen. In the whole run, from its start to its end, how often does the guest’s CPU make an exit into Xen (a VM exit)?',
      options: {
        counted: {
          text: '{value}',
          reply:
            'That is what the run counts. The guest leaves to ring the bell, and, depending on how events are delivered, to take the interrupt that brings the answer. Data and requests cross no privilege boundary.',
        },
        none: {
          text: '{value}',
          reply:
            'Request and data do travel through shared memory without an exit. But memory wakes nobody: to ring, an HVM or PVH guest makes a hypercall, and that is a VM exit; a PV guest’s is a trap.',
        },
        emulated: {
          text: '{value}',
          reply:
            'That is the recorded price of one command to an emulated IDE controller: as many register accesses, each of them an exit. Here no register is touched. The whole request is a record in memory.',
        },
        double: {
          text: '{value}',
          reply:
            'One exit is the whole round trip, out of guest mode and back, so the two halves are not counted twice; and an answer can reach a running guest without any exit.',
        },
      },
    },
    rings: {
      ask: 'The index has moved: the request is published. Will the guest ring the bell for it?',
      options: {
        yes: {
          text: 'Yes, it rings',
          reply:
            'It rings only if the backend asked for it: req_event must lie in the stretch that was published just now. A sleeping backend has set it to the very next index. Publishing by itself never rings.',
        },
        no: {
          text: 'No, it stays silent',
          reply:
            'It stays silent only if req_event lies outside the stretch that was published just now, as while the backend is awake or was rung for already. A sleeping backend has set it to the very next index.',
        },
      },
    },
    'req-event': {
      ask: 'The disk has the request. Before the driver’s thread sleeps again, it will write its note in the shared page anew: “ring me at request …” (req_event). Which number?',
      options: {
        next: {
          text: '{value}: one past everything published',
          reply:
            'One past the last request it took. The threshold is a position on the count of requests, and “ring at the very next one” is the first position that is not taken yet.',
        },
        same: {
          text: '{value}: as it is',
          reply:
            'That position has been passed. A threshold that lies behind the producer is never reached again, so nobody would ring: this is how an awake backend stays undisturbed, and how a sleeping one would be lost.',
        },
        zero: {
          text: '{value}: no request is waiting',
          reply:
            'It is not a flag that is switched on and off, and not a count of waiting requests. It is a position on a counter that only runs forward.',
        },
      },
    },
    slot: {
      ask: 'The data is on its way to where it belongs. Into which place of the ring will dom0’s driver write its answer?',
      options: {
        same: {
          text: 'Into a slot whose request has been copied out',
          reply:
            'There is one array with two producers. Answers follow the requests round the ring, over requests that were copied out before. So an answer always has a place, and needs none of its own.',
        },
        next: {
          text: 'Into the next slot that no request has used yet',
          reply:
            'That slot belongs to the guest, which may be filling it at this moment. An answer goes where a request has been copied out: that place has been given up.',
        },
        'second-ring': {
          text: 'Into a second ring, for answers',
          reply:
            'Two rings are what virtio and many devices have. Xen’s shared ring is one array for both directions: a slot is a union of request and response.',
        },
      },
    },
    'answer-rings': {
      ask: 'The answer is published. Will dom0’s driver interrupt the guest for it?',
      options: {
        yes: {
          text: 'Yes, the guest is interrupted',
          reply:
            'It interrupts only if rsp_event lies in the stretch that was published just now. The guest set it one past the last answer that it collected: “tell me about the next”.',
        },
        no: {
          text: 'No, the answer just lies there',
          reply:
            'It stays silent only if rsp_event lies outside the stretch that was published just now: an earlier answer has rung and the guest has not looked since. It will find this one on the same visit.',
        },
      },
    },
  },

  params: {
    requests: {
      label: 'Requests',
      hint: 'w or r, first sector + number of sectors; = text for a write to repeat; * how often. A list takes commas: w0+8=hello*32,r0+8',
    },
    queued: { label: 'Queued', hint: 'How many requests the program hands over before it waits for answers' },
    'ring-pages': {
      label: 'Ring size',
      hint: 'Pages that the drivers agreed to share for the ring',
      options: {
        '1': '1 page, 32 slots',
        '2': '2 pages, 64 slots',
        '4': '4 pages, 128 slots',
        '8': '8 pages, 256 slots',
        '16': '16 pages, 512 slots',
      },
    },
    persistent: {
      label: 'Persistent grants',
      hint: 'Pages stay granted and mapped from one request to the next, and data is copied into and out of them',
    },
    indirect: { label: 'Indirect descriptors', hint: 'A request may name 32 pages instead of 11' },
    platform: {
      label: 'Guest type',
      hint: 'What the guest is; the drivers are the same',
      options: { pvhvm: 'PVHVM: an HVM guest with PV drivers', pvh: 'PVH', pv: 'PV' },
    },
    delivery: {
      label: 'Event delivery',
      hint: 'How an event reaches an HVM or PVH vCPU; a PV guest is always called back',
      options: {
        'per-vcpu-vector': 'per-vCPU vector, through the local APIC',
        'callback-vector': 'callback vector, past the local APIC',
        intx: 'INTx line of the platform device',
      },
    },
    apicv: {
      label: 'APIC virtualisation',
      hint: 'The processor itself delivers posted interrupts and takes acknowledgements',
    },
  },

  threads: {
    guest: { name: 'guest vCPU 0', short: 'guest', plain: 'guest’s CPU' },
    dom0: { name: 'dom0 vCPU 0', short: 'dom0', plain: 'dom0’s CPU' },
    blkback: { name: 'blkback thread', short: 'blkback', plain: 'driver’s thread', on: 'a dom0 CPU' },
    disk: { name: 'disk', short: 'disk', plain: 'the disk' },
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
