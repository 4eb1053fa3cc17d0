/**
 * `do_event_channel_op` with all of its commands: what each copies in, calls and copies back.
 * Source: Xen xen/common/event_channel.c; layouts xen/include/public/event_channel.h.
 */
import { errno } from '../core/errno.ts';
import { blob, type Field, layout, u8, u16, u32, u64 } from '../core/layout.ts';
import type { Machine } from '../core/machine.ts';
import { call, type Line, type Locals, line, ret } from '../core/procedure.ts';
import { continuationMechanism } from './continuation.ts';
import { domainByAnyId, mayTarget } from './domain.ts';
import {
  type Cases,
  copyIn,
  EFAULT,
  EVTCHNOP_bind_ipi,
  EVTCHNOP_bind_pirq,
  EVTCHNOP_bind_vcpu,
  EVTCHNOP_bind_virq,
  EVTCHNOP_close,
  EVTCHNOP_expand_array,
  EVTCHNOP_init_control,
  EVTCHNOP_reset,
  EVTCHNOP_reset_cont,
  EVTCHNOP_set_priority,
  EVTCHNOP_status,
  eventChannelMechanism,
  eventChannelOp,
  num,
  type Op,
} from './event-channel.ts';
import { EVTCHN_FIFO_LINK_BITS, eventFifoMechanism } from './event-fifo.ts';
import { reach } from './guest-copy.ts';
import { __HYPERVISOR_event_channel_op, hypercallMechanism } from './hypercall.ts';
import type { Mechanism } from './mechanism.ts';

export const evtchn_close = layout('evtchn_close', { port: u32 });
export const evtchn_bind_virq = layout('evtchn_bind_virq', { virq: u32, vcpu: u32, port: u32 });
export const evtchn_bind_pirq = layout('evtchn_bind_pirq', { pirq: u32, flags: u32, port: u32 });
export const evtchn_bind_ipi = layout('evtchn_bind_ipi', { vcpu: u32, port: u32 });
export const evtchn_status = layout('evtchn_status', {
  dom: u16,
  port: u32,
  status: u32,
  vcpu: u32,
  u: blob(8),
});
/** The members of its union `u`. */
const status_u = {
  at: evtchn_status.fields.u.offset,
  interdomain: layout('evtchn_status.u.interdomain', { dom: u16, port: u32 }).fields,
  pirq: layout('evtchn_status.u', { pirq: u32 }).fields.pirq,
  virq: layout('evtchn_status.u', { virq: u32 }).fields.virq,
};
export const evtchn_bind_vcpu = layout('evtchn_bind_vcpu', { port: u32, vcpu: u32 });
export const evtchn_reset = layout('evtchn_reset', { dom: u16 });
export const evtchn_init_control = layout('evtchn_init_control', {
  control_gfn: u64,
  offset: u32,
  vcpu: u32,
  link_bits: u8,
  _pad: blob(7),
});
export const evtchn_expand_array = layout('evtchn_expand_array', { array_gfn: u64 });
export const evtchn_set_priority = layout('evtchn_set_priority', { port: u32, priority: u32 });

export const EVTCHNSTAT = {
  closed: 0,
  unbound: 1,
  interdomain: 2,
  pirq: 3,
  virq: 4,
  ipi: 5,
} as const;

/** What `evtchn_status` found, or the error. */
export interface StatusAnswer extends Locals {
  readonly status: number;
  readonly vcpu: number;
  readonly dom: number | null;
  readonly port: number | null;
  /** Of a VIRQ or a PIRQ. */
  readonly number: number | null;
}

/** Reads what `evtchn_status` wrote back: which members of the union count depends on `status`. */
export function readStatus(m: Machine, at: number): StatusAnswer {
  const status = m.load(at, evtchn_status.fields.status);
  const vcpu = m.load(at, evtchn_status.fields.vcpu);
  const u = at + status_u.at;
  const hasDom = status === EVTCHNSTAT.unbound || status === EVTCHNSTAT.interdomain;
  return {
    status,
    vcpu,
    dom: hasDom ? m.load(u, status_u.interdomain.dom) : null,
    port: status === EVTCHNSTAT.interdomain ? m.load(u, status_u.interdomain.port) : null,
    number:
      status === EVTCHNSTAT.pirq
        ? m.load(u, status_u.pirq)
        : status === EVTCHNSTAT.virq
          ? m.load(u, status_u.virq)
          : null,
  };
}

/** A `copy_to_guest` line after a success: writes results back, or answers -EFAULT with the work done. */
function copyOut(label: string, text: string, size: number, write: (m: Machine, at: number, l: Op) => void) {
  return line<Op>(label, text, (m, l) => {
    if (l.rc !== 0) return m.passOver(ret(l.rc));
    const at = reach(m, l, l.arg, size, true);
    if (at === undefined) return EFAULT;
    if (typeof at !== 'number') return at;
    write(m, at, l);
    return ret(0);
  });
}

/** The result of binding is the port, or a negative error: back into the argument, as 0 or the error. */
const portOut = (name: string, size: number, field: Field<number>) => [
  line<Op>(`${name}-rc`, '  if (rc < 0) return rc', (m, l) => {
    l.port = l.rc;
    return l.rc < 0 ? ret(l.rc) : m.passOver();
  }),
  line<Op>(`${name}-back`, '  copy_to_guest(arg, &bind)   // port; return 0', (m, l) => {
    const at = reach(m, l, l.arg, size, true);
    if (at === undefined) return EFAULT;
    if (typeof at !== 'number') return at;
    m.store(at, field, num(l, 'port'));
    return ret(0);
  }),
];

const CASES: Cases = {
  [EVTCHNOP_bind_virq]: 'virq-in',
  [EVTCHNOP_bind_pirq]: 'pirq-in',
  [EVTCHNOP_close]: 'close-in',
  [EVTCHNOP_status]: 'status-in',
  [EVTCHNOP_bind_ipi]: 'ipi-in',
  [EVTCHNOP_bind_vcpu]: 'vcpu-in',
  [EVTCHNOP_reset]: 'reset-in',
  [EVTCHNOP_reset_cont]: 'reset-in',
  [EVTCHNOP_init_control]: 'control-in',
  [EVTCHNOP_expand_array]: 'expand-in',
  [EVTCHNOP_set_priority]: 'priority-in',
};

const LINES: readonly Line<Op>[] = [
  copyIn(
    'virq-in',
    'case EVTCHNOP_bind_virq: copy_from_guest(&bind, arg)   // virq, vcpu',
    evtchn_bind_virq.size,
    (m, at, l) => {
      l.virq = m.load(at, evtchn_bind_virq.fields.virq);
      l.vcpu = m.load(at, evtchn_bind_virq.fields.vcpu);
    },
  ),
  line('virq', '  rc = evtchn_bind_virq(&bind)', (_, l) =>
    call('evtchn_bind_virq', { virq: num(l, 'virq'), vcpu: num(l, 'vcpu') }, 'rc'),
  ),
  ...portOut('virq', evtchn_bind_virq.size, evtchn_bind_virq.fields.port),
  copyIn(
    'pirq-in',
    'case EVTCHNOP_bind_pirq: copy_from_guest(&bind, arg)   // pirq',
    evtchn_bind_pirq.size,
    (m, at, l) => {
      l.pirq = m.load(at, evtchn_bind_pirq.fields.pirq);
    },
  ),
  line('pirq', '  rc = evtchn_bind_pirq(&bind)', (_, l) =>
    call('evtchn_bind_pirq', { pirq: num(l, 'pirq') }, 'rc'),
  ),
  ...portOut('pirq', evtchn_bind_pirq.size, evtchn_bind_pirq.fields.port),
  copyIn(
    'ipi-in',
    'case EVTCHNOP_bind_ipi: copy_from_guest(&bind, arg)   // vcpu',
    evtchn_bind_ipi.size,
    (m, at, l) => {
      l.vcpu = m.load(at, evtchn_bind_ipi.fields.vcpu);
    },
  ),
  line('ipi', '  rc = evtchn_bind_ipi(&bind)', (_, l) =>
    call('evtchn_bind_ipi', { vcpu: num(l, 'vcpu') }, 'rc'),
  ),
  ...portOut('ipi', evtchn_bind_ipi.size, evtchn_bind_ipi.fields.port),
  copyIn(
    'close-in',
    'case EVTCHNOP_close: copy_from_guest(&close, arg)   // close.port',
    evtchn_close.size,
    (m, at, l) => {
      l.port = m.load(at, evtchn_close.fields.port);
    },
  ),
  line('close', '  rc = evtchn_close(current->domain, close.port, guest)', (m, l) =>
    call('evtchn_close', { dom: m.domain as number, port: num(l, 'port') }, 'rc'),
  ),
  line('closed', '  return rc', (_, l) => ret(l.rc)),
  copyIn(
    'status-in',
    'case EVTCHNOP_status: copy_from_guest(&status, arg)   // dom, port',
    evtchn_status.size,
    (m, at, l) => {
      l.dom = m.load(at, evtchn_status.fields.dom);
      l.port = m.load(at, evtchn_status.fields.port);
    },
  ),
  line('status', '  rc = evtchn_status(&status)', (_, l) =>
    call('evtchn_status', { dom: num(l, 'dom'), port: num(l, 'port') }, 'answer'),
  ),
  line('status-rc', '  if (rc) return rc', (m, l) =>
    typeof l.answer === 'number' ? ret(l.answer) : m.passOver(),
  ),
  line(
    'status-back',
    '  copy_to_guest(arg, &status)   // status, vcpu; u: dom, port, pirq or virq',
    (m, l) => {
      const at = reach(m, l, l.arg, evtchn_status.size, true);
      if (at === undefined) return EFAULT;
      if (typeof at !== 'number') return at;
      const answer = l.answer as Locals & StatusAnswer;
      m.store(at, evtchn_status.fields.status, answer.status);
      m.store(at, evtchn_status.fields.vcpu, answer.vcpu);
      const u = at + status_u.at;
      if (answer.dom !== null) m.store(u, status_u.interdomain.dom, answer.dom);
      if (answer.port !== null) m.store(u, status_u.interdomain.port, answer.port);
      if (answer.status === EVTCHNSTAT.pirq) m.store(u, status_u.pirq, answer.number ?? 0);
      if (answer.status === EVTCHNSTAT.virq) m.store(u, status_u.virq, answer.number ?? 0);
      return ret(0);
    },
  ),
  copyIn(
    'vcpu-in',
    'case EVTCHNOP_bind_vcpu: copy_from_guest(&bind, arg)   // port, vcpu',
    evtchn_bind_vcpu.size,
    (m, at, l) => {
      l.port = m.load(at, evtchn_bind_vcpu.fields.port);
      l.vcpu = m.load(at, evtchn_bind_vcpu.fields.vcpu);
    },
  ),
  line('vcpu', '  rc = evtchn_bind_vcpu(bind.port, bind.vcpu)', (_, l) =>
    call('evtchn_bind_vcpu', { port: num(l, 'port'), vcpu: num(l, 'vcpu') }, 'rc'),
  ),
  line('vcpu-bound', '  return rc', (_, l) => ret(l.rc)),
  copyIn(
    'reset-in',
    'case EVTCHNOP_reset, reset_cont: copy_from_guest(&reset, arg)   // reset.dom',
    evtchn_reset.size,
    (m, at, l) => {
      l.dom = m.load(at, evtchn_reset.fields.dom);
    },
  ),
  line('reset-dom', '  d = rcu_lock_domain_by_any_id(reset.dom): none → -ESRCH', (m, l) => {
    const d = domainByAnyId(m, num(l, 'dom'));
    if (!d) return ret(errno('ESRCH'));
    l.d = d.id;
    return undefined;
  }),
  line('reset-xsm', '  xsm_evtchn_reset(d): another domain → -EPERM', (m, l) =>
    mayTarget(m, num(l, 'd')) ? undefined : ret(errno('EPERM')),
  ),
  line('reset', '  rc = evtchn_reset(d, cmd == EVTCHNOP_reset_cont)', (_, l) =>
    call('evtchn_reset', { d: num(l, 'd'), resuming: l.cmd === EVTCHNOP_reset_cont }, 'rc'),
  ),
  line('reset-again', '  if (rc == -ERESTART) rc = hypercall_create_continuation(reset_cont, arg)', (m, l) =>
    l.rc === errno('ERESTART')
      ? call(
          'hypercall_create_continuation',
          { op: __HYPERVISOR_event_channel_op, args: [EVTCHNOP_reset_cont, l.arg] },
          'rc',
        )
      : m.passOver(),
  ),
  line('reset-done', '  return rc', (_, l) => ret(l.rc)),
  copyIn(
    'control-in',
    'case EVTCHNOP_init_control: copy_from_guest(&init, arg)   // control_gfn, offset, vcpu',
    evtchn_init_control.size,
    (m, at, l) => {
      l.gfn = Number(m.load(at, evtchn_init_control.fields.control_gfn));
      l.offset = m.load(at, evtchn_init_control.fields.offset);
      l.vcpu = m.load(at, evtchn_init_control.fields.vcpu);
    },
  ),
  line('control', '  rc = evtchn_fifo_init_control(&init)', (_, l) =>
    call(
      'evtchn_fifo_init_control',
      { gfn: num(l, 'gfn'), offset: num(l, 'offset'), vcpu: num(l, 'vcpu') },
      'rc',
    ),
  ),
  copyOut(
    'control-back',
    '  if (!rc) copy_to_guest(arg, &init)   // link_bits; return rc',
    evtchn_init_control.size,
    (m, at) => m.store(at, evtchn_init_control.fields.link_bits, EVTCHN_FIFO_LINK_BITS),
  ),
  copyIn(
    'expand-in',
    'case EVTCHNOP_expand_array: copy_from_guest(&expand, arg)   // array_gfn',
    evtchn_expand_array.size,
    (m, at, l) => {
      l.gfn = Number(m.load(at, evtchn_expand_array.fields.array_gfn));
    },
  ),
  line('expand', '  rc = evtchn_fifo_expand_array(&expand)', (_, l) =>
    call('evtchn_fifo_expand_array', { gfn: num(l, 'gfn') }, 'rc'),
  ),
  line('expanded', '  return rc', (_, l) => ret(l.rc)),
  copyIn(
    'priority-in',
    'case EVTCHNOP_set_priority: copy_from_guest(&set, arg)   // port, priority',
    evtchn_set_priority.size,
    (m, at, l) => {
      l.port = m.load(at, evtchn_set_priority.fields.port);
      l.priority = m.load(at, evtchn_set_priority.fields.priority);
    },
  ),
  line('priority', '  rc = evtchn_set_priority(&set)', (_, l) =>
    call('evtchn_set_priority', { port: num(l, 'port'), priority: num(l, 'priority') }, 'rc'),
  ),
  line('priority-set', '  return rc', (_, l) => ret(l.rc)),
];

export const eventOpsMechanism: Mechanism = {
  id: 'event-ops',
  needs: [eventChannelMechanism, eventFifoMechanism, continuationMechanism, hypercallMechanism],
  procedures: [eventChannelOp(CASES, LINES)],
};
