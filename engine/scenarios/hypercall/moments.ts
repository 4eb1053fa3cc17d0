import { all, at, does, inWorld, labelled, not, returns, within } from '../../core/when.ts';
import { continuationMechanism } from '../../mechanisms/continuation.ts';
import { hvm_translate_get_page } from '../../mechanisms/guest-walk.ts';
import { hypercallMechanism } from '../../mechanisms/hypercall.ts';
import { hypercallPageMechanism } from '../../mechanisms/hypercall-page.ts';
import { hypervisor_cpuid_base } from '../../mechanisms/linux-detect.ts';
import { atLine, listingOf } from '../../mechanisms/mechanism.ts';
import { memoryOpMechanism } from '../../mechanisms/memory-op.ts';
import { multicallMechanism } from '../../mechanisms/multicall.ts';
import type { Moment } from '../../stories/scenario.ts';

const exits = (...names: readonly string[]) => does('exit', (e) => names.includes(e.name));
const inGuest = not(inWorld('hypervisor'));
const hvm_hypercall = listingOf(hypercallMechanism, 'hvm_hypercall');
const do_multicall = listingOf(multicallMechanism, 'do_multicall');

/** In the order of a story that goes well; then what may go wrong, or take longer. */
export const moments: readonly Moment[] = [
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
  { id: 'prepared', when: labelled('argument') },
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
