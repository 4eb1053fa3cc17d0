/** EPT, the two-dimensional walk: what its page says about it. */
import type { ScenarioAbout } from './words.ts';

export const aboutEptWalk: ScenarioAbout = {
  title: 'EPT: the two-dimensional walk',
  promise:
    'One address goes through two trees of tables. How many loads does it take, and who is called when a table says no?',
  lesson: 'ept-the-two-dimensional-walk',

  explainedBy: {},

  inTheSource: [
    'sdm-ept',
    'xen-guest-walk',
    'xen-nested-ept',
    'xen-p2m-ept',
    'xen-hap-fault',
    'xen-ept-violation',
    'xen-p2m-pt',
    'qemu-walk',
  ],

  model: [
    {
      about: 'What is exact',
      note: 'Every entry is real bytes in the formats of the processors, and each load is a load. Order of checks, error codes, exit qualifications and Xen’s decisions follow the manuals and Xen’s code. Page walks recorded on a real machine are replayed entry by entry.',
      sources: ['sdm-ept', 'xen-guest-walk', 'xen-p2m-ept', 'xen-hap-fault', 'recorded-walks-pvhvm'],
    },
    {
      about: 'Caches',
      note: 'A real processor may forget anything at any time and remembers a limited number of things. Here it forgets only what it must and has room for all. With “nothing” it starts every access empty, which no processor does.',
      sources: ['sdm-ept', 'sdm-paging'],
    },
    {
      about: 'Rights of a remembered page',
      note: 'If the TLB holds a page without the right that is needed, the tables are walked again before anybody is called. A processor may also raise the fault at once.',
      sources: ['sdm-paging'],
    },
    {
      about: 'Accessed bits of upper levels',
      note: 'Set on the way down, as QEMU does; Xen’s own walker for emulation sets them only after the whole walk has succeeded. Both are allowed.',
      sources: ['qemu-walk', 'xen-guest-walk'],
    },
    {
      about: 'Marking a guarded table',
      note: 'When A or D cannot be set because the nested tables forbid writing, the exit is reported as a write and not as a read. Whether bit 0 is set as well differs between processors; Xen takes every write for a read anyway.',
      sources: ['sdm-ept', 'xen-ept-violation'],
    },
    {
      about: 'EPT accessed and dirty bits',
      note: 'Xen turns them on only while it logs dirty pages with PML, which is not part of this story. KVM uses them where the processor has them, unless its parameter eptad is off. Xen and Linux set A and D beforehand where they can.',
      sources: ['xen-p2m-ept'],
    },
    {
      about: 'What is not walked',
      note: 'Only the program’s own access is translated. The kernel’s handler, its stack and the instruction bytes would be walked for as well.',
      sources: [],
    },
    {
      about: 'AMD',
      note: 'AMD’s rules are taken from Xen’s and QEMU’s code, not from the manual. That guest tables count as written is QEMU’s reading of it.',
      sources: ['xen-npf', 'qemu-walk'],
    },
    {
      about: 'The device model and the pager',
      note: 'They answer at once. The way of a request to a device model and back has a story of its own.',
      sources: ['xen-mmio'],
    },
    {
      about: 'Left out',
      note: 'Protection keys, 32-bit paging, memory types of what is read, PML, mode-based execution control, nested virtualisation, and several vCPUs. On its way back into a guest Xen also looks for interrupts and softirqs.',
      sources: [],
    },
  ],
};
