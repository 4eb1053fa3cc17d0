import { all, at, does, inWorld, labelled, not, returns, within } from '../../core/when.ts';
import { continuationMechanism } from '../../mechanisms/continuation.ts';
import { hvm_translate_get_page } from '../../mechanisms/guest-walk.ts';
import { hypercallMechanism } from '../../mechanisms/hypercall.ts';
import { hypercallPageMechanism } from '../../mechanisms/hypercall-page.ts';
import { hypervisor_cpuid_base } from '../../mechanisms/linux-detect.ts';
import { atLine, listingOf } from '../../mechanisms/mechanism.ts';
import { memoryOpMechanism } from '../../mechanisms/memory-op.ts';
import { multicallMechanism } from '../../mechanisms/multicall.ts';
import type { Moment, Told } from '../../stories/scenario.ts';
import { main, programProcedures } from './story.ts';

const exits = (...names: readonly string[]) => does('exit', (e) => names.includes(e.name));
const inGuest = not(inWorld('hypervisor'));
const hvm_hypercall = listingOf(hypercallMechanism, 'hvm_hypercall');
/** Where the guest's code gets its answer: in the stub's caller, or in a program that calls by itself. */
const callers = [
  listingOf(hypercallMechanism, 'HYPERVISOR_hypercall'),
  listingOf(hypercallPageMechanism, 'HYPERVISOR_hypercall, page'),
  ...programProcedures.filter((p) => p.name === 'a process'),
];
const guest_wrmsr = listingOf(hypercallPageMechanism, 'guest_wrmsr');
const do_multicall = listingOf(multicallMechanism, 'do_multicall');

/** In the order of a story that goes well; then what may go wrong, or take longer. */
export const moments: readonly Moment[] = [
  // What a story tells apart. They stand first: where an older one names the same step, the chapter is the older one’s.
  { id: 'wanted', when: all(at(main, 'work'), not(returns())) },
  {
    id: 'equipped',
    when: all(
      atLine(hypercallPageMechanism, 'install hypercall_page', 'result'),
      returns((v) => v === true),
    ),
  },
  {
    id: 'copied-in',
    when: all(inWorld('hypervisor'), (r) => /copy_from_guest/.test(r.text), does('read')),
  },
  { id: 'allowed', when: all(at(hvm_hypercall, 'privilege'), does('passed')) },
  { id: 'past', when: all(labelled('advance'), not(does('passed'))) },
  { id: 'stays', when: all(labelled('advance'), does('passed')) },
  { id: 'back', when: all(labelled('result'), inGuest, within(...callers)) },
  // Somebody else's name stands in front: the kernel looks further.
  { id: 'other-name', when: all(at(hypervisor_cpuid_base, 'compare'), does('passed')) },
  { id: 'page-refused', when: all(within(guest_wrmsr), does('exception')) },
  { id: 'asked', when: exits('CPUID', 'VMEXIT_CPUID') },
  {
    id: 'found',
    when: all(
      at(hypervisor_cpuid_base, 'compare'),
      returns((v) => Number(v) > 0),
    ),
  },
  { id: 'told', when: exits('MSR_WRITE', 'VMEXIT_MSR') },
  { id: 'installed', when: atLine(hypercallPageMechanism, 'init_hypercall_page', 'stubs') },
  { id: 'prepared', when: all(labelled('argument'), does('write')) },
  { id: 'loaded', when: all(labelled('registers'), inGuest) },
  { id: 'stub', when: atLine(hypercallPageMechanism, 'hypercall_page + 32 × number', 'mov') },
  { id: 'left', when: exits('VMCALL', 'VMEXIT_VMMCALL') },
  { id: 'dispatched', when: all(labelled('call'), within(hvm_hypercall, do_multicall)) },
  { id: 'walk', when: at(hvm_translate_get_page, 'cr3') },
  {
    id: 'translated',
    when: all(
      at(hvm_translate_get_page, 'p2m'),
      returns((v) => v !== null),
    ),
  },
  {
    id: 'faulted',
    when: all(
      within(hvm_translate_get_page),
      returns((v) => v === null),
    ),
  },
  {
    id: 'copied-out',
    when: all(inWorld('hypervisor'), (r) => /copy_to_guest/.test(r.text), does('write')),
  },
  { id: 'entry-done', when: at(do_multicall, 'out') },
  { id: 'page-gone', when: all(atLine(memoryOpMechanism, 'do_memory_op', 'remove'), does('record')) },
  {
    id: 'preempted',
    when: atLine(continuationMechanism, 'hypercall_create_continuation', 'preempted'),
  },
  { id: 'continued', when: labelled('advance') },
  { id: 'softirq', when: labelled('softirq') },
  { id: 'refused', when: does('result', (e) => e.value < 0) },
  { id: 'answered', when: all(within(hvm_hypercall), does('result')) },
  { id: 'fault', when: does('exception') },
  { id: 'returned', when: all(labelled('result'), inGuest) },
];

export const told: Told = {
  opens: 'wanted',
  goals: [
    { id: 'find', moments: ['asked', 'other-name', 'found'] },
    { id: 'doors', moments: ['told', 'installed', 'page-refused', 'equipped'] },
    { id: 'fill', moments: ['wanted', 'prepared', 'loaded'] },
    { id: 'fall', moments: ['stub', 'left', 'allowed', 'dispatched'] },
    {
      id: 'work',
      moments: [
        'translated',
        'faulted',
        'copied-in',
        'copied-out',
        'page-gone',
        'preempted',
        'stays',
        'softirq',
      ],
    },
    { id: 'back', moments: ['refused', 'answered', 'back'] },
  ],
  once: ['asked', 'allowed', 'translated', 'copied-in', 'dispatched', 'refused'],
};
