/**
 * Event channels, 2-level ABI: ports, their states, and the bits that say "something happened".
 * Source: Xen xen/common/event_channel.c, event_2l.c; layouts xen/include/public/event_channel.h.
 */

import { errno } from '../core/errno.ts';
import { layout, u16, u32 } from '../core/layout.ts';
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, type Procedure, procedure, ret, xen } from '../core/procedure.ts';
import type { Key, State } from '../core/state.ts';
import { domainById, guestArgument } from './domain.ts';
import {
  bitOf,
  maskWord,
  pendingWord,
  sharedInfoAt,
  VCPU_INFO,
  vcpuInfoAt,
  WORD_BITS,
} from './shared-info.ts';

export const EVTCHNOP_bind_interdomain = 0;
export const EVTCHNOP_send = 4;
export const EVTCHNOP_alloc_unbound = 6;
export const EVTCHNOP_unmask = 9;
/** Names of the commands, for listings and effects. */
export const EVTCHNOP_NAMES: Readonly<Record<number, string>> = {
  [EVTCHNOP_bind_interdomain]: 'EVTCHNOP_bind_interdomain',
  [EVTCHNOP_send]: 'EVTCHNOP_send',
  [EVTCHNOP_alloc_unbound]: 'EVTCHNOP_alloc_unbound',
  [EVTCHNOP_unmask]: 'EVTCHNOP_unmask',
};

export const DOMID_SELF = 0x7ff0;

export const evtchn_send = layout('evtchn_send', { port: u32 });
export const evtchn_unmask = layout('evtchn_unmask', { port: u32 });
export const evtchn_alloc_unbound = layout('evtchn_alloc_unbound', { dom: u16, remote_dom: u16, port: u32 });
export const evtchn_bind_interdomain = layout('evtchn_bind_interdomain', {
  remote_dom: u16,
  remote_port: u32,
  local_port: u32,
});

export type Evtchn =
  | { readonly state: 'free' | 'reserved' }
  | { readonly state: 'unbound'; readonly remoteDom: number; readonly vcpu: number }
  | {
      readonly state: 'interdomain';
      readonly remoteDom: number;
      readonly remotePort: number;
      readonly vcpu: number;
      /** The end of the channel that Xen itself listens on (`consumer_is_xen`): an ioreq port. */
      readonly xenConsumer?: boolean;
    }
  | { readonly state: 'virq' | 'ipi'; readonly number: number; readonly vcpu: number };

/** Xen's table of a domain's ports. Port 0 is reserved for ever. */
export interface EvtchnTable {
  readonly ports: readonly Evtchn[];
  /** Highest port that may be allocated (`max_event_channels`; 1023 by default under xl). */
  readonly max: number;
}
export const evtchnKey = (domain: number): Key<EvtchnTable> => `xen.evtchn.d${domain}`;
export const newEvtchnTable = (max = 1023): EvtchnTable => ({ ports: [{ state: 'reserved' }], max });

const FREE: Evtchn = { state: 'free' };
const portOf = (t: EvtchnTable, port: number): Evtchn => t.ports[port] ?? FREE;
/** `port_is_valid`: inside the table that Xen has grown so far. */
const valid = (t: EvtchnTable, port: number): boolean => port >= 0 && port < t.ports.length;

function setPort(m: Machine, domain: number, port: number, chn: Evtchn): void {
  const ports = m.rec(evtchnKey(domain)).ports.slice();
  while (ports.length < port) ports.push(FREE);
  ports[port] = chn;
  m.patch(evtchnKey(domain), { ports });
}

/** `get_free_port`: the lowest free port, or -ENOSPC. */
function freePort(t: EvtchnTable): number {
  const found = t.ports.findIndex((p) => p.state === 'free');
  const port = found === -1 ? t.ports.length : found;
  return port > t.max ? errno('ENOSPC') : port;
}

const channel = (symbol: string) => ({
  source: xen('xen/common/event_channel.c', symbol),
  world: 'hypervisor' as const,
});
const twoLevel = (symbol: string) => ({
  source: xen('xen/common/event_2l.c', symbol),
  world: 'hypervisor' as const,
});

interface Op extends Locals {
  cmd: number;
  /** Guest address of the argument structure. */
  arg: number;
  at: number;
  rc: number;
}

const EFAULT = ret(errno('EFAULT'));

/** A `copy_from_guest` line: finds the argument, or answers -EFAULT. */
function copyIn(label: string, text: string, size: number, read: (m: Machine, at: number, l: Op) => void) {
  return line<Op>(label, text, (m, l) => {
    const at = guestArgument(m, l.arg, size);
    if (at === undefined) return EFAULT;
    l.at = at;
    read(m, at, l);
    return undefined;
  });
}

export const do_event_channel_op = procedure<Op>('do_event_channel_op', channel('do_event_channel_op'), [
  line('switch', 'switch (cmd)', (_, l) => {
    if (l.cmd === EVTCHNOP_send) return goto('send-in');
    if (l.cmd === EVTCHNOP_alloc_unbound) return goto('alloc-in');
    if (l.cmd === EVTCHNOP_bind_interdomain) return goto('bind-in');
    if (l.cmd === EVTCHNOP_unmask) return goto('unmask-in');
    return ret(errno('ENOSYS'));
  }),
  copyIn(
    'send-in',
    'case EVTCHNOP_send: copy_from_guest(&send, arg)   // send.port',
    evtchn_send.size,
    (m, at, l) => {
      l.port = m.load(at, evtchn_send.fields.port);
    },
  ),
  line('send', '  rc = evtchn_send(current->domain, send.port)', (_, l) =>
    call('evtchn_send', { lport: l.port as number }, 'rc'),
  ),
  line('sent', '  return rc', (_, l) => ret(l.rc)),
  copyIn(
    'alloc-in',
    'case EVTCHNOP_alloc_unbound: copy_from_guest(&alloc, arg)   // dom, remote_dom',
    evtchn_alloc_unbound.size,
    (m, at, l) => {
      l.dom = m.load(at, evtchn_alloc_unbound.fields.dom);
      l.remote = m.load(at, evtchn_alloc_unbound.fields.remote_dom);
    },
  ),
  line('alloc', '  rc = evtchn_alloc_unbound(&alloc)', (_, l) =>
    call('evtchn_alloc_unbound', { dom: l.dom as number, remote: l.remote as number, at: l.at }, 'rc'),
  ),
  line('allocated', '  return rc', (_, l) => ret(l.rc)),
  copyIn(
    'bind-in',
    'case EVTCHNOP_bind_interdomain: copy_from_guest(&bind, arg)   // remote_dom, remote_port',
    evtchn_bind_interdomain.size,
    (m, at, l) => {
      l.remote = m.load(at, evtchn_bind_interdomain.fields.remote_dom);
      l.port = m.load(at, evtchn_bind_interdomain.fields.remote_port);
    },
  ),
  line('bind', '  rc = evtchn_bind_interdomain(&bind)', (_, l) =>
    call('evtchn_bind_interdomain', { remote: l.remote as number, rport: l.port as number, at: l.at }, 'rc'),
  ),
  line('bound', '  return rc', (_, l) => ret(l.rc)),
  copyIn(
    'unmask-in',
    'case EVTCHNOP_unmask: copy_from_guest(&unmask, arg)   // unmask.port',
    evtchn_unmask.size,
    (m, at, l) => {
      l.port = m.load(at, evtchn_unmask.fields.port);
    },
  ),
  line('unmask', '  rc = evtchn_unmask(unmask.port)', (_, l) =>
    call('evtchn_unmask', { port: l.port as number }, 'rc'),
  ),
  line('unmasked', '  return rc', (_, l) => ret(l.rc)),
]);

interface Alloc extends Locals {
  dom: number;
  remote: number;
  at: number;
  port: number;
}
export const evtchn_alloc_unbound_op = procedure<Alloc>(
  'evtchn_alloc_unbound',
  channel('evtchn_alloc_unbound'),
  [
    line('domain', 'd = rcu_lock_domain_by_any_id(dom): none → -ESRCH', (m, l) => {
      l.d = l.dom === DOMID_SELF ? (m.domain as number) : l.dom;
      return domainById(m, l.d) ? undefined : ret(errno('ESRCH'));
    }),
    line('port', 'port = get_free_port(d): none → -ENOSPC', (m, l) => {
      l.port = freePort(m.rec(evtchnKey(l.d as number)));
      return l.port < 0 ? ret(l.port) : undefined;
    }),
    // The dummy security policy lets a domain allocate for itself only (xen/include/xsm/dummy.h: xsm_evtchn_unbound).
    line('xsm', 'xsm_evtchn_unbound(d): another domain → -EPERM', (m, l) =>
      l.d === m.domain || m.domain === 0 ? undefined : ret(errno('EPERM')),
    ),
    line('state', 'chn->state = ECS_UNBOUND; remote_domid = remote_dom', (m, l) => {
      const remoteDom = l.remote === DOMID_SELF ? (m.domain as number) : l.remote;
      setPort(m, l.d as number, l.port, { state: 'unbound', remoteDom, vcpu: 0 });
    }),
    line('back', 'copy_to_guest(arg, &alloc)   // port', (m, l) => {
      m.store(l.at, evtchn_alloc_unbound.fields.port, l.port);
      return ret(0);
    }),
  ],
);

interface Bind extends Locals {
  remote: number;
  rport: number;
  at: number;
  lport: number;
}
export const evtchn_bind_interdomain_op = procedure<Bind>(
  'evtchn_bind_interdomain',
  channel('evtchn_bind_interdomain'),
  [
    line('domain', 'rd = rcu_lock_domain_by_id(remote_dom): none → -ESRCH', (m, l) => {
      if (l.remote === DOMID_SELF) l.remote = m.domain as number;
      return domainById(m, l.remote) ? undefined : ret(errno('ESRCH'));
    }),
    line('port', 'lport = get_free_port(ld): none → -ENOSPC', (m, l) => {
      l.lport = freePort(m.rec(evtchnKey(m.domain as number)));
      return l.lport < 0 ? ret(l.lport) : undefined;
    }),
    line('remote', 'rchn: invalid, not ECS_UNBOUND or not reserved for us → -EINVAL', (m, l) => {
      const t = m.rec(evtchnKey(l.remote));
      const rchn = portOf(t, l.rport);
      const ours = valid(t, l.rport) && rchn.state === 'unbound' && rchn.remoteDom === m.domain;
      return ours ? undefined : ret(errno('EINVAL'));
    }),
    line('connect', 'lchn, rchn: ECS_INTERDOMAIN, each naming the other', (m, l) => {
      const self = m.domain as number;
      const rchn = portOf(m.rec(evtchnKey(l.remote)), l.rport);
      const vcpu = 'vcpu' in rchn ? rchn.vcpu : 0;
      setPort(m, self, l.lport, { state: 'interdomain', remoteDom: l.remote, remotePort: l.rport, vcpu: 0 });
      setPort(m, l.remote, l.rport, { state: 'interdomain', remoteDom: self, remotePort: l.lport, vcpu });
    }),
    line('pend', 'evtchn_port_set_pending(ld, lport)   // what was sent while unbound is not lost', (m, l) =>
      call('evtchn_2l_set_pending', { dom: m.domain as number, vcpu: 0, port: l.lport }),
    ),
    line('back', 'copy_to_guest(arg, &bind)   // local_port', (m, l) => {
      m.store(l.at, evtchn_bind_interdomain.fields.local_port, l.lport);
      return ret(0);
    }),
  ],
);

interface Send extends Locals {
  lport: number;
}
export const evtchn_send_op = procedure<Send>('evtchn_send', channel('evtchn_send'), [
  line('lookup', 'lchn = _evtchn_from_port(ld, lport): none → -EINVAL', (m, l) =>
    valid(m.rec(evtchnKey(m.domain as number)), l.lport) ? undefined : ret(errno('EINVAL')),
  ),
  line('state', 'switch (lchn->state)', (m, l) => {
    const chn = portOf(m.rec(evtchnKey(m.domain as number)), l.lport);
    if (chn.state === 'interdomain') {
      l.dom = chn.remoteDom;
      l.port = chn.remotePort;
      return goto('remote');
    }
    if (chn.state === 'ipi') {
      l.dom = m.domain as number;
      l.port = l.lport;
      l.vcpu = chn.vcpu;
      return goto('pend');
    }
    return chn.state === 'unbound' ? ret(0) : ret(errno('EINVAL'));
  }),
  line('remote', '  rchn = evtchn_from_port(rd, lchn->remote_port)   // consumer_is_xen(rchn)?', (m, l) => {
    const rchn = portOf(m.rec(evtchnKey(l.dom as number)), l.port as number);
    l.vcpu = 'vcpu' in rchn ? rchn.vcpu : 0;
    return rchn.state === 'interdomain' && rchn.xenConsumer ? goto('xen') : undefined;
  }),
  line('pend', '  evtchn_port_set_pending(rd, rchn->notify_vcpu_id, rchn)', (_, l) =>
    call('evtchn_2l_set_pending', { dom: l.dom as number, vcpu: l.vcpu as number, port: l.port as number }),
  ),
  line('done', 'return 0', () => ret(0)),
  line('xen', '  Xen’s own: xen_notification_fn(rchn)(v, rport); return 0', (_, l) =>
    call('default_xen_notification_fn', { dom: l.dom as number, vcpu: l.vcpu as number }),
  ),
  line('told', '  return 0', () => ret(0)),
]);

/** Xen rings a domain on its own account: no hypercall, and no check that a guest could fail. */
export const notify_via_xen_event_channel = procedure<Send>(
  'notify_via_xen_event_channel',
  channel('notify_via_xen_event_channel'),
  [
    line('channel', 'lchn is ECS_INTERDOMAIN: rd, rchn = its other end', (m, l) => {
      const chn = portOf(m.rec(evtchnKey(m.domain as number)), l.lport);
      if (chn.state !== 'interdomain') return ret();
      l.dom = chn.remoteDom;
      l.port = chn.remotePort;
      const rchn = portOf(m.rec(evtchnKey(chn.remoteDom)), chn.remotePort);
      l.vcpu = 'vcpu' in rchn ? rchn.vcpu : 0;
      return undefined;
    }),
    line('pend', 'evtchn_port_set_pending(rd, rchn->notify_vcpu_id, rchn)', (_, l) =>
      call('evtchn_2l_set_pending', { dom: l.dom as number, vcpu: l.vcpu as number, port: l.port as number }),
    ),
  ],
);

interface Pend extends Locals {
  dom: number;
  vcpu: number;
  port: number;
}

/** Sets a bit of a bigint word; says whether it was set before. */
function testAndSet(m: Machine, base: number, field: ReturnType<typeof pendingWord>, bit: bigint): boolean {
  const old = m.load(base, field);
  if ((old & bit) !== 0n) return true;
  m.store(base, field, old | bit);
  return false;
}

export const evtchn_2l_set_pending = procedure<Pend>(
  'evtchn_2l_set_pending',
  twoLevel('evtchn_2l_set_pending'),
  [
    line('pending', 'if (test_and_set_bit(port, evtchn_pending)) return   // events coalesce', (m, l) => {
      if (testAndSet(m, sharedInfoAt(m, l.dom), pendingWord(l.port), bitOf(l.port))) return ret();
      m.emit({ kind: 'notify', from: m.domain as number, to: l.dom, port: l.port });
      return undefined;
    }),
    line('mask', 'if (test_bit(port, evtchn_mask)) goto pollers', (m, l) =>
      (m.load(sharedInfoAt(m, l.dom), maskWord(l.port)) & bitOf(l.port)) !== 0n ? goto('pollers') : undefined,
    ),
    line('selector', 'if (test_and_set_bit(port / 64, evtchn_pending_sel)) goto pollers', (m, l) => {
      const word = 1n << BigInt(Math.floor(l.port / WORD_BITS));
      return testAndSet(m, vcpuInfoAt(m, l.dom, l.vcpu), VCPU_INFO.evtchn_pending_sel, word)
        ? goto('pollers')
        : undefined;
    }),
    line('mark', 'vcpu_mark_events_pending(v)', (_, l) =>
      call('vcpu_mark_events_pending', { dom: l.dom, vcpu: l.vcpu }),
    ),
    line('pollers', 'evtchn_check_pollers(d, port)   // SCHEDOP_poll: nobody polls here', () => ret()),
  ],
);

interface Unmask extends Locals {
  port: number;
}
export const evtchn_unmask_op = procedure<Unmask>(
  'evtchn_unmask',
  channel('evtchn_unmask, evtchn_2l_unmask'),
  [
    line('lookup', 'chn = _evtchn_from_port(d, port): none → -EINVAL', (m, l) =>
      valid(m.rec(evtchnKey(m.domain as number)), l.port) ? undefined : ret(errno('EINVAL')),
    ),
    line('usable', 'if (!evtchn_usable(chn)) return 0', (m, l) => {
      const { state } = portOf(m.rec(evtchnKey(m.domain as number)), l.port);
      return state === 'free' || state === 'reserved' ? ret(0) : undefined;
    }),
    line('mask', 'if (!test_and_clear_bit(port, evtchn_mask)) return 0', (m, l) => {
      const base = sharedInfoAt(m, m.domain as number);
      const old = m.load(base, maskWord(l.port));
      if ((old & bitOf(l.port)) === 0n) return ret(0);
      m.store(base, maskWord(l.port), old & ~bitOf(l.port));
      return undefined;
    }),
    line('pending', 'if (!test_bit(port, evtchn_pending)) return 0', (m, l) =>
      (m.load(sharedInfoAt(m, m.domain as number), pendingWord(l.port)) & bitOf(l.port)) === 0n
        ? ret(0)
        : undefined,
    ),
    line('selector', 'if (test_and_set_bit(port / 64, evtchn_pending_sel)) return 0', (m, l) => {
      const word = 1n << BigInt(Math.floor(l.port / WORD_BITS));
      return testAndSet(m, vcpuInfoAt(m, m.domain as number, 0), VCPU_INFO.evtchn_pending_sel, word)
        ? ret(0)
        : undefined;
    }),
    line('mark', 'vcpu_mark_events_pending(v)', (m) =>
      call('vcpu_mark_events_pending', { dom: m.domain as number, vcpu: 0 }),
    ),
    line('done', 'return 0', () => ret(0)),
  ],
);

export const eventChannelProcedures: readonly Procedure[] = [
  do_event_channel_op,
  evtchn_alloc_unbound_op,
  evtchn_bind_interdomain_op,
  evtchn_send_op,
  notify_via_xen_event_channel,
  evtchn_2l_set_pending,
  evtchn_unmask_op,
];

/** What a figure shows of one domain's events: every port in use and its bits. */
export interface EventView {
  readonly domain: number;
  /** Machine address of the domain's shared_info. */
  readonly at: number;
  readonly upcall_pending: number;
  readonly upcall_mask: number;
  readonly pending_sel: bigint;
  readonly ports: readonly {
    readonly port: number;
    readonly state: Evtchn['state'];
    readonly pending: boolean;
    readonly masked: boolean;
  }[];
}

export function inspectEvents(state: State, domain: number): EventView {
  const base = sharedInfoAt(state, domain);
  const vcpu = vcpuInfoAt(state, domain, 0);
  const ports = (state.records[evtchnKey(domain)] as EvtchnTable).ports;
  return {
    domain,
    at: base,
    upcall_pending: state.ram.load(vcpu, VCPU_INFO.evtchn_upcall_pending),
    upcall_mask: state.ram.load(vcpu, VCPU_INFO.evtchn_upcall_mask),
    pending_sel: state.ram.load(vcpu, VCPU_INFO.evtchn_pending_sel),
    ports: ports.flatMap((p, port) =>
      p.state === 'free' || p.state === 'reserved'
        ? []
        : [
            {
              port,
              state: p.state,
              pending: (state.ram.load(base, pendingWord(port)) & bitOf(port)) !== 0n,
              masked: (state.ram.load(base, maskWord(port)) & bitOf(port)) !== 0n,
            },
          ],
    ),
  };
}
