import type { Effect } from '../../core/effect.ts';
import type { StepRecord } from '../../core/machine.ts';
import type { Moment } from '../../stories/scenario.ts';

const at = (procedure: string, label: string) => (r: StepRecord) =>
  r.procedure === procedure && r.label === label;
const has = (kind: Effect['kind']) => (r: StepRecord) => r.effects.some((e) => e.kind === kind);
const exits =
  (...names: readonly string[]) =>
  (r: StepRecord) =>
    r.effects.some((e) => e.kind === 'exit' && names.includes(e.name));
const back = (r: StepRecord, value: (v: unknown) => boolean): boolean =>
  r.effects.some((e) => e.kind === 'return' && e.procedure === r.procedure && value(e.value));

/** In the order of a story that goes well; then what may go wrong, or take longer. */
export const moments: readonly Moment[] = [
  { id: 'asked', when: exits('CPUID', 'VMEXIT_CPUID') },
  { id: 'found', when: (r) => at('hypervisor_cpuid_base', 'compare')(r) && back(r, (v) => Number(v) > 0) },
  { id: 'told', when: exits('MSR_WRITE', 'VMEXIT_MSR') },
  { id: 'installed', when: at('init_hypercall_page', 'stubs') },
  { id: 'prepared', when: (r) => r.label === 'argument' },
  { id: 'loaded', when: (r) => r.label === 'registers' && r.world !== 'hypervisor' },
  { id: 'stub', when: at('hypercall_page + 32 × number', 'mov') },
  { id: 'left', when: exits('VMCALL', 'VMEXIT_VMMCALL') },
  { id: 'dispatched', when: (r) => r.label === 'call' && /^(hvm_hypercall|do_multicall)$/.test(r.procedure) },
  { id: 'walk', when: at('hvm_translate_get_page', 'cr3') },
  { id: 'translated', when: (r) => at('hvm_translate_get_page', 'p2m')(r) && back(r, (v) => v !== null) },
  { id: 'faulted', when: (r) => r.procedure === 'hvm_translate_get_page' && back(r, (v) => v === null) },
  {
    id: 'copied-out',
    when: (r) => r.world === 'hypervisor' && /copy_to_guest/.test(r.text) && has('write')(r),
  },
  { id: 'entry-done', when: at('do_multicall', 'out') },
  { id: 'page-gone', when: (r) => at('do_memory_op', 'remove')(r) && has('record')(r) },
  { id: 'preempted', when: at('hypercall_create_continuation', 'preempted') },
  { id: 'continued', when: (r) => r.label === 'advance' },
  { id: 'softirq', when: (r) => r.label === 'softirq' },
  { id: 'refused', when: (r) => r.effects.some((e) => e.kind === 'result' && e.value < 0) },
  { id: 'answered', when: (r) => r.procedure === 'hvm_hypercall' && has('result')(r) },
  { id: 'fault', when: has('exception') },
  { id: 'returned', when: (r) => r.label === 'result' && r.world !== 'hypervisor' },
];
