import { rec, type State } from '../../core/state.ts';
import { all, any, at, does, inWorld, labelled, not, type When, within, writes } from '../../core/when.ts';
import { eventBindingMechanism } from '../../mechanisms/event-binding.ts';
import {
  EVTCHN_2L_NR_CHANNELS,
  EVTCHN_FIFO_NR_CHANNELS,
  evtchn_2l_set_pending,
  evtchn_alloc_unbound_op,
  evtchn_bind_interdomain_op,
  evtchn_send_op,
  evtchn_unmask_op,
  evtchnKey,
  portOf,
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
import {
  hvm_set_callback_irq_level,
  vcpu_block,
  vcpu_kick,
  vlapic_set_irq,
} from '../../mechanisms/upcall.ts';
import type { Moment, Told } from '../../stories/scenario.ts';
import { DOM0, GUEST, program, workloadKey } from './story.ts';

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

/** The operation under way. */
const opIn = (state: State) => {
  const { ops, begun } = rec(state, workloadKey);
  return ops[begun - 1];
};
/**
 * Not while somebody binds a port or takes it for a driver: binding sets the port's bit once, lest a ring from before be
 * lost, and that is nobody's ring.
 */
const live: When = (_, after) => {
  const now = opIn(after)?.name ?? '';
  return !(now.startsWith('bind') && now !== 'bind_vcpu') && now !== 'handler';
};
/** A ring, and what comes of it. */
const ofRing = (when: When): When => all(live, when);
/** The call asks for what Xen cannot do: to ring at a port that leads nowhere, or for a port where none is left. */
const inVain: When = ({ thread }, after) => {
  const table = rec(after, evtchnKey(thread === 'dom0' ? DOM0.id : GUEST.id));
  const { name, args: [port = 0] = [] } = opIn(after) ?? {};
  if (name === 'send') return !['interdomain', 'ipi'].includes(portOf(table, port).state);
  if (name !== 'alloc') return false;
  const ends = table.fifo ? EVTCHN_FIFO_NR_CHANNELS : EVTCHN_2L_NR_CHANNELS;
  return table.ports.length > Math.min(table.max, ends - 1) && table.ports.every((p) => p.state !== 'free');
};
const doing =
  (...names: readonly string[]): When =>
  (_, after) =>
    names.includes(opIn(after)?.name ?? '');
const pending = does('notify');
const merged = all(any(...SET_PENDING.map((p) => at(p, 'pending'))), not(pending));
const held = all(any(...SET_PENDING.map((p) => at(p, 'mask'))), leadsToPollers);
const marked = writes('evtchn_upcall_pending', rose);
const cleared = at(xen_evtchn_do_upcall, 'clear');
const scanned = any(at(evtchn_2l_handle_events, 'selector'), at(evtchn_fifo_handle_events, 'ready'));
const found = does('call', (e) => /^handle_(edge|percpu)_irq/.test(e.procedure));
const unmasked = any(
  at(evtchn_unmask_op, 'mask'),
  at(evtchn_fifo_unmask, 'mask'),
  all(within(...unmasks), labelled('unmask')),
);
const listening = at(bind_evtchn_to_irqhandler, 'done');
const called = atLine(hypercallMechanism, 'HYPERVISOR_hypercall', 'registers');

/** In the order in which one event, sent to a sleeping or running vCPU, brings them about. */
export const moments: readonly Moment[] = [
  // What a newcomer is told: a ring and its way, and not what a binding sets off. At a step that has two
  // names the later one is its chapter.
  { id: 'wished', when: all(at(program, 'next'), does('call'), doing('send', 'virq')) },
  { id: 'rung', when: ofRing(pending) },
  { id: 'doubled', when: all(doing('send', 'virq'), merged) },
  { id: 'waits', when: ofRing(held) },
  { id: 'flagged', when: ofRing(marked) },
  { id: 'raised', when: at(hvm_set_callback_irq_level, 'drive') },
  // In the kernel: the interrupt itself is `upcall`.
  { id: 'taken', when: ofRing(all(labelled('handler'), does('cross'))) },
  { id: 'lowered', when: ofRing(cleared) },
  { id: 'looked', when: ofRing(scanned) },
  { id: 'picked', when: ofRing(found) },
  { id: 'answered', when: ofRing(labelled('work')) },
  { id: 'listening', when: listening },
  { id: 'both-listen', when: all(listening, inWorld('backend')) },
  { id: 'muted', when: all(doing('disable'), labelled('mask'), does('write')) },
  { id: 'unmuted', when: all(doing('enable'), unmasked, does('write')) },
  { id: 'doubtful', when: all(called, inVain) },
  { id: 'called', when: called },
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
  { id: 'pending', when: pending },
  { id: 'merged', when: merged },
  { id: 'held', when: held },
  { id: 'selected', when: any(writes('evtchn_pending_sel', rose), writes('ready', rose)) },
  { id: 'linked', when: at(evtchn_fifo_set_pending, 'end') },
  { id: 'marked', when: marked },
  { id: 'posted', when: at(vlapic_set_irq, 'notify') },
  { id: 'kicked', when: all(at(vcpu_kick, 'ipi'), does('ipi')) },
  { id: 'woken', when: does('unblock') },
  { id: 'upcall', when: does('interrupt') },
  { id: 'eoi', when: does('eoi') },
  { id: 'cleared', when: cleared },
  { id: 'scanned', when: scanned },
  { id: 'found', when: found },
  { id: 'handled', when: labelled('work') },
  { id: 'unmasked', when: unmasked },
  { id: 'moved', when: atLine(eventBindingMechanism, 'evtchn_bind_vcpu', 'move') },
  { id: 'switched', when: at(evtchn_fifo_init_control, 'switch') },
  { id: 'closed', when: atLine(eventBindingMechanism, 'evtchn_close', 'free') },
  { id: 'refused', when: does('result', (e) => e.value < 0) },
];

export const told: Told = {
  opens: 'wished',
  goals: [
    {
      id: 'make',
      moments: ['allocated', 'listening', 'bound', 'moved', 'switched', 'muted', 'halted'],
    },
    { id: 'send', moments: ['wished', 'sent', 'dropped', 'rung', 'doubled'] },
    { id: 'mark', moments: ['waits', 'unmuted', 'flagged'] },
    { id: 'reach', moments: ['posted', 'raised', 'kicked', 'woken', 'taken'] },
    { id: 'find', moments: ['lowered', 'picked'] },
    { id: 'answer', moments: ['answered'] },
    { id: 'end', moments: ['closed', 'refused'] },
  ],
  once: ['wished', 'kicked', 'posted', 'raised', 'waits', 'unmuted'],
};
