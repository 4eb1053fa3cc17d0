/** What no source prescribes: a program that touches memory, its kernel's change of a table, another processor's; and the machine when it is new. */
import { maddr, PAGE_SIZE } from '../../core/brand.ts';
import type { Machine } from '../../core/machine.ts';
import { call, goto, type Locals, line, linux, model, procedure, ret } from '../../core/procedure.ts';
import { type Key, rec } from '../../core/state.ts';
import { controlKey, registersKey } from '../../mechanisms/control-registers.ts';
import { ept_exit, ept_walk, eptMechanism, eptPointer, newVmcs, vmcsKey } from '../../mechanisms/ept.ts';
import { guestPagingMechanism } from '../../mechanisms/guest-paging.ts';
import { areaKey, linuxPageFaultMechanism } from '../../mechanisms/linux-page-fault.ts';
import { keep } from '../../mechanisms/mechanism.ts';
import { type Ending, memory_access, memoryAccessMechanism } from '../../mechanisms/memory-access.ts';
import {
  hapVcpuKey,
  kick,
  nestedPageFaultMechanism,
  newHapVcpu,
} from '../../mechanisms/nested-page-fault.ts';
import { npf_exit, npt_walk, nptKey, nptMechanism, TLB_CTRL, VMCB } from '../../mechanisms/npt.ts';
import { newP2m, p2mKey, p2mMechanism, slotNow } from '../../mechanisms/p2m.ts';
import { _PAGE_ACCESSED, _PAGE_DIRTY } from '../../mechanisms/page-flags.ts';
import { ENTRY, isCanonical, LEAF_LEVEL, spanOf } from '../../mechanisms/paging.ts';
import { INVLPG, MOV_CR3, newTlb, tlbKey, tlbMechanism } from '../../mechanisms/tlb.ts';
import { type AccessKind, newWalker, walkerKey } from '../../mechanisms/walker.ts';
import { xen } from '../../platforms/xen.ts';
import type { Setup } from '../../stories/scenario.ts';
import { newSystem, prepared } from '../../stories/system.ts';
import type { Choices } from './params.ts';
import {
  DATA,
  leafAt,
  leafEntry,
  machineOf,
  movedEntry,
  movedTo,
  NESTED_ROOT,
  OTHER_DATA,
  TABLES,
  VMCB_AT,
  writeGuestTables,
  writeNestedTables,
} from './tables.ts';

const GUEST = 1;
const DOM0 = 0;
/** What the byte is, by where it lies: in the page, in the page the guest put in its place, in the page Xen moved it to. */
export const BYTES = { first: 0x41, guest: 0x42, xen: 0x43, written: 0x57 } as const;

// ── the programs ────────────────────────────────────────────────────────────────────────────────────

/** What the story is about, and how far it has come. */
export interface Story {
  readonly gva: bigint;
  readonly access: AccessKind;
  readonly user: boolean;
  readonly second: Choices['second'];
  readonly flush: Choices['flush'];
  /** Guest-physical address of the byte at first. */
  readonly gpa: number;
  /** The guest's entry that would put another page in its place. */
  readonly otherLeaf: bigint;
  readonly phase: 'first' | 'asked' | 'changed' | 'second' | 'over';
  readonly endings: readonly Ending[];
}
export const storyKey: Key<Story> = 'story';

/** Work for another processor: Xen moves the page, or has this processor forget. */
const needsXen = (c: Pick<Story, 'second' | 'flush'>): boolean =>
  c.second !== 'none' && (c.second === 'xen-remap' || XEN_FLUSHES.has(c.flush));
const XEN_FLUSHES: ReadonlySet<Choices['flush']> = new Set(['invvpid', 'invept', 'asid']);

const access = ({ gva, access, user }: Story): Locals => ({ gva, access, user });

export const main = procedure<{ ending: Ending }>(
  'program',
  { source: model('a program that touches one byte') },
  [
    line('first', 'access the byte at gva', (m) =>
      call(memory_access.name, access(m.rec(storyKey)), 'ending'),
    ),
    line('ended', 'go on, if there is a program left', (m, l) => {
      const s = m.rec(storyKey);
      m.patch(storyKey, { endings: [l.ending] });
      const alive = l.ending === 'data' || l.ending === 'emulated';
      if (alive && s.second !== 'none') return undefined;
      m.patch(storyKey, { phase: 'over' });
      return ret();
    }),
    line('change', 'its kernel changes the entry', (m) =>
      m.rec(storyKey).second === 'guest-remap' ? call(set_pte_at.name) : undefined,
    ),
    line('wait', 'compute, while another processor is at work', (m) => {
      m.patch(storyKey, { phase: needsXen(m.rec(storyKey)) ? 'asked' : 'changed' });
    }),
    line(
      'flush',
      'its kernel has the processor forget',
      (m) => {
        const { flush } = m.rec(storyKey);
        return flush === 'invlpg' || flush === 'mov-cr3' ? call(flush_tlb.name, { how: flush }) : undefined;
      },
      (s) => rec(s, storyKey).phase === 'changed',
    ),
    line('again', 'access the byte at gva, again', (m) => {
      m.patch(storyKey, { phase: 'second' });
      return call(memory_access.name, access(m.rec(storyKey)), 'ending');
    }),
    line('over', 'done', (m, l) => {
      m.patch(storyKey, { phase: 'over', endings: [...m.rec(storyKey).endings, l.ending] });
      return ret();
    }),
  ],
);

export const set_pte_at = procedure<Locals>(
  'set_pte_at',
  {
    source: linux('arch/x86/include/asm/pgtable_64.h', 'native_set_pte'),
    world: 'kernel',
    via: 'system call',
  },
  [
    line('store', '*ptep: the entry of another page   // a store like any other', (m) => {
      m.store(m.rec(areaKey).leafAt, ENTRY, m.rec(storyKey).otherLeaf);
    }),
  ],
);

const flush_tlb = procedure<{ how: string }>(
  'flush_tlb',
  {
    source: linux('arch/x86/mm/tlb.c', 'native_flush_tlb_one_user, native_flush_tlb_local'),
    world: 'kernel',
    via: 'system call',
  },
  [
    line('how', 'one page: INVLPG; the whole address space: write CR3', (m, l) => {
      if (l.how === 'mov-cr3') return goto('cr3');
      return call(INVLPG.name, { gva: m.rec(storyKey).gva });
    }),
    line('page', 'return', () => ret()),
    line('cr3', 'CR3 = CR3   // no exit: nested paging lets the guest do this itself', () =>
      call(MOV_CR3.name),
    ),
  ],
);

export const another_processor = procedure<Locals>(
  'another processor',
  { source: model('Xen on another processor, on behalf of dom0') },
  [
    line(
      'wait',
      'wait until there is something to do',
      () => undefined,
      (s) => rec(s, storyKey).phase === 'asked',
    ),
    line('move', 'move the page: entry = the new frame', (m) => {
      const { second, gpa } = m.rec(storyKey);
      if (second !== 'xen-remap') return m.passOver();
      const { at, level } = slotNow(m, gpa);
      m.store(maddr(at), ENTRY, movedEntry(m.rec(p2mKey).format, movedTo(gpa), level));
    }),
    line('flush', 'have the guest’s processor forget: note it, and send an interrupt', (m) => {
      const { flush } = m.rec(storyKey);
      if (!XEN_FLUSHES.has(flush)) return m.passOver();
      if (flush === 'invept') m.patch(p2mKey, { invalidate: true });
      if (flush === 'invvpid') m.patch(hapVcpuKey, { asidsExhausted: true });
      if (flush === 'asid') m.patch(hapVcpuKey, { asidStale: true });
      m.patch(hapVcpuKey, { kicked: true });
      m.emit({ kind: 'ipi', to: 'the guest’s processor' });
    }),
    line(
      'wait-for-exit',
      'wait until it has left guest mode',
      (m) => m.patch(storyKey, { phase: 'changed' }),
      (s) => !rec(s, hapVcpuKey).kicked,
    ),
  ],
);

// ── the set-up ──────────────────────────────────────────────────────────────────────────────────────

const MECHANISMS = [
  guestPagingMechanism,
  eptMechanism,
  nptMechanism,
  tlbMechanism,
  memoryAccessMechanism,
  linuxPageFaultMechanism,
  p2mMechanism,
  nestedPageFaultMechanism,
];

/** Bits of a physical address on the processors of this story. */
const MAXPHYADDR = 46;
const FIRST_TAG = 1;

/** Both trees as bytes, the byte itself, the registers and what each party keeps. */
export function setup(c: Choices): Setup {
  const intel = c.vendor === 'intel';
  const write = c.access === 'write';
  const lowest = LEAF_LEVEL[c['guest-page']];
  const offset = Number(c.address & (BigInt(spanOf(lowest)) - 1n));
  const gpa = (DATA[lowest] ?? 0) + offset;
  const backing = machineOf(gpa);
  const leafTable = TABLES[lowest] ?? 0;
  const system = newSystem({
    platform: xen,
    mechanisms: MECHANISMS,
    listings: [main, set_pte_at, flush_tlb, another_processor],
    threads: [
      {
        id: 'guest',
        domain: GUEST,
        start: { procedure: main.name, world: c.as === 'kernel' ? 'guest-kernel' : 'guest-user' },
        interrupts: [kick(c.vendor)],
      },
      { id: 'xen', domain: DOM0, start: { procedure: another_processor.name, world: 'hypervisor' } },
    ],
    records: [
      keep(controlKey, {
        vendor: c.vendor,
        cr3: TABLES[c['guest-levels']] ?? 0,
        levels: c['guest-levels'],
        wp: c.checks !== 'none',
        smep: c.checks === 'all' || c.checks === 'no-smap',
        smap: c.checks === 'all',
        ac: false,
        nxe: true,
        maxphyaddr: MAXPHYADDR,
        nestedWalk: intel ? ept_walk.name : npt_walk.name,
        nestedExit: intel ? ept_exit.name : npf_exit.name,
        cr2: 0n,
        errorCode: 0,
      }),
      keep(registersKey, { al: write ? BYTES.written : 0, instruction: c.access }),
      keep(walkerKey, newWalker()),
      keep(
        tlbKey,
        newTlb(
          { translations: c.caches !== 'off', structures: c.caches === 'all' },
          { vpid: FIRST_TAG, nested: intel ? NESTED_ROOT : FIRST_TAG },
        ),
      ),
      keep(vmcsKey, newVmcs(eptPointer(NESTED_ROOT, c['nested-levels'], c['ept-ad']), FIRST_TAG)),
      keep(nptKey, { vmcb: VMCB_AT, root: NESTED_ROOT, levels: c['nested-levels'] }),
      keep(p2mKey, {
        ...newP2m(intel ? 'ept' : 'npt', NESTED_ROOT, c['nested-levels']),
        pager: { [leafTable / PAGE_SIZE]: machineOf(leafTable) },
        pod: {
          pages: [backing - (backing % spanOf(1))],
          superpages: c['nested-page'] === '4K' ? [] : [backing - (backing % spanOf(2))],
        },
      }),
      keep(hapVcpuKey, newHapVcpu(FIRST_TAG + 1)),
      keep(areaKey, {
        exists: c.fault !== 'guest-supervisor',
        writable: c.fault !== 'guest-readonly',
        leafAt: leafAt(c),
        leaf: leafEntry(c, DATA[lowest] ?? 0) | _PAGE_ACCESSED | (write ? _PAGE_DIRTY : 0n),
      }),
      keep(storyKey, {
        gva: c.address,
        access: c.access,
        user: c.as === 'user',
        second: c.second,
        flush: c.flush,
        gpa,
        otherLeaf: leafEntry(c, OTHER_DATA[lowest] ?? 0),
        phase: 'first',
        endings: [],
      }),
    ],
  });
  return prepared(system, (m) => {
    writeNestedTables(m, c);
    if (isCanonical(c.address, c['guest-levels'])) writeGuestTables(m, c);
    // Each place where the byte may come to lie holds another value, so that a stale mapping shows.
    if (c.fault !== 'ept-pod') fillAround(m, backing, BYTES.first);
    fillAround(m, machineOf((OTHER_DATA[lowest] ?? 0) + offset), BYTES.guest);
    fillAround(m, movedTo(gpa), BYTES.xen);
    if (!intel) writeVmcb(m);
  });
}

const fillAround = (m: Machine, hpa: number, value: number): void =>
  m.fill(hpa - (hpa % 16), new Uint8Array(16).fill(value), 'data');

function writeVmcb(m: Machine): void {
  m.store(VMCB_AT, VMCB.asid, FIRST_TAG);
  m.store(VMCB_AT, VMCB.tlb_control, TLB_CTRL.none);
  m.store(VMCB_AT, VMCB.np_enable, 1n);
  m.store(VMCB_AT, VMCB.h_cr3, BigInt(NESTED_ROOT));
}
