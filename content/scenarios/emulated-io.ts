/** A disk write through an emulated controller: the words of the engine's scenario of the same id. */
import { REQUEST_GOALS } from './goals.ts';
import type { ScenarioLabels } from './words.ts';

export const emulatedIo: ScenarioLabels = {
  title: 'A write through emulated hardware',

  narration: [
    () => import('../narration/device-model.ts'),
    () => import('../narration/disk.ts'),
    () => import('../narration/dm-op.ts'),
    () => import('../narration/event-channel.ts'),
    () => import('../narration/file-aio.ts'),
    () => import('../narration/hypercall.ts'),
    () => import('../narration/ide-device.ts'),
    () => import('../narration/ioreq.ts'),
    () => import('../narration/libata.ts'),
    () => import('../narration/linux-events.ts'),
    () => import('../narration/linux-irq.ts'),
    () => import('../narration/upcall.ts'),
    () => import('../narration/emulated-io-program.ts'),
  ],

  moments: {
    start: 'Before',
    submit: 'The driver takes the request',
    'table-written': 'The table of pages is written',
    exited: 'The guest falls out',
    requested: 'Xen asks the device model',
    woken: 'The device model is woken',
    answered: 'The device model has answered',
    entered: 'The guest climbs back',
    command: 'The disk has its command',
    kick: 'The start bit',
    started: 'The engine starts',
    'table-read': 'QEMU reads the guest’s table',
    transferred: 'The disk moves the data',
    copied: 'dom0 copies the data',
    raised: 'The interrupt line rises',
    'guest-interrupt': 'The guest is interrupted',
    eoi: 'The interrupt is acknowledged',
    acknowledged: 'The disk is acknowledged',
    completed: 'The request is done',
    rung: 'The bell of dom0 has rung',
    back: 'The guest is back',
    ordered: 'The real disk has an order',
    'goes-on': 'The guest goes on, the data waits',
    'first-access': 'One access is over',
    'line-up': 'Xen has the interrupt',
    touched: 'A register is touched',
    'let-on': 'The guest may go on',
    'work-done': 'QEMU is told that the data has moved',
    'interrupt-waits': 'The guest’s interrupt waits in Xen',
    handler: 'The driver’s handler runs',
    end: 'After',
  },

  story: {
    start: {
      what: 'The guest’s disk is not real.',
      why: 'QEMU, a program in another virtual machine, dom0, pretends to be one.',
    },
    submit: {
      what: 'The guest’s driver gets a request.',
      why: 'It expects a real disk, with registers: slots to fill and read.',
    },
    'table-written': {
      what: 'The driver writes a table: where the data lies in memory.',
      why: 'The disk shall move the data by itself.',
    },
    touched: {
      what: 'The driver touches a register of its disk.',
      why: 'Through registers it asks the disk, and tells it what to do.',
    },
    exited: {
      what: 'There is no such disk, so the guest’s CPU falls into Xen.',
      why: 'The driver does not notice.',
    },
    requested: {
      what: 'Xen leaves a note for QEMU: what the driver asks.',
      why: 'Xen itself plays no disks.',
    },
    rung: {
      what: 'Xen rings dom0’s bell.',
      why: 'The guest’s CPU waits in Xen until QEMU has answered.',
    },
    woken: {
      what: 'The bell interrupts dom0’s CPU, which wakes QEMU.',
      why: 'QEMU slept until its disk was needed.',
    },
    answered: {
      what: 'QEMU reads the note and writes its answer there.',
      why: 'The note lies in memory that it shares with Xen.',
    },
    'let-on': {
      what: 'QEMU calls Xen: the guest’s CPU may go on.',
      why: 'It has waited in Xen all the time.',
    },
    back: {
      what: 'The guest’s CPU takes the answer, back into the guest.',
      why: 'All this was for one access to a register.',
      again: 'So it goes on: Xen, QEMU and back for each further register.',
    },
    command: {
      what: 'QEMU has the whole command.',
      why: 'Its parts came through registers, one by one.',
      again: 'More round trips of the same kind bring the next command.',
    },
    started: {
      what: 'One more register: the driver tells QEMU to start.',
      why: 'The command alone moves no data.',
      again: 'The driver starts {n} more.',
    },
    'table-read': {
      what: 'QEMU reads the driver’s table in the guest’s memory.',
      why: 'It says where the data lies.',
      again: 'QEMU reads {n} more lines of the table.',
    },
    ordered: {
      what: 'QEMU orders the real disk to move the data.',
      why: 'The disk that it plays has nothing of its own.',
      again: 'The real disk gets {n} more orders.',
      cases: [
        {
          params: { direct: ['off'] },
          what: 'Now dom0 orders the real disk to move the data.',
          why: 'The disk that QEMU plays has nothing of its own.',
        },
      ],
    },
    'goes-on': {
      what: 'QEMU has answered: the guest’s CPU is back in the guest.',
      why: 'It need not wait until the data has moved.',
    },
    transferred: {
      what: 'The real disk moves the data by itself.',
      why: 'Straight between the disk and the guest’s memory: no CPU copies.',
      cases: [
        {
          params: { direct: ['off'] },
          what: 'The real disk moves the data by itself.',
          why: 'It goes between the disk and a copy that dom0 keeps.',
        },
        {
          params: { requests: ['w2048+8=Ringside'] },
          what: 'The real disk fetches the data from the guest’s memory.',
          why: 'It does so by itself: no CPU copies.',
        },
      ],
      again: 'The real disk moves data {n} × more.',
    },
    copied: {
      what: 'A CPU of dom0 copies the data.',
      why: 'dom0 keeps such data in memory of its own.',
      again: 'A CPU of dom0 copies {n} × more.',
    },
    'work-done': {
      what: 'The real disk is done: it interrupts dom0’s CPU, which wakes QEMU.',
      why: 'Xen passes this on; that is not drawn.',
      cases: [
        {
          params: { direct: ['off'] },
          what: 'The data is copied, and QEMU’s helper wakes QEMU.',
          why: 'QEMU itself went on in the meantime.',
        },
      ],
      again: 'QEMU is woken {n} × more.',
    },
    'interrupt-waits': {
      what: 'QEMU calls Xen, and Xen raises the guest’s interrupt.',
      why: 'For QEMU, the transfer is over.',
      again: 'QEMU interrupts {n} × more.',
    },
    handler: {
      what: 'The interrupt reaches the guest’s CPU, and its driver runs.',
      why: 'It must find out what happened, register by register.',
      again: 'The guest’s CPU is interrupted {n} × more.',
    },
    completed: {
      what: 'The driver reports the request done.',
      why: 'Each access to a register was an exit.',
      again: 'More requests go the same way: {n} more round trips.',
    },
    end: {
      what: 'The data is where it belongs.',
      why: 'Each access to a register stopped the guest and woke QEMU.',
    },
  },
  goals: { ...REQUEST_GOALS, publish: 'Make it visible to QEMU', ring: 'Tell QEMU to start' },
  counts: ['X', 'Ct', 'Ig'],
  handles: [
    {
      param: 'requests',
      label: 'Requests',
      values: [
        ['w2048+8=Ringside', '1 write'],
        ['r2048+8', '1 read'],
        ['w0+8=a*4', '4 writes'],
        ['w268435456+8=far', '1 far out'],
      ],
    },
    {
      param: 'direct',
      label: 'QEMU’s data goes',
      values: [
        ['on', 'to the disk'],
        ['off', 'to memory first'],
      ],
    },
    {
      param: 'apicv',
      label: 'Interrupts from',
      values: [
        ['on', 'the CPU'],
        ['off', 'Xen'],
      ],
    },
  ],

  questions: {
    accesses: {
      ask: 'The first access to a register is over. How many does the driver need for this request, from the first to the last?',
      options: {
        one: {
          text: '{value}',
          reply:
            'One notification is what a controller designed for it would need. This one was designed for chips on the same board: every parameter has a register of its own.',
        },
        registers: {
          text: '{value}: each register once',
          reply:
            'Eight registers describe the command. But the driver also asks whether the disk is ready, reads registers to change a bit, and comes back after the interrupt.',
        },
        counted: {
          text: '{value}',
          reply:
            'That is what the run counts. Each of these accesses is a VM exit, a request to a process in another domain, and a wait for its answer.',
        },
        sectors: {
          text: '{value}: every word of the data',
          reply:
            'So it was before controllers could move data themselves: two bytes for each access, or four. Here the data crosses no register; a table in memory says where it lies.',
        },
      },
    },
    'goes-on': {
      ask: 'The driver writes the start bit. A write brings no value back. When will the vCPU execute its next instruction?',
      options: {
        'at-once': {
          text: 'At once: nothing has to come back',
          reply:
            'Nothing has to come back, but something has to happen first. The next instruction may rely on it, so Xen holds the vCPU until the device model has taken the access.',
        },
        answer: {
          text: 'When QEMU has answered',
          reply:
            'Writes wait like reads. QEMU takes the access, hands the transfer to the host, and answers; the data has not moved yet.',
        },
        disk: {
          text: 'When the disk has moved the data',
          reply:
            'QEMU does not wait for the disk: it submits the transfer, answers, and hears of its end later. Otherwise a slow disk would stop the guest’s processor.',
        },
      },
    },
    'command-starts': {
      ask: 'The disk has its command, and its status says “give me data”. What will make the transfer begin?',
      options: {
        now: {
          text: 'Nothing more: it begins now',
          reply:
            'The disk is ready, but the data comes from the controller’s engine, and that one waits for a bit of its own.',
        },
        'start-bit': {
          text: 'The start bit of the controller',
          reply:
            'Two parties, two starts: the command goes to the disk, the start bit to the controller that moves the data. Three more accesses lie between them.',
        },
        interrupt: {
          text: 'An interrupt from the disk',
          reply: 'The interrupt comes at the end, once, when all data has moved.',
        },
      },
    },
    mover: {
      ask: 'QEMU knows now where in the guest’s memory the data lies. Who will reach for it there?',
      options: {
        guest: {
          text: 'The guest’s own CPU, through a register',
          reply:
            'So it was before controllers moved data themselves. This driver has said where the data lies, so that it need not carry it.',
        },
        xen: {
          text: 'Xen, which reaches all memory',
          reply:
            'Xen could. But it has passed on notes about registers all the time, and does not even know that this is a disk.',
        },
        dom0: {
          text: 'A CPU of dom0, which copies it',
          reply:
            'So it is when QEMU uses its file as any program does: the kernel of dom0 copies the data to or from memory of its own.',
        },
        disk: {
          text: 'The real disk',
          reply:
            'So it is when QEMU goes past the memory that dom0 keeps for files: the real disk is given the address of the guest’s own page, and no CPU carries the data.',
        },
      },
    },
    'line-calls': {
      ask: 'QEMU raises the interrupt line, and later it will fall. How often does QEMU call Xen about this line for this command, before and after?',
      options: {
        two: {
          text: '{value}: up and down',
          reply:
            'Two would do. But QEMU takes the line down whenever the status is read or a command is given, and it does so without looking whether it is up.',
        },
        counted: {
          text: '{value}',
          reply:
            'One for the rise, one for each reading of the status, one for the command: as recorded on a real Xen. All but two change nothing.',
        },
        all: {
          text: '{value}: with every access',
          reply:
            'Most registers have nothing to do with the interrupt, and QEMU’s code for them does not touch the line.',
        },
      },
    },
    handler: {
      ask: 'The guest has been interrupted. How many register accesses will its handler make?',
      options: {
        one: {
          text: '{value}: it reads the status',
          reply:
            'One read would acknowledge the disk. But the controller has a status of its own, the engine has to be stopped, and its bit to be cleared.',
        },
        counted: {
          text: '{value}',
          reply:
            'That is what the handler makes: is it ours, stop the engine, is the disk idle, acknowledge, clear. Each of them goes to QEMU and back, with interrupts off in the guest.',
        },
        all: {
          text: '{value}: as for the whole command',
          reply:
            'Most accesses come before the interrupt: they describe the command. After it, only its end is to be found out.',
        },
      },
    },
  },

  params: {
    requests: {
      label: 'Requests',
      hint: 'w or r, first sector + number of sectors; = text for a write to repeat; * how often. More than 256 sectors, or a sector beyond 268435455, need the long form',
    },
    queued: { label: 'Queued', hint: 'How many requests the program hands over before it waits for answers' },
    direct: {
      label: 'O_DIRECT',
      hint: 'QEMU goes past dom0’s page cache (cache=none, aio=native). Off is what Xen’s tools choose: the data is copied into the cache, and written to the disk later',
    },
    apicv: {
      label: 'APIC virtualisation',
      hint: 'The processor itself delivers posted interrupts and takes acknowledgements',
    },
  },

  threads: {
    guest: { name: 'guest vCPU 0', short: 'guest', plain: 'guest’s CPU' },
    qemu: { name: 'QEMU’s main loop', short: 'QEMU', plain: 'QEMU', on: 'a dom0 CPU' },
    worker: { name: 'QEMU’s worker thread', short: 'worker', plain: 'QEMU’s helper', on: 'a dom0 CPU' },
    dom0: { name: 'dom0 vCPU 0', short: 'dom0', plain: 'dom0’s CPU' },
    disk: { name: 'disk', short: 'disk', plain: 'real disk' },
    writeback: { name: 'dom0’s writeback', short: 'writeback', plain: 'dom0’s saver', on: 'a dom0 CPU' },
  },
  worlds: {
    'guest-user': 'guest user',
    'guest-kernel': 'guest kernel',
    hypervisor: 'Xen',
    backend: 'dom0 kernel',
    'device-model': 'device model',
    hardware: 'hardware',
  },
  columns: { guest: 'Guest', host: 'dom0, with QEMU' },
};
