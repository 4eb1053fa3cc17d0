/** The words of the front page. Its counts are made by the engine, or recorded; none is written here. */
export interface GuessWords {
  readonly id: string;
  readonly text: string;
  /** The counts for which it is right. */
  readonly from: number;
  readonly to: number;
}

export interface WayWords {
  /** Whose default run is counted. */
  readonly scenario: 'emulated-io' | 'block-io';
  readonly name: string;
  /** What an expert calls it. */
  readonly kind: string;
  /** Who is called. */
  readonly below: string;
  /** What happens there, by where the guest's processor is; `{n}` and `{total}` are calls. */
  readonly start: string;
  readonly call: string;
  readonly disk: string;
  readonly end: string;
  /** By guess: what is right about it, or what is mistaken. */
  readonly replies: Readonly<Record<string, string>>;
}

export const home = {
  question: 'One write to disk. How often must the guest call for help?',
  intro:
    'The guest, a virtual machine, saves 4 KiB. Each call takes its processor down into Xen, the hypervisor.',

  /** What the race itself says. */
  race: {
    guesses: [
      { id: 'never', text: 'never', from: 0, to: 0 },
      { id: 'once', text: 'once', from: 1, to: 1 },
      { id: 'some', text: 'about ten', from: 5, to: 15 },
      { id: 'many', text: 'over twenty', from: 21, to: Number.MAX_SAFE_INTEGER },
    ] satisfies readonly GuessWords[],

    guest: 'guest',
    token: 'guest’s CPU',
    tokenShort: 'CPU',
    disk: 'disk',
    written: 'written ✓',
    scale: 'Width is calls, and one equal hatched stretch for the disk itself. It is no measure of seconds.',

    units: { ask: 'calls', run: 'calls so far', one: 'call, and done', many: 'calls, and done' },
    ratio: 'calls for one write',

    title: 'The race',
    commit: 'That is my guess: run it',
    show: 'Just show me',
    skip: 'Skip to the end',
    again: 'Watch again',
    right: 'right',
    running: 'The race runs, about eight seconds.',
    ended: '{name}: {n}.',
    calls: { one: 'one call', many: '{n} calls' },
  },

  ways: [
    {
      scenario: 'emulated-io',
      name: 'A disk that is only pretended',
      kind: 'emulated IDE',
      below: 'Xen, and QEMU behind it',
      start: 'The guest drives a disk controller. It is a program, QEMU, outside the guest.',
      call: 'Register {n} of {total}: the guest waits for each answer.',
      disk: 'The disk works. The guest’s processor is free.',
      end: 'Each access to a register was a call; the last ones found that the disk was done.',
      replies: {
        never: 'Not so. The registers are not in memory: whatever the guest does to one, Xen must catch.',
        once: 'Not so. One call would do for a whole request. This disk takes it register by register.',
        some: 'More. The command fills half of the calls. The rest ask: are you ready, are you done, did it fail?',
        many: 'Right. Each access to a register is a call, and half of them only ask how things stand.',
      },
    },
    {
      scenario: 'block-io',
      name: 'A page that both sides share',
      kind: 'PV drivers (PVHVM)',
      below: 'Xen',
      start: 'The guest and the driver that owns the disk can both see one page.',
      call: 'One call, to ring a bell. The request lies in the shared page.',
      disk: 'The disk works. The guest’s processor is free.',
      end: 'The call rang a bell. Request, data and answer went sideways, through memory.',
      replies: {
        never:
          'Nearly. Request and data need no call. But memory wakes nobody, and the other side sleeps: one bell.',
        once: 'Right. Request and data lie in shared memory. The one call rings a bell for a side that sleeps.',
        some: 'Fewer. The request lies whole in memory that the other side reads. One call, to wake that side.',
        many: 'Fewer. The request lies whole in memory that the other side reads. One call, to wake that side.',
      },
    },
  ] satisfies readonly WayWords[],

  noScript: 'Without JavaScript nothing runs here: you see the end.',

  recorded: {
    title: 'Counted on a real Xen',
    what: '32 writes, handed over together',
    sides: ['accesses to the pretended disk', 'rings of the bell'],
    one: 'For one write the same machine counted {emulated} and {shared}, as here.',
    all: 'All exits, not only these',
    exits:
      'While the 32 writes went out, the first guest left for Xen {emulated} times in all and the second {shared} times, with timers and acknowledgements.',
    clock:
      'Of the first number {clock} are reads of a pretended clock: that guest was given no paravirtual one. They are no part of the write, so we do not count them above.',
    source: 'The recording',
  },

  rule: {
    title: 'Down costs, sideways is shared.',
    text: 'The pictures here are drawn so. Up and down is privilege: whose code the processor runs. Left and right is isolation: whose memory it is. A call goes down, and its program waits. What is shared lies sideways, and costs no call.',
  },

  slowly: 'See one crossing slowly',
  start: 'Start here',
  minutes: '({n} minutes)',

  onward: [
    {
      href: '/lessons',
      title: 'Learn',
      text: 'Lessons in order. The stage follows the text, and an engine that runs the real steps judges your predictions.',
    },
    {
      href: '/simulations',
      title: 'Watch',
      text: 'Machines to step through, forward and back: as a story, by mechanism, or line by line with every byte.',
    },
    {
      href: '/compare',
      title: 'Compare',
      text: 'The same race with more writes, its whole bill, and what each side is made of.',
    },
    {
      href: '/simulations/block-io?at=published',
      title: 'Teach',
      text: 'Any moment goes into a slide, a course or a post, under Share. Here: the index of a ring moves.',
    },
  ] satisfies readonly { readonly href: `/${string}`; readonly title: string; readonly text: string }[],
} as const;
