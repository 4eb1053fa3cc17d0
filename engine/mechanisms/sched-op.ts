/**
 * The scheduler's hypercall, as far as these stories use it: give the processor away, sleep, or wait for a few ports.
 * Source: Xen xen/common/sched/core.c (do_sched_op, do_poll, vcpu_block_enable_events); layouts xen/include/public/sched.h.
 */
import { errno } from '../core/errno.ts';
import { layout, u32, u64 } from '../core/layout.ts';
import { call, goto, type Locals, line, procedure, ret, xen } from '../core/procedure.ts';
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
    line('poll-port', '  for each port: copy_from_guest(&port, ports + i)', (m, l) => {
      if ((l.i as number) >= (l.nr as number)) return m.passOver(goto('poll-none'));
      const at = reach(m, l, (l.ports as bigint) + BigInt(4 * (l.i as number)), 4);
      if (at === undefined) return EFAULT;
      if (typeof at !== 'number') return at;
      l.port = m.load(at, port_list.fields.port);
      return undefined;
    }),
    line(
      'poll-look',
      '    evtchn_port_poll(): not usable → -EINVAL; set in evtchn_pending → return 0',
      (m, l) => {
        const dom = m.domain as number;
        const port = l.port as number;
        const t = m.rec(evtchnKey(dom));
        if (!valid(t, port) || !usable(portOf(t, port))) return ret(errno('EINVAL'));
        // The 2-level bits: no story polls with FIFO.
        if (m.load(sharedInfoAt(m, dom), pendingWord(port)) & bitOf(port)) return ret(0);
        l.i = (l.i as number) + 1;
        return goto('poll-port');
      },
    ),
    line('poll-none', '  none of them: vcpu sleeps until one is, or the timeout', () => call('vcpu_block')),
    line('poll-done', '  return 0', () => ret(0)),
  ],
);

export const schedOpMechanism: Mechanism = {
  id: 'sched-op',
  needs: [upcallMechanism, eventChannelMechanism, vcpuMechanism, domainMechanism],
  procedures: [do_sched_op],
};
