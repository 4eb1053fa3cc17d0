/**
 * Event channels beyond the pair of two domains: virtual and physical interrupts, IPIs, moving a channel to another vCPU,
 * asking for its state, closing it, closing them all; and how Xen raises a virtual interrupt.
 * Source: Xen xen/common/event_channel.c.
 */
import { errno } from '../core/errno.ts';
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, procedure, ret, xen } from '../core/procedure.ts';
import { preemptCheck } from './continuation.ts';
import { domainByAnyId, domainKey, hasVcpu, mayTarget } from './domain.ts';
import {
  consumerIsXen,
  type Evtchn,
  event_word,
  eventChannelMechanism,
  evtchnKey,
  FREE_PORT,
  freePort,
  openPort,
  portOf,
  setPendingOf,
  setPort,
  usable,
  valid,
  vcpuOf,
  wordAt,
} from './event-channel.ts';
import { EVTCHNSTAT, eventOpsMechanism, type StatusAnswer } from './event-ops.ts';
import type { Mechanism } from './mechanism.ts';
import { bitOf, pendingWord, sharedInfoAt } from './shared-info.ts';

const channel = (symbol: string) => ({
  source: xen('xen/common/event_channel.c', symbol),
  world: 'hypervisor' as const,
});
const self = (m: Machine): number => m.domain as number;
const table = (m: Machine, domain = self(m)) => m.rec(evtchnKey(domain));
const ENOENT = ret(errno('ENOENT'));
const EINVAL = ret(errno('EINVAL'));

/** Virtual interrupts (Xen xen/include/public/xen.h). */
export const NR_VIRQS = 24;
export const VIRQ_TIMER = 0;
export const VIRQ_DEBUG = 1;
export const VIRQ_CONSOLE = 2;
export const VIRQ_XENOPROF = 7;
export const VIRQ_ARGO = 11;
export const VIRQ_XENPMU = 13;

export type VirqType = 'vcpu' | 'domain' | 'global';
const PER_VCPU: readonly number[] = [VIRQ_TIMER, VIRQ_DEBUG, VIRQ_XENOPROF, VIRQ_XENPMU];
/** `get_virq_type`. The architecture's own (16 to 23) are global on x86. */
export function virqType(virq: number): VirqType {
  if (PER_VCPU.includes(virq)) return 'vcpu';
  return virq === VIRQ_ARGO ? 'domain' : 'global';
}

/** `virq_to_evtchn` of a vCPU; 0 where nothing is bound. */
const virqPort = (m: Machine, domain: number, vcpu: number, virq: number): number =>
  table(m, domain).virqs[vcpu]?.[virq] ?? 0;

function setVirqPort(m: Machine, domain: number, vcpu: number, virq: number, port: number): void {
  const virqs = table(m, domain).virqs.slice();
  while (virqs.length <= vcpu) virqs.push({});
  virqs[vcpu] = { ...virqs[vcpu], [virq]: port };
  m.patch(evtchnKey(domain), { virqs });
}

interface BindVirq extends Locals {
  virq: number;
  vcpu: number;
  port: number;
}
export const evtchn_bind_virq_op = procedure<BindVirq>('evtchn_bind_virq', channel('evtchn_bind_virq'), [
  line('range', 'if (virq >= NR_VIRQS) return -EINVAL', (m, l) =>
    l.virq >= NR_VIRQS ? EINVAL : m.passOver(),
  ),
  line('type', 'type = get_virq_type(virq); if (type != VCPU && vcpu != 0) return -EINVAL', (_, l) =>
    virqType(l.virq) !== 'vcpu' && l.vcpu !== 0 ? EINVAL : undefined,
  ),
  line('vcpu', 'v = domain_vcpu(d, vcpu): none → -ENOENT', (m, l) =>
    hasVcpu(m.rec(domainKey(self(m))), l.vcpu) ? undefined : ENOENT,
  ),
  line('owner', 'if (type == GLOBAL && the hardware domain handles it) return -EBUSY', (m, l) =>
    virqType(l.virq) === 'global' && self(m) !== 0 ? ret(errno('EBUSY')) : m.passOver(),
  ),
  line('bound', 'if (v->virq_to_evtchn[virq]) return -EEXIST', (m, l) =>
    virqPort(m, self(m), l.vcpu, l.virq) ? ret(errno('EEXIST')) : m.passOver(),
  ),
  line('port', FREE_PORT('d'), (m, l) => {
    l.port = freePort(m, self(m));
    return l.port < 0 ? ret(l.port) : undefined;
  }),
  line('state', 'chn->state = ECS_VIRQ; notify_vcpu_id = vcpu; u.virq = virq', (m, l) =>
    openPort(m, self(m), l.port, { state: 'virq', number: l.virq, vcpu: l.vcpu }),
  ),
  line('note', 'v->virq_to_evtchn[virq] = port; return port', (m, l) => {
    setVirqPort(m, self(m), l.vcpu, l.virq, l.port);
    return ret(l.port);
  }),
]);

export const evtchn_bind_ipi_op = procedure<BindVirq>('evtchn_bind_ipi', channel('evtchn_bind_ipi'), [
  line('vcpu', 'if (!domain_vcpu(d, vcpu)) return -ENOENT', (m, l) =>
    hasVcpu(m.rec(domainKey(self(m))), l.vcpu) ? m.passOver() : ENOENT,
  ),
  line('port', FREE_PORT('d'), (m, l) => {
    l.port = freePort(m, self(m));
    return l.port < 0 ? ret(l.port) : undefined;
  }),
  line('state', 'chn->state = ECS_IPI; notify_vcpu_id = vcpu; return port', (m, l) => {
    openPort(m, self(m), l.port, { state: 'ipi', number: 0, vcpu: l.vcpu });
    return ret(l.port);
  }),
]);

interface BindPirq extends Locals {
  pirq: number;
  port: number;
}
export const evtchn_bind_pirq_op = procedure<BindPirq>('evtchn_bind_pirq', channel('evtchn_bind_pirq'), [
  line('range', 'if (pirq >= d->nr_pirqs) return -EINVAL', (m, l) =>
    l.pirq >= table(m).pirqs.count ? EINVAL : m.passOver(),
  ),
  line('permitted', 'if (!is_hvm_domain(d) && !pirq_access_permitted(d, pirq)) return -EPERM', (m) =>
    m.rec(domainKey(self(m))).type === 'pv' && self(m) !== 0 ? ret(errno('EPERM')) : m.passOver(),
  ),
  line('bound', 'if (pirq_to_evtchn(d, pirq)) return -EEXIST', (m, l) =>
    table(m).pirqs.ports[l.pirq] ? ret(errno('EEXIST')) : m.passOver(),
  ),
  line('port', FREE_PORT('d'), (m, l) => {
    l.port = freePort(m, self(m));
    return l.port < 0 ? ret(l.port) : undefined;
  }),
  line('state', 'info->evtchn = port; chn->state = ECS_PIRQ; return port', (m, l) => {
    const { pirqs } = table(m);
    openPort(m, self(m), l.port, { state: 'pirq', number: l.pirq, vcpu: 0 });
    m.patch(evtchnKey(self(m)), { pirqs: { ...pirqs, ports: { ...pirqs.ports, [l.pirq]: l.port } } });
    return ret(l.port);
  }),
]);

interface BindVcpu extends Locals {
  port: number;
  vcpu: number;
}
export const evtchn_bind_vcpu_op = procedure<BindVcpu>('evtchn_bind_vcpu', channel('evtchn_bind_vcpu'), [
  line('vcpu', 'v = domain_vcpu(d, vcpu): none → -ENOENT', (m, l) =>
    hasVcpu(m.rec(domainKey(self(m))), l.vcpu) ? undefined : ENOENT,
  ),
  line('port', 'chn = _evtchn_from_port(d, port): none → -EINVAL', (m, l) =>
    valid(table(m), l.port) ? undefined : EINVAL,
  ),
  line('xen', 'if (consumer_is_xen(chn)) return -EINVAL', (m, l) =>
    consumerIsXen(portOf(table(m), l.port)) ? EINVAL : m.passOver(),
  ),
  line('state', 'IPI, per-vCPU VIRQ, FREE, RESERVED → -EINVAL', (m, l) => {
    const chn = portOf(table(m), l.port);
    const fixed = chn.state === 'ipi' || (chn.state === 'virq' && virqType(chn.number) === 'vcpu');
    return fixed || chn.state === 'free' || chn.state === 'reserved' ? EINVAL : undefined;
  }),
  line('move', 'chn->notify_vcpu_id = v->vcpu_id   // for the next event; return 0', (m, l) => {
    const chn = portOf(table(m), l.port);
    if ('vcpu' in chn) setPort(m, self(m), l.port, { ...chn, vcpu: l.vcpu });
    return ret(0);
  }),
]);

const STATUS: Readonly<Record<Evtchn['state'], number>> = {
  free: EVTCHNSTAT.closed,
  reserved: EVTCHNSTAT.closed,
  unbound: EVTCHNSTAT.unbound,
  interdomain: EVTCHNSTAT.interdomain,
  pirq: EVTCHNSTAT.pirq,
  virq: EVTCHNSTAT.virq,
  ipi: EVTCHNSTAT.ipi,
};

interface Status extends Locals {
  dom: number;
  port: number;
}
export const evtchn_status_op = procedure<Status>('evtchn_status', channel('evtchn_status'), [
  line('domain', 'd = rcu_lock_domain_by_any_id(dom): none → -ESRCH', (m, l) => {
    const d = domainByAnyId(m, l.dom);
    if (!d) return ret(errno('ESRCH'));
    l.d = d.id;
    return undefined;
  }),
  line('port', 'chn = _evtchn_from_port(d, port): none → -EINVAL', (m, l) =>
    valid(table(m, l.d as number), l.port) ? undefined : EINVAL,
  ),
  line('xsm', 'xsm_evtchn_status(d): another domain → -EPERM', (m, l) =>
    mayTarget(m, l.d as number) ? undefined : ret(errno('EPERM')),
  ),
  line('state', 'status = what chn->state says; vcpu = chn->notify_vcpu_id', (m, l) => {
    const chn = portOf(table(m, l.d as number), l.port);
    const answer: StatusAnswer = {
      status: STATUS[chn.state],
      vcpu: vcpuOf(chn),
      dom: 'remoteDom' in chn ? chn.remoteDom : null,
      port: chn.state === 'interdomain' ? chn.remotePort : null,
      number: 'number' in chn ? chn.number : null,
    };
    return ret(answer);
  }),
]);

interface Close extends Locals {
  dom: number;
  port: number;
}
const chnOf = (m: Machine, l: Close): Evtchn => portOf(table(m, l.dom), l.port);

export const evtchn_close_op = procedure<Close>('evtchn_close', channel('evtchn_close, evtchn_free'), [
  line('port', 'chn1 = _evtchn_from_port(d1, port1): none → -EINVAL', (m, l) =>
    valid(table(m, l.dom), l.port) ? undefined : EINVAL,
  ),
  line('xen', 'if (consumer_is_xen(chn1) && guest) return -EINVAL', (m, l) =>
    consumerIsXen(chnOf(m, l)) ? EINVAL : m.passOver(),
  ),
  line('state', 'switch (chn1->state)   // FREE, RESERVED → -EINVAL', (m, l) => {
    const chn = chnOf(m, l);
    if (chn.state === 'free' || chn.state === 'reserved') return EINVAL;
    if (chn.state === 'virq') return goto('virq');
    if (chn.state === 'pirq') return goto('pirq');
    return goto('clear');
  }),
  line('virq', '  case VIRQ: v->virq_to_evtchn[virq] = 0', (m, l) => {
    const chn = chnOf(m, l);
    if (chn.state === 'virq')
      setVirqPort(m, l.dom, virqType(chn.number) === 'vcpu' ? chn.vcpu : 0, chn.number, 0);
    return goto('clear');
  }),
  line('pirq', '  case PIRQ: pirq->evtchn = 0', (m, l) => {
    const chn = chnOf(m, l);
    const { pirqs } = table(m, l.dom);
    if (chn.state === 'pirq')
      m.patch(evtchnKey(l.dom), { pirqs: { ...pirqs, ports: { ...pirqs.ports, [chn.number]: 0 } } });
  }),
  line('clear', 'clear_bit(port1, evtchn_pending)   // FIFO: PENDING in event_word', (m, l) => {
    const { fifo } = table(m, l.dom);
    const chn = chnOf(m, l);
    if (!usable(chn)) return;
    m.lock();
    if (fifo) {
      const at = wordAt(fifo, l.port);
      if (at === undefined) return;
      m.store(at, event_word.fields.event_word, m.load(at, event_word.fields.event_word) & 0x7fff_ffff);
      return;
    }
    const at = sharedInfoAt(m, l.dom);
    m.store(at, pendingWord(l.port), m.load(at, pendingWord(l.port)) & ~bitOf(l.port));
  }),
  line('free', 'chn1->state = ECS_FREE; notify_vcpu_id = 0', (m, l) => {
    const chn = chnOf(m, l);
    l.peer = chn.state === 'interdomain' ? chn.remoteDom : null;
    l.rport = chn.state === 'interdomain' ? chn.remotePort : null;
    setPort(m, l.dom, l.port, { state: 'free' });
  }),
  line('peer', 'INTERDOMAIN: chn2->state = ECS_UNBOUND, reserved for d1; return 0', (m, l) => {
    if (l.peer === null) return m.passOver(ret(0));
    const [peer, rport] = [l.peer as number, l.rport as number];
    const chn2 = portOf(table(m, peer), rport);
    setPort(m, peer, rport, {
      state: 'unbound',
      remoteDom: l.dom,
      vcpu: vcpuOf(chn2),
      ...(consumerIsXen(chn2) ? { xenConsumer: true } : {}),
    });
    return ret(0);
  }),
]);

/** `active_evtchns` and `xen_evtchns`: counted from the table itself. */
const active = (m: Machine, domain: number): { readonly all: number; readonly xen: number } => {
  const ports = table(m, domain).ports.filter((p) => p.state !== 'free' && p.state !== 'reserved');
  return { all: ports.length, xen: ports.filter(consumerIsXen).length };
};

interface Reset extends Locals {
  d: number;
  resuming: boolean;
  i: number;
}
export const evtchn_reset_op = procedure<Reset>('evtchn_reset', channel('evtchn_reset'), [
  line('paused', 'if (d != current->domain && !d->controller_pause_count) return -EINVAL', (m, l) =>
    l.d === m.domain ? m.passOver() : EINVAL,
  ),
  line(
    'start',
    'i = resuming ? d->next_evtchn : !d->next_evtchn; next_evtchn = max(i, next_evtchn)',
    (m, l) => {
      const { next } = table(m, l.d);
      l.i = l.resuming ? next : Number(next === 0);
      if (l.i > next) m.patch(evtchnKey(l.d), { next: l.i });
    },
  ),
  line('busy', 'if (!i) return -EBUSY   // another one is under way', (m, l) =>
    l.i === 0 ? ret(errno('EBUSY')) : m.passOver(),
  ),
  line('loop', 'for ( ; port_is_valid(d, i) && has_active_evtchns(d); i++)', (m, l) => {
    const { all, xen: ofXen } = active(m, l.d);
    return valid(table(m, l.d), l.i) && all > ofXen ? undefined : m.passOver(goto('end'));
  }),
  line('close', '  evtchn_close(d, i, 1)', (_, l) => call('evtchn_close', { dom: l.d, port: l.i })),
  line('preempt', '  if (!(i & 0x3f) && hypercall_preempt_check()) return -ERESTART', (m, l) => {
    if ((l.i & 0x3f) === 0 && preemptCheck(m)) {
      m.patch(evtchnKey(l.d), { next: l.i });
      return ret(errno('ERESTART'));
    }
    l.i++;
    return goto('loop');
  }),
  line('end', 'd->next_evtchn = 0; if (active_evtchns > xen_evtchns) return -EAGAIN', (m, l) => {
    m.patch(evtchnKey(l.d), { next: 0 });
    const { all, xen: ofXen } = active(m, l.d);
    return all > ofXen ? ret(errno('EAGAIN')) : undefined;
  }),
  line('abi', 'if (d->evtchn_fifo) back to the 2-level ABI; return 0', (m, l) => {
    if (!table(m, l.d).fifo) return m.passOver(ret(0));
    m.patch(evtchnKey(l.d), { fifo: null });
    return ret(0);
  }),
]);

interface Virq extends Locals {
  dom: number;
  vcpu: number;
  virq: number;
}
/** Xen raises a virtual interrupt of one vCPU: nobody called, and no hypercall is involved. */
export const send_guest_vcpu_virq = procedure<Virq>('send_guest_vcpu_virq', channel('send_guest_vcpu_virq'), [
  line('port', 'port = v->virq_to_evtchn[virq]; if (port == 0) return', (m, l) => {
    l.port = virqPort(m, l.dom, l.vcpu, l.virq);
    return l.port === 0 ? ret() : undefined;
  }),
  line('pend', 'evtchn_port_set_pending(d, v->vcpu_id, chn)', (m, l) =>
    call(setPendingOf(m, l.dom), { dom: l.dom, vcpu: l.vcpu, port: l.port as number }),
  ),
]);

export const eventBindingMechanism: Mechanism = {
  id: 'event-binding',
  needs: [eventChannelMechanism, eventOpsMechanism],
  procedures: [
    evtchn_bind_virq_op,
    evtchn_bind_ipi_op,
    evtchn_bind_pirq_op,
    evtchn_bind_vcpu_op,
    evtchn_status_op,
    evtchn_close_op,
    evtchn_reset_op,
    send_guest_vcpu_virq,
  ],
};
