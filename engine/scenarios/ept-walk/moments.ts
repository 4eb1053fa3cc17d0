/** The named places of the story. A moment is recognised by what a step did, so it holds for every parameter. */
import { rec } from '../../core/state.ts';
import { all, any, at, changes, does, not, returns, type When, within } from '../../core/when.ts';
import { controlKey } from '../../mechanisms/control-registers.ts';
import { EXIT_REASON_EPT_MISCONFIG, EXIT_REASON_EPT_VIOLATION, ept_walk } from '../../mechanisms/ept.ts';
import { page_walk } from '../../mechanisms/guest-paging.ts';
import { linuxPageFaultMechanism } from '../../mechanisms/linux-page-fault.ts';
import { atLine, listingOf } from '../../mechanisms/mechanism.ts';
import { memory_access } from '../../mechanisms/memory-access.ts';
import { nestedPageFaultMechanism } from '../../mechanisms/nested-page-fault.ts';
import { npt_walk, VMEXIT_NPF } from '../../mechanisms/npt.ts';
import { p2mKey, p2mMechanism } from '../../mechanisms/p2m.ts';
import { tlbMechanism } from '../../mechanisms/tlb.ts';
import { walkerKey } from '../../mechanisms/walker.ts';
import type { Moment, Told } from '../../stories/scenario.ts';
import { another_processor, main, set_pte_at } from './story.ts';

const raises = (name: string) => does('exception', (e) => e.name === name);
const exits = (...reasons: readonly number[]) => does('exit', (e) => reasons.includes(e.reason));
const ofXen = (name: string) => listingOf(nestedPageFaultMechanism, name);

const found = any(at(ept_walk, 'done'), at(npt_walk, 'done'));
/** What the nested tables were asked for is the program's page, not one of the guest's tables. */
const forTheData: When = (_, after) => rec(after, walkerKey).row === 0;

/** An entry of a guest's table was read, whose level is such, seen from the topmost. */
const guestEntry =
  (isSuch: (level: number, top: number) => boolean): When =>
  (r, after) =>
    does('walk', (e) => e.table === 'guest' && isSuch(e.level, rec(after, controlKey).levels))(r, after);

export const moments: readonly Moment[] = [
  // What a newcomer is told besides. At a step that has two names the later one is its chapter.
  { id: 'table-sought', when: all(at(page_walk, 'translate'), does('call')) },
  { id: 'next-table', when: guestEntry((level, top) => level === top - 1) },
  { id: 'deeper', when: guestEntry((level, top) => level < top - 1) },
  { id: 'backed', when: all(found, forTheData) },
  {
    id: 'kept',
    when: all(
      at(memory_access, 'fill'),
      does('tlb', (e) => e.op === 'fill'),
    ),
  },
  { id: 'no-address', when: all(at(memory_access, 'canonical'), not(does('passed'))) },
  { id: 'issued', when: at(main, 'first') },
  { id: 'again', when: at(main, 'again') },
  { id: 'walk', when: at(page_walk, 'begin') },
  { id: 'nested-entry', when: does('walk', (e) => e.table !== 'guest') },
  { id: 'located', when: found },
  { id: 'guest-entry', when: guestEntry(() => true) },
  { id: 'leaf', when: at(page_walk, 'fetch') },
  { id: 'allowed', when: all(at(page_walk, 'supervisor'), not(returns())) },
  { id: 'marked', when: all(within(page_walk), does('write')) },
  { id: 'gpa', when: at(page_walk, 'final') },
  { id: 'translated', when: at(memory_access, 'fill') },
  { id: 'accessed', when: at(memory_access, 'data') },
  { id: 'page-fault', when: raises('#PF') },
  { id: 'protection-fault', when: raises('#GP') },
  { id: 'invalid-opcode', when: raises('#UD') },
  { id: 'filled-in', when: atLine(linuxPageFaultMechanism, 'exc_page_fault', 'handle') },
  { id: 'violation', when: exits(EXIT_REASON_EPT_VIOLATION, VMEXIT_NPF) },
  { id: 'misconfiguration', when: exits(EXIT_REASON_EPT_MISCONFIG) },
  { id: 'decided', when: at(ofXen('hvm_hap_nested_page_fault'), 'access') },
  { id: 'populated', when: atLine(p2mMechanism, 'p2m_pod_demand_populate', 'account') },
  {
    id: 'marked-dirty',
    when: all(within(ofXen('hvm_hap_nested_page_fault')), changes(p2mKey, 'dirty')),
  },
  { id: 'emulated', when: at(ofXen('handle_mmio_with_translation'), 'ioreq', 'discard') },
  {
    id: 'repaired',
    when: any(at(ofXen('resolve_misconfig'), 'repair'), at(ofXen('do_recalc'), 'repair')),
  },
  { id: 'crashed', when: changes(p2mKey, 'crashed') },
  { id: 'entered', when: does('entry') },
  { id: 'changed', when: all(within(set_pte_at, another_processor), does('write')) },
  {
    id: 'flushed',
    when: all(
      within(...tlbMechanism.procedures, ofXen('svm_asid_handle_vmrun')),
      does('tlb', (e) => e.op === 'flush'),
    ),
  },
  {
    id: 'remembered',
    when: all(
      within(memory_access),
      does('tlb', (e) => e.op === 'hit'),
    ),
  },
];

export const told: Told = {
  opens: 'start',
  goals: [
    { id: 'first', moments: ['issued', 'no-address', 'walk', 'nested-entry', 'located'] },
    { id: 'down', moments: ['guest-entry', 'next-table', 'deeper'] },
    { id: 'page', moments: ['gpa', 'backed', 'kept'] },
    { id: 'touch', moments: ['accessed'] },
    {
      id: 'guest-refuses',
      moments: ['page-fault', 'filled-in', 'protection-fault', 'invalid-opcode'],
    },
    {
      id: 'xen-refuses',
      moments: [
        'violation',
        'misconfiguration',
        'decided',
        'populated',
        'marked-dirty',
        'emulated',
        'repaired',
        'crashed',
        'entered',
      ],
    },
    { id: 'again', moments: ['changed', 'flushed', 'again', 'remembered'] },
  ],
  once: [
    'walk',
    'nested-entry',
    'located',
    'guest-entry',
    'next-table',
    'gpa',
    'backed',
    'kept',
    'repaired',
    'emulated',
    'flushed',
  ],
};
