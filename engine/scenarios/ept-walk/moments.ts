/** The named places of the story. A moment is recognised by what a step did, so it holds for every parameter. */
import type { Effect } from '../../core/effect.ts';
import type { StepRecord } from '../../core/machine.ts';
import type { Moment } from '../../stories/scenario.ts';

type When = Moment['when'];
const at =
  (procedure: string, ...labels: readonly string[]): When =>
  (r) =>
    r.procedure === procedure && labels.includes(r.label);
const does =
  (holds: (e: Effect) => boolean): When =>
  (r) =>
    r.effects.some(holds);
const within =
  (procedures: readonly string[], holds: (e: Effect) => boolean): When =>
  (r) =>
    procedures.includes(r.procedure) && r.effects.some(holds);

const returns = (r: StepRecord): boolean => r.effects.some((e) => e.kind === 'return');
const records = (field: string) => (e: Effect) => e.kind === 'record' && e.fields.includes(field);
const FLUSHERS = ['INVLPG', 'MOV CR3', 'INVVPID', 'INVEPT', 'svm_asid_handle_vmrun'];
const NESTED = ['EPT walk', 'NPT walk'];

export const moments: readonly Moment[] = [
  { id: 'issued', when: at('program', 'first') },
  { id: 'again', when: at('program', 'again') },
  { id: 'walk', when: at('page walk', 'begin') },
  { id: 'nested-entry', when: does((e) => e.kind === 'walk' && e.table !== 'guest') },
  { id: 'located', when: (r) => NESTED.includes(r.procedure) && r.label === 'done' },
  { id: 'guest-entry', when: does((e) => e.kind === 'walk' && e.table === 'guest') },
  { id: 'leaf', when: (r) => r.procedure === 'page walk' && r.label === 'fetch' },
  { id: 'allowed', when: (r) => r.procedure === 'page walk' && r.label === 'supervisor' && !returns(r) },
  { id: 'marked', when: within(['page walk'], (e) => e.kind === 'write') },
  { id: 'gpa', when: at('page walk', 'final') },
  { id: 'translated', when: at('memory access', 'fill') },
  { id: 'accessed', when: at('memory access', 'data') },
  { id: 'page-fault', when: does((e) => e.kind === 'exception' && e.name === '#PF') },
  { id: 'protection-fault', when: does((e) => e.kind === 'exception' && e.name === '#GP') },
  { id: 'invalid-opcode', when: does((e) => e.kind === 'exception' && e.name === '#UD') },
  { id: 'filled-in', when: at('exc_page_fault', 'handle') },
  { id: 'violation', when: does((e) => e.kind === 'exit' && (e.reason === 48 || e.reason === 0x400)) },
  { id: 'misconfiguration', when: does((e) => e.kind === 'exit' && e.reason === 49) },
  { id: 'decided', when: at('hvm_hap_nested_page_fault', 'access') },
  { id: 'populated', when: at('p2m_pod_demand_populate', 'account') },
  { id: 'marked-dirty', when: within(['hvm_hap_nested_page_fault'], records('dirty')) },
  { id: 'emulated', when: at('handle_mmio_with_translation', 'ioreq', 'discard') },
  {
    id: 'repaired',
    when: (r) => ['resolve_misconfig', 'do_recalc'].includes(r.procedure) && r.label === 'repair',
  },
  { id: 'crashed', when: does(records('crashed')) },
  { id: 'entered', when: does((e) => e.kind === 'entry') },
  {
    id: 'changed',
    when: (r) =>
      (r.procedure === 'set_pte_at' || r.procedure === 'another processor') &&
      r.effects.some((e) => e.kind === 'write'),
  },
  { id: 'flushed', when: within(FLUSHERS, (e) => e.kind === 'tlb' && e.op === 'flush') },
  { id: 'remembered', when: within(['memory access'], (e) => e.kind === 'tlb' && e.op === 'hit') },
];
