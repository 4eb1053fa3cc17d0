import type { Effect } from '../../core/effect.ts';
import type { StepRecord } from '../../core/machine.ts';
import type { Procedure } from '../../core/procedure.ts';
import type { State } from '../../core/state.ts';
import { evtchn_2l_set_pending } from '../../mechanisms/event-channel.ts';
import { evtchn_fifo_set_pending } from '../../mechanisms/event-fifo.ts';
import type { Moment } from '../../stories/scenario.ts';

const at = (procedure: string, label: string) => (r: StepRecord) =>
  r.procedure === procedure && r.label === label;
const does = (kind: Effect['kind']) => (r: StepRecord) => r.effects.some((e) => e.kind === kind);
const writes = (leaf: string, bit: (value: bigint, old: bigint) => boolean) => (r: StepRecord) =>
  r.effects.some((e) => e.kind === 'write' && e.place.leaf === leaf && bit(BigInt(e.value), BigInt(e.old)));
const either =
  (...tests: readonly ((r: StepRecord) => boolean)[]) =>
  (r: StepRecord) =>
    tests.some((t) => t(r));
const SET_PENDING = [evtchn_2l_set_pending, evtchn_fifo_set_pending];
/** The thread goes on at “pollers”: the port was masked. */
const isAt = (after: State, r: StepRecord, p: Procedure): boolean => {
  const top = after.threads[r.thread]?.top;
  return top?.procedure === p.name && top.line === p.at.get('pollers');
};
const rose = (value: bigint, old: bigint): boolean => value > old;

/** In the order in which one event, sent to a sleeping or running vCPU, brings them about. */
export const moments: readonly Moment[] = [
  {
    id: 'called',
    when: (r) => r.procedure === 'HYPERVISOR_hypercall' && r.label === 'registers',
  },
  { id: 'allocated', when: at('evtchn_alloc_unbound', 'state') },
  {
    id: 'bound',
    when: either(
      at('evtchn_bind_interdomain', 'connect'),
      at('evtchn_bind_virq', 'note'),
      at('evtchn_bind_ipi', 'state'),
      at('evtchn_bind_pirq', 'state'),
    ),
  },
  { id: 'registered', when: at('bind_evtchn_to_irqhandler', 'handler') },
  { id: 'halted', when: at('vcpu_block', 'sleep') },
  { id: 'sent', when: either(at('evtchn_send', 'lookup'), at('send_guest_vcpu_virq', 'port')) },
  {
    id: 'dropped',
    when: (r) => at('evtchn_send', 'state')(r) && r.effects.some((e) => e.kind === 'return' && e.value === 0),
  },
  { id: 'pending', when: does('notify') },
  {
    id: 'merged',
    when: (r) =>
      (at('evtchn_2l_set_pending', 'pending')(r) || at('evtchn_fifo_set_pending', 'pending')(r)) &&
      !does('notify')(r),
  },
  {
    id: 'held',
    when: (r, after) =>
      r.label === 'mask' && SET_PENDING.some((p) => r.procedure === p.name && isAt(after, r, p)),
  },
  { id: 'selected', when: either(writes('evtchn_pending_sel', rose), writes('ready', rose)) },
  { id: 'linked', when: at('evtchn_fifo_set_pending', 'end') },
  { id: 'marked', when: writes('evtchn_upcall_pending', rose) },
  { id: 'posted', when: at('vlapic_set_irq', 'notify') },
  { id: 'kicked', when: (r) => at('vcpu_kick', 'ipi')(r) && does('ipi')(r) },
  { id: 'woken', when: does('unblock') },
  { id: 'upcall', when: does('interrupt') },
  { id: 'eoi', when: does('eoi') },
  { id: 'cleared', when: at('xen_evtchn_do_upcall', 'clear') },
  {
    id: 'scanned',
    when: either(at('evtchn_2l_handle_events', 'selector'), at('evtchn_fifo_handle_events', 'ready')),
  },
  {
    id: 'found',
    when: (r) => r.effects.some((e) => e.kind === 'call' && /^handle_(edge|percpu)_irq/.test(e.procedure)),
  },
  { id: 'handled', when: (r) => r.label === 'work' },
  {
    id: 'unmasked',
    when: either(
      at('evtchn_unmask', 'mask'),
      at('evtchn_fifo_unmask', 'mask'),
      (r) => /^(unmask_evtchn|xen_irq_lateeoi)/.test(r.procedure) && r.label === 'unmask',
    ),
  },
  { id: 'moved', when: at('evtchn_bind_vcpu', 'move') },
  { id: 'switched', when: at('evtchn_fifo_init_control', 'switch') },
  { id: 'closed', when: at('evtchn_close', 'free') },
  { id: 'refused', when: (r) => r.effects.some((e) => e.kind === 'result' && e.value < 0) },
];
