/** EPT, the two-dimensional walk: the words of the engine's scenario of the same id. */
import type { ScenarioLabels } from './words.ts';

const SIZES = { '4K': '4 KiB', '2M': '2 MiB', '1G': '1 GiB' };
const LEVELS = { '4': '4 levels', '5': '5 levels' };

/** Who does what, as the access was chosen; the reason is the same for all. */
const accessBy = (as: string, access: string, what: string) => ({
  params: { as: [as], access: [access] },
  what,
  why: 'Its address is one of its own, not the machine’s.',
});

export const eptWalk: ScenarioLabels = {
  title: 'EPT: the two-dimensional walk',

  narration: [
    () => import('../narration/ept.ts'),
    () => import('../narration/guest-paging.ts'),
    () => import('../narration/linux-page-fault.ts'),
    () => import('../narration/memory-access.ts'),
    () => import('../narration/nested-page-fault.ts'),
    () => import('../narration/npt.ts'),
    () => import('../narration/p2m.ts'),
    () => import('../narration/tlb.ts'),
    () => import('../narration/ept-walk-program.ts'),
  ],

  moments: {
    start: 'Before',
    issued: 'The program touches a byte',
    again: 'The same byte again',
    walk: 'The walk begins at CR3',
    'nested-entry': 'A nested entry is read',
    located: 'A machine address is found',
    'guest-entry': 'A guest’s entry is read',
    leaf: 'The guest’s leaf',
    allowed: 'The guest allows it',
    marked: 'The processor marks the entry',
    gpa: 'The guest-physical address',
    translated: 'Both dimensions agree',
    accessed: 'The byte',
    'page-fault': 'A page fault, for the guest',
    'protection-fault': 'A general-protection fault',
    'filled-in': 'The guest fills in the page',
    violation: 'The nested tables say no',
    misconfiguration: 'A malformed nested entry',
    decided: 'Xen knows what the frame is',
    populated: 'Xen gives the page',
    'marked-dirty': 'Xen marks the page dirty',
    emulated: 'Xen emulates the instruction',
    repaired: 'Xen repairs its own mark',
    'invalid-opcode': 'The program is given #UD',
    crashed: 'Xen stops the guest',
    entered: 'Back into the guest',
    changed: 'A table is rewritten',
    flushed: 'The processor forgets',
    remembered: 'The TLB knows it',
    'table-sought': 'Where is the table?',
    'next-table': 'The second table’s entry',
    deeper: 'A lower table’s entry',
    backed: 'The page is found',
    kept: 'The TLB learns it',
    'no-address': 'No address at all',
    end: 'After',
  },

  story: {
    start: {
      what: 'A program in a guest is about to touch memory.',
      why: 'Two sets of tables lead there: the guest’s and Xen’s.',
      cases: [
        {
          params: { as: ['kernel'] },
          what: 'The kernel of a guest is about to touch memory.',
          why: 'Two sets of tables lead there: the guest’s and Xen’s.',
        },
      ],
    },
    issued: {
      what: 'A program reads one byte.',
      why: 'Its address is one of its own, not the machine’s.',
      cases: [
        accessBy('user', 'write', 'A program writes one byte.'),
        accessBy('user', 'fetch', 'A program fetches its next instruction.'),
        accessBy('kernel', 'read', 'The guest’s kernel reads one byte.'),
        accessBy('kernel', 'write', 'The guest’s kernel writes one byte.'),
        accessBy('kernel', 'fetch', 'The guest’s kernel fetches its next instruction.'),
      ],
    },
    'no-address': {
      what: 'The CPU refuses: no address looks like this.',
      why: 'Its top bits must all be alike. No table is read.',
    },
    walk: {
      what: 'The CPU searches by itself: where is the guest’s first table?',
      why: 'Only Xen’s tables know the machine’s address.',
    },
    'nested-entry': {
      what: 'The CPU reads one entry of Xen’s first table.',
      why: 'It leads to Xen’s next table.',
    },
    located: {
      what: 'Xen’s tables say where the guest’s first table really lies.',
      why: 'One read for each of Xen’s tables on the way.',
    },
    'guest-entry': {
      what: 'Only now can the CPU read the guest’s first table.',
      why: 'Its entry names the second table, by a guest’s address.',
    },
    'next-table': {
      what: 'The second table must be found in the same way, then read.',
      why: 'Its address, too, is the guest’s own.',
    },
    deeper: {
      what: 'The third table, too, must first be found.',
      why: 'Each step down asks Xen’s tables, unless the CPU remembers.',
      again: 'And so on down the guest’s tables: {n} more.',
    },
    gpa: {
      what: 'The guest’s last table names the page. Where is that?',
      why: 'This, too, Xen’s tables say.',
    },
    backed: {
      what: 'Xen’s tables say where the page really lies.',
      why: 'Now the CPU has an address of the machine.',
    },
    kept: {
      what: 'The CPU remembers the way that it has found.',
      why: 'The next access may need no table at all.',
    },
    accessed: {
      what: 'The CPU touches the byte.',
      why: 'It may: both sets of tables allow it.',
      again: 'The byte is touched again.',
      cases: [
        {
          params: { fault: ['none'], access: ['read'] },
          what: 'The CPU reads the byte and gives it to the program.',
          why: 'Neither the guest’s kernel nor Xen was asked.',
        },
        {
          params: { fault: ['none'], access: ['write'] },
          what: 'The CPU writes the byte.',
          why: 'Neither the guest’s kernel nor Xen was asked.',
        },
        {
          params: { fault: ['none'] },
          what: 'The CPU has its instruction.',
          why: 'Neither the guest’s kernel nor Xen was asked.',
        },
      ],
    },
    'page-fault': {
      what: 'The guest’s own tables refuse: its kernel is called.',
      why: 'Xen is not asked, and hears nothing of it.',
    },
    'filled-in': {
      what: 'The guest’s kernel writes a good entry into its table.',
      why: 'Then the same instruction starts again.',
    },
    'protection-fault': {
      what: 'The guest’s kernel is told of a forbidden access.',
      why: 'There is nothing to mend: it ends what did this.',
    },
    'invalid-opcode': {
      what: 'Xen tells the guest that its instruction is invalid.',
      why: 'Xen’s own table is broken; so only a program ends.',
    },
    violation: {
      what: 'Xen’s tables refuse: the CPU leaves the guest for Xen.',
      why: 'They are Xen’s, so Xen must answer.',
    },
    misconfiguration: {
      what: 'An entry of Xen’s makes no sense: the CPU calls Xen.',
      cases: [
        {
          params: { fault: ['misconfig-type'] },
          what: 'An entry of Xen’s makes no sense: the CPU calls Xen.',
          why: 'Xen spoiled it on purpose, to be called.',
        },
      ],
    },
    decided: {
      what: 'Xen looks up what it had in mind for this page.',
      cases: [
        {
          params: { fault: ['ept-pod'] },
          what: 'Now the page is ordinary memory to Xen.',
          why: 'Nothing forbids the access any more.',
        },
        {
          params: { fault: ['ept-log-dirty', 'ept-table-log-dirty'] },
          what: 'Xen looks up what it had in mind for this page.',
          why: 'It wants to know which pages are written.',
        },
        {
          params: { fault: ['ept-table-paged'] },
          what: 'Xen looks up what it had in mind for this page.',
          why: 'It holds a guest’s table, and was put away.',
        },
      ],
    },
    populated: {
      what: 'Xen gives the guest a page of real memory.',
      why: 'It had promised the page, and not given it yet.',
    },
    'marked-dirty': {
      what: 'Xen notes that this page is being written.',
      cases: [
        {
          params: { fault: ['ept-log-dirty', 'ept-table-log-dirty'] },
          what: 'Xen notes that this page is being written.',
          why: 'For now the guest may write it freely.',
        },
      ],
    },
    emulated: {
      what: 'Xen carries out the instruction itself.',
      cases: [
        {
          params: { fault: ['ept-mmio'] },
          what: 'Xen carries out the instruction itself, as for a device.',
          why: 'There is no memory here.',
        },
        {
          params: { fault: ['ept-readonly'] },
          what: 'Xen carries out the instruction itself, and drops what it writes.',
          why: 'This page may only be read.',
        },
      ],
    },
    repaired: {
      what: 'Xen repairs the mark that it left in its table.',
      why: 'It wanted to be called at the first access.',
    },
    crashed: { what: 'Xen stops the guest.', why: 'It finds nothing that it could mend.' },
    entered: {
      what: 'Xen gives the CPU back to the guest.',
      again: 'Xen gives the CPU back once more.',
      cases: [
        {
          params: { fault: ['ept-pod', 'ept-table-paged', 'misconfig-type'] },
          what: 'Xen gives the CPU back to the guest.',
          why: 'The same instruction starts again.',
        },
      ],
    },
    changed: {
      what: 'The guest’s kernel writes another page into its table.',
      why: 'A store into memory tells the CPU nothing.',
      cases: [
        {
          params: { second: ['xen-remap'] },
          what: 'Xen, on another CPU, moves the page elsewhere.',
          why: 'A store into memory tells the guest’s CPU nothing.',
        },
      ],
    },
    flushed: {
      what: 'The CPU is made to forget ways that it may remember.',
      why: 'Otherwise it might go on using an old one.',
    },
    again: {
      what: 'The same byte is touched again.',
      why: 'What does the CPU still know?',
    },
    remembered: {
      what: 'The CPU still knows the way: no table is read.',
      why: 'Even if a table has been changed since.',
    },
    end: {
      what: 'The access is over.',
      why: 'On a bare machine there is one set of tables, not two.',
    },
  },
  goals: {
    first: 'Where is the first table?',
    down: 'Down the guest’s tables',
    page: 'Where is the page itself?',
    touch: 'Touch the memory',
    'guest-refuses': 'The guest’s tables refuse',
    'xen-refuses': 'Xen’s tables refuse',
    again: 'Touch it again',
  },
  counts: ['L', 'X'],
  handles: [
    {
      param: 'guest-page',
      label: 'Guest’s page',
      values: [
        ['4K', '4 KiB'],
        ['2M', '2 MiB'],
      ],
    },
    {
      param: 'nested-page',
      label: 'Xen’s page',
      values: [
        ['4K', '4 KiB'],
        ['2M', '2 MiB'],
      ],
    },
    {
      param: 'fault',
      label: 'Missing',
      values: [
        ['none', 'nothing'],
        ['guest-not-present', 'the guest’s page'],
        ['ept-pod', 'Xen’s page'],
      ],
    },
  ],

  questions: {
    loads: {
      ask: 'One byte is to be touched. How many table entries will the processor load, from memory, before this access is over?',
      options: {
        counted: {
          text: '{value}',
          reply:
            'That is what the walker loads. Each entry of the guest lies at a guest-physical address, so each has to be found through the nested tables first, and at the end the byte as well: (g + 1)(n + 1) − 1 entries for a whole walk. An access that is refused and tried again walks again.',
        },
        native: {
          text: '{value}: as many as the guest’s tables have levels',
          reply:
            'So it is on a bare machine. But here the entries themselves lie at guest-physical addresses, and the processor cannot read one before it has walked the nested tables for it.',
        },
        sum: {
          text: '{value}: the guest’s levels and the nested ones, one after the other',
          reply:
            'The nested tables are needed not once at the end but before every load from the guest’s tables, for those lie in guest-physical memory, too.',
        },
        product: {
          text: '{value}: the one times the other',
          reply:
            'Close. A nested walk for each guest level is there; missing are the guest’s own entries, and the last nested walk, for the byte itself.',
        },
        none: {
          text: '{value}: it needs no table',
          reply:
            'So it is if this translation is remembered from before, or if the number can be no address at all. Otherwise each level of the guest’s tables is read, and before each of these reads, and once more for the byte, the nested tables.',
        },
      },
    },
    'who-is-called': {
      ask: 'The processor begins its walk. Who else will run before this attempt is over?',
      options: {
        nobody: {
          text: 'Nobody: it finds the byte by itself',
          reply:
            'As long as both trees allow the access, no software runs for it at all. EPT does not add exits: it takes away those that shadow paging needed for every page fault, INVLPG and write to CR3.',
        },
        guest: {
          text: 'The guest’s kernel, by a page fault',
          reply:
            'If the guest’s own entry says no, the processor calls the guest’s kernel. With nested paging Xen does not intercept page faults and does not learn of it.',
        },
        xen: {
          text: 'Xen, by a VM exit',
          reply:
            'Only if the nested tables say no: an absent page, a missing right or a malformed entry there. What the guest’s tables refuse never comes to Xen.',
        },
      },
    },
    'who-marks': {
      ask: 'The guest’s leaf allows the access. Who will set the accessed bit, and on a write the dirty bit, in the guest’s entry?',
      options: {
        processor: {
          text: 'The processor',
          reply:
            'The walker writes them itself, straight into the guest’s table, without telling anybody. That is also why a guest table must be writable in the nested tables.',
        },
        xen: {
          text: 'Xen, when it has checked the access',
          reply:
            'Xen does not see this access. It comes in only if the processor may not write the guest’s table: then the marking itself is refused by the nested tables.',
        },
        kernel: {
          text: 'The guest’s kernel',
          reply:
            'The kernel reads these bits and clears them, to learn which pages are in use. Setting them is the processor’s work.',
        },
        nobody: {
          text: 'Nobody',
          reply:
            'Only if they are set already: then the entry is not written. On the first access since the kernel cleared them, the processor sets them.',
        },
      },
    },
    'tlb-size': {
      ask: 'The guest-physical address is known. If all goes well the TLB may remember this translation: for how large a page?',
      options: {
        '4-KiB': {
          text: '{value}',
          reply:
            'The smaller of the two pages decides. A large page of the guest on small nested pages is scattered over the machine, and each piece is a translation of its own.',
        },
        '2-MiB': {
          text: '{value}',
          reply: 'Only if both dimensions map at least 2 MiB at once. The smaller of the two pages decides.',
        },
        '1-GiB': {
          text: '{value}',
          reply:
            'Only if both dimensions map the whole gigabyte at once. The smaller of the two pages decides.',
        },
      },
    },
    'again-loads': {
      ask: 'The same byte again. How many table entries will be loaded this time?',
      options: {
        counted: {
          text: '{value}',
          reply:
            'That is what the walker loads now. “Twenty-four references” is what an empty processor needs, not what an access costs. Translations, guest tables and nested tables may all be remembered, and what is loaded mostly comes from the data caches.',
        },
        none: {
          text: '{value}',
          reply:
            'Only while the TLB still holds the translation with the rights that are needed. Without a TLB, after a flush, or for the first write to a page that was only read, tables are walked.',
        },
        same: {
          text: '{value}: as many as before',
          reply:
            'Only if nothing was remembered. Real processors remember the final translation, the guest’s tables on the way, and what the nested tables said.',
        },
        native: {
          text: '{value}: only the guest’s levels',
          reply:
            'That would be so if every nested translation but no guest table were remembered. Both kinds are, and the final translation as well.',
        },
      },
    },
    stale: {
      ask: 'A table has been changed: the same address now leads to another page. Which page will the second access reach?',
      options: {
        new: {
          text: 'The new one',
          reply:
            'If nothing stale is remembered, or the right thing was forgotten: after a change of the guest’s entry, INVLPG or a write to CR3; after a change of EPT, INVEPT.',
        },
        old: {
          text: 'The old one',
          reply:
            'A store into a table reaches no cache. While the processor remembers the old translation, or the old answer of EPT that no INVLPG or INVVPID can drop, the old page is used.',
        },
      },
    },
  },

  params: {
    address: {
      label: 'Address',
      hint: 'A linear address of the guest, in hex. Bits beyond the width of the tables must repeat the highest',
    },
    access: {
      label: 'Access',
      hint: 'What the instruction does with the byte',
      options: { read: 'read', write: 'write', fetch: 'instruction fetch' },
    },
    as: {
      label: 'By',
      hint: 'In which mode the guest runs. Addresses of the lower half are mapped for users, the upper half for the kernel',
      options: { user: 'a program', kernel: 'the guest’s kernel' },
    },
    'guest-page': { label: 'Guest page', hint: 'How large a page the guest’s tables map', options: SIZES },
    'nested-page': { label: 'Nested page', hint: 'How large a page Xen has put behind it', options: SIZES },
    'guest-levels': { label: 'Guest tables', hint: 'Five with CR4.LA57', options: LEVELS },
    'nested-levels': {
      label: 'Nested tables',
      hint: 'Xen uses four; a walk length of five exists',
      options: LEVELS,
    },
    vendor: {
      label: 'Processor',
      hint: 'Whose second dimension it is',
      options: { intel: 'Intel: EPT', amd: 'AMD: NPT' },
    },
    caches: {
      label: 'Remembered',
      hint: 'What the processor keeps of its walks',
      options: {
        off: 'nothing',
        tlb: 'translations (TLB)',
        all: 'translations, guest tables, nested tables',
      },
    },
    'ept-ad': {
      label: 'EPT accessed and dirty bits',
      hint: 'Kept by the processor in EPT entries; an access to a guest table then counts as a write. AMD always does so',
    },
    checks: {
      label: 'The kernel is bound by',
      hint: 'SMEP: it may not run user pages; SMAP: nor touch them; WP: nor write read-only ones',
      options: { all: 'WP, SMEP and SMAP', 'no-smap': 'WP and SMEP', 'wp-only': 'WP', none: 'nothing' },
    },
    fault: {
      label: 'What is wrong',
      hint: 'In the guest’s tables, in the nested ones, or nowhere',
      options: {
        none: 'nothing',
        'guest-not-present': 'guest: the page is not present yet',
        'guest-readonly': 'guest: read-only',
        'guest-nx': 'guest: no-execute',
        'guest-supervisor': 'guest: the top entry is the kernel’s',
        'guest-reserved': 'guest: a reserved bit is set',
        'ept-mmio': 'nested: no memory, a device’s register',
        'ept-pod': 'nested: populated on demand',
        'ept-log-dirty': 'nested: guarded, to log what is dirty',
        'ept-readonly': 'nested: read-only, like a ROM',
        'ept-no-exec': 'nested: may not be fetched from',
        'ept-table-paged': 'nested: a guest table is paged out',
        'ept-table-log-dirty': 'nested: a guest table is guarded',
        'misconfig-type': 'nested: marked by Xen, to be recalculated',
        'misconfig-wx': 'nested: writable but not readable',
        'misconfig-reserved': 'nested: a reserved bit is set',
      },
    },
    second: {
      label: 'Then',
      hint: 'What happens before a second access to the same byte',
      options: {
        none: 'nothing: one access',
        again: 'the same access again',
        'guest-remap': 'the guest’s kernel maps another page there',
        'xen-remap': 'Xen moves the page to another frame',
      },
    },
    flush: {
      label: 'And forgets by',
      hint: 'What makes the processor forget before the second access',
      options: {
        none: 'nothing',
        invlpg: 'INVLPG, by the guest',
        'mov-cr3': 'MOV CR3, by the guest',
        invvpid: 'INVVPID, by Xen',
        invept: 'INVEPT, by Xen',
        asid: 'a new ASID, by Xen (AMD)',
      },
    },
  },

  threads: {
    guest: { name: 'guest vCPU 0', short: 'guest', plain: 'guest’s CPU' },
    xen: { name: 'another processor', short: 'other CPU', plain: 'another CPU' },
  },
  worlds: {
    'guest-user': 'guest user',
    'guest-kernel': 'guest kernel',
    hypervisor: 'Xen',
    backend: 'dom0 kernel',
    'device-model': 'device model',
    hardware: 'hardware',
  },
  columns: { guest: 'Guest', host: '' },
};
