import { all, any, at, does, labelled, not, type When, within, writes } from '../../core/when.ts';
import { eventBindingMechanism } from '../../mechanisms/event-binding.ts';
import {
  evtchn_2l_set_pending,
  evtchn_alloc_unbound_op,
  evtchn_bind_interdomain_op,
  evtchn_send_op,
  evtchn_unmask_op,
} from '../../mechanisms/event-channel.ts';
import {
  evtchn_fifo_init_control,
  evtchn_fifo_set_pending,
  evtchn_fifo_unmask,
} from '../../mechanisms/event-fifo.ts';
import { hypercallMechanism } from '../../mechanisms/hypercall.ts';
import { bind_evtchn_to_irqhandler } from '../../mechanisms/linux-event-ops.ts';
import {
  evtchn_2l_handle_events,
  linuxEventsMechanism,
  xen_evtchn_do_upcall,
} from '../../mechanisms/linux-events.ts';
import { evtchn_fifo_handle_events, linuxEventsFifoMechanism } from '../../mechanisms/linux-events-fifo.ts';
import { atLine } from '../../mechanisms/mechanism.ts';
import { vcpu_block, vcpu_kick, vlapic_set_irq } from '../../mechanisms/upcall.ts';
import type { Moment } from '../../stories/scenario.ts';

const SET_PENDING = [evtchn_2l_set_pending, evtchn_fifo_set_pending];
/** The thread goes on at “pollers”: the port was masked. */
const leadsToPollers: When = (r, after) => {
  const top = after.threads[r.thread]?.top;
  return SET_PENDING.some((p) => top?.procedure === p.name && top.line === p.at.get('pollers'));
};
const rose = (value: bigint, old: bigint): boolean => value > old;
const unmasks = [...linuxEventsMechanism.procedures, ...linuxEventsFifoMechanism.procedures].filter((p) =>
  /^(unmask_evtchn|xen_irq_lateeoi)/.test(p.name),
);

/** In the order in which one event, sent to a sleeping or running vCPU, brings them about. */
export const moments: readonly Moment[] = [
  {
    id: 'called',
    when: atLine(hypercallMechanism, 'HYPERVISOR_hypercall', 'registers'),
  },
  { id: 'allocated', when: at(evtchn_alloc_unbound_op, 'state') },
  {
    id: 'bound',
    when: any(
      at(evtchn_bind_interdomain_op, 'connect'),
      atLine(eventBindingMechanism, 'evtchn_bind_virq', 'note'),
      atLine(eventBindingMechanism, 'evtchn_bind_ipi', 'state'),
      atLine(eventBindingMechanism, 'evtchn_bind_pirq', 'state'),
    ),
  },
  { id: 'registered', when: at(bind_evtchn_to_irqhandler, 'handler') },
  { id: 'halted', when: at(vcpu_block, 'sleep') },
  {
    id: 'sent',
    when: any(at(evtchn_send_op, 'lookup'), atLine(eventBindingMechanism, 'send_guest_vcpu_virq', 'port')),
  },
  {
    id: 'dropped',
    when: all(
      at(evtchn_send_op, 'state'),
      does('return', (e) => e.value === 0),
    ),
  },
  { id: 'pending', when: does('notify') },
  {
    id: 'merged',
    when: all(any(...SET_PENDING.map((p) => at(p, 'pending'))), not(does('notify'))),
  },
  {
    id: 'held',
    when: all(any(...SET_PENDING.map((p) => at(p, 'mask'))), leadsToPollers),
  },
  { id: 'selected', when: any(writes('evtchn_pending_sel', rose), writes('ready', rose)) },
  { id: 'linked', when: at(evtchn_fifo_set_pending, 'end') },
  { id: 'marked', when: writes('evtchn_upcall_pending', rose) },
  { id: 'posted', when: at(vlapic_set_irq, 'notify') },
  { id: 'kicked', when: all(at(vcpu_kick, 'ipi'), does('ipi')) },
  { id: 'woken', when: does('unblock') },
  { id: 'upcall', when: does('interrupt') },
  { id: 'eoi', when: does('eoi') },
  { id: 'cleared', when: at(xen_evtchn_do_upcall, 'clear') },
  {
    id: 'scanned',
    when: any(at(evtchn_2l_handle_events, 'selector'), at(evtchn_fifo_handle_events, 'ready')),
  },
  {
    id: 'found',
    when: does('call', (e) => /^handle_(edge|percpu)_irq/.test(e.procedure)),
  },
  { id: 'handled', when: labelled('work') },
  {
    id: 'unmasked',
    when: any(
      at(evtchn_unmask_op, 'mask'),
      at(evtchn_fifo_unmask, 'mask'),
      all(within(...unmasks), labelled('unmask')),
    ),
  },
  { id: 'moved', when: atLine(eventBindingMechanism, 'evtchn_bind_vcpu', 'move') },
  { id: 'switched', when: at(evtchn_fifo_init_control, 'switch') },
  { id: 'closed', when: atLine(eventBindingMechanism, 'evtchn_close', 'free') },
  { id: 'refused', when: does('result', (e) => e.value < 0) },
];
