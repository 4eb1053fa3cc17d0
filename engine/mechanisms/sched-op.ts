/**
 * The scheduler's hypercall, as far as these stories use it: give the processor away, sleep, or wait for a few ports.
 * Source: Xen xen/common/sched/core.c (do_sched_op, do_poll, vcpu_block_enable_events); layouts xen/include/public/sched.h.
 */
import { errno } from '../core/errno.ts';
import { layout, u32, u64 } from '../core/layout.ts';
import { call, goto, type Locals, line, procedure, ret, xen } from '../core/procedure.ts';
import { rec } from '../core/state.ts';
import { domainKey, domainMechanism } from './domain.ts';
import { eventChannelMechanism, evtchnKey, portOf, usable, valid } from './event-channel.ts';
import { reach } from './guest-copy.ts';
import type { Mechanism } from './mechanism.ts';
import { bitOf, pendingWord, sharedInfoAt, VCPU_INFO, vcpuInfoAt } from './shared-info.ts';
import { upcallMechanism } from './upcall.ts';
import { vcpuKey, vcpuMechanism } from './vcpu.ts';

export const SCHEDOP_yield = 0;
export const SCHEDOP_block = 1;
export const SCHEDOP_poll = 3;

/** `ports` is a guest address of 32-bit port numbers. */
export const sched_poll = layout('sched_poll', { ports: u64, nr_ports: u32, timeout: u64 });
const port_list = layout('evtchn_port_t', { port: u32 });

interface Op extends Locals {
  cmd: number;
  arg: number | bigint;
}
const EFAULT = ret(errno('EFAULT'));
/** `poll_evtchn` while any of several ports may wake. */
const ANY = -1;

export const do_sched_op = procedure<Op>(
  'do_sched_op',
  { source: xen('xen/common/sched/core.c', 'do_sched_op, do_poll'), world: 'hypervisor' },
  [
    line('switch', 'switch (cmd)', (_, l) => {
      if (l.cmd === SCHEDOP_yield) return goto('yield');
      if (l.cmd === SCHEDOP_block) return goto('block');
      return l.cmd === SCHEDOP_poll ? goto('poll-in') : ret(errno('ENOSYS'));
    }),
    line('yield', 'case SCHEDOP_yield: vcpu_yield(); return 0   // others may run, then this one again', () =>
      ret(0),
    ),
    line(
      'block',
      'case SCHEDOP_block: local_event_delivery_enable()   // PV: evtchn_upcall_mask = 0',
      (m) => {
        const dom = m.domain as number;
        if (m.rec(domainKey(dom)).type === 'pv')
          m.store(vcpuInfoAt(m, dom, m.vcpu), VCPU_INFO.evtchn_upcall_mask, 0);
        else m.patch(vcpuKey(dom, m.vcpu), { interruptsOn: true });
      },
    ),
    line('sleep', '  vcpu_block()', () => call('vcpu_block')),
    line('awake', '  return 0', () => ret(0)),
    line('poll-in', 'case SCHEDOP_poll: copy_from_guest(&poll, arg)   // ports, nr_ports', (m, l) => {
      const at = reach(m, l, l.arg, sched_poll.size);
      if (at === undefined) return EFAULT;
      if (typeof at !== 'number') return at;
      l.ports = m.load(at, sched_poll.fields.ports);
      l.nr = m.load(at, sched_poll.fields.nr_ports);
      return undefined;
    }),
    line('poll-limit', '  if (nr_ports > 128) return -EINVAL', (m, l) => {
      l.i = 0;
      return (l.nr as number) > 128 ? ret(errno('EINVAL')) : m.passOver();
    }),
    line(
      'poll-block',
      '  set_bit(_VPF_blocked); poll_evtchn = -1; set_bit(vcpu_id, poll_mask)   // before any look',
      (m) => m.patch(vcpuKey(m.domain as number, m.vcpu), { blocked: true, poll: ANY }),
    ),
    line('poll-events', '  if (local_events_need_delivery()) goto out', (m, l) => {
      const dom = m.domain as number;
      l.rc = 0;
      if (m.rec(domainKey(dom)).type !== 'pv') {
        // hvm_interrupt_blocked: what waits is not delivered while the guest has interrupts off.
        if (!m.rec(vcpuKey(dom, m.vcpu)).interruptsOn) return m.passOver(goto('poll-port'));
        return call('hvm_vcpu_has_pending_irq', {}, 'source');
      }
      const at = vcpuInfoAt(m, dom, m.vcpu);
      const deliver =
        m.load(at, VCPU_INFO.evtchn_upcall_pending) && !m.load(at, VCPU_INFO.evtchn_upcall_mask);
      l.source = deliver ? 'pv' : 'none';
      return deliver ? undefined : m.passOver();
    }),
    line('poll-deliver', '    something is to be delivered: no sleep', (m, l) =>
      l.source === 'none' ? m.passOver() : goto('poll-out'),
    ),
    line('poll-port', '  for each port: copy_from_guest(&port, ports + i)', (m, l) => {
      if ((l.i as number) >= (l.nr as number)) return m.passOver(goto('poll-none'));
      const at = reach(m, l, (l.ports as bigint) + BigInt(4 * (l.i as number)), 4);
      if (at === undefined) {
        l.rc = errno('EFAULT');
        return goto('poll-out');
      }
      if (typeof at !== 'number') return at;
      l.port = m.load(at, port_list.fields.port);
      return undefined;
    }),
    line(
      'poll-look',
      '    evtchn_port_poll(): not usable → -EINVAL; set in evtchn_pending → 0: goto out',
      (m, l) => {
        const dom = m.domain as number;
        const port = l.port as number;
        const t = m.rec(evtchnKey(dom));
        if (!valid(t, port) || !usable(portOf(t, port))) {
          l.rc = errno('EINVAL');
          return goto('poll-out');
        }
        // The 2-level bits: no story polls with FIFO.
        if (m.load(sharedInfoAt(m, dom), pendingWord(port)) & bitOf(port)) return goto('poll-out');
        l.i = (l.i as number) + 1;
        return goto('poll-port');
      },
    ),
    line(
      'poll-none',
      '  nr_ports == 1: poll_evtchn = port; timeout: set_timer(); raise_softirq(SCHEDULE_SOFTIRQ)',
      (m, l) => {
        l.dom = m.domain;
        l.vcpu = m.vcpu;
        const key = vcpuKey(m.domain as number, m.vcpu);
        // A vCPU whose bit in poll_mask is clear by now has been woken already.
        if (l.nr === 1 && m.rec(key).poll !== null) m.patch(key, { poll: l.port as number });
      },
    ),
    line(
      'poll-done',
      '  one of them is raised, an event or the timeout: runnable again; return 0',
      () => ret(0),
      (s, l) => !rec(s, vcpuKey(l.dom as number, l.vcpu as number)).blocked,
    ),
    line(
      'poll-out',
      '  out: poll_evtchn = 0; clear_bit(vcpu_id, poll_mask); clear_bit(_VPF_blocked); return rc',
      (m, l) => {
        m.patch(vcpuKey(m.domain as number, m.vcpu), { blocked: false, poll: null });
        return ret(l.rc);
      },
    ),
  ],
);

export const schedOpMechanism: Mechanism = {
  id: 'sched-op',
  needs: [upcallMechanism, eventChannelMechanism, vcpuMechanism, domainMechanism],
  procedures: [do_sched_op],
};
