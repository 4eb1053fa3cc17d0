/**
 * Event channels, 2-level ABI: ports, their states, and the bits that say "something happened".
 * The FIFO ABI, other kinds of channels and closing, and the dispatcher for all of them: event-fifo.ts, event-binding.ts, event-ops.ts.
 * Source: Xen xen/common/event_channel.c, event_2l.c; layouts xen/include/public/event_channel.h.
 */
import { type Maddr, PAGE_SIZE } from '../core/brand.ts';
import { errno } from '../core/errno.ts';
import { layout, u16, u32 } from '../core/layout.ts';
import type { Machine } from '../core/machine.ts';
import {
  call,
  goto,
  type Line,
  type Locals,
  line,
  type Procedure,
  procedure,
  ret,
  xen,
} from '../core/procedure.ts';
import { keysOf, type State } from '../core/state.ts';
import { DOMID_SELF, DOMID_XEN, domainByAnyId, domainMechanism, hostOf, mayTarget } from './domain.ts';
import { reach } from './guest-copy.ts';
import { keep, type Mechanism } from './mechanism.ts';
import {
  bitOf,
  maskWord,
  pendingWord,
  sharedInfoAt,
  VCPU_INFO,
  vcpuInfoAt,
  WORD_BITS,
} from './shared-info.ts';
import { upcallMechanism } from './upcall.ts';
import { checkPollers } from './vcpu.ts';

export { DOMID_SELF };

export const EVTCHNOP_bind_interdomain = 0;
export const EVTCHNOP_bind_virq = 1;
export const EVTCHNOP_bind_pirq = 2;
export const EVTCHNOP_close = 3;
export const EVTCHNOP_send = 4;
export const EVTCHNOP_status = 5;
export const EVTCHNOP_alloc_unbound = 6;
export const EVTCHNOP_bind_ipi = 7;
export const EVTCHNOP_bind_vcpu = 8;
export const EVTCHNOP_unmask = 9;
export const EVTCHNOP_reset = 10;
export const EVTCHNOP_init_control = 11;
export const EVTCHNOP_expand_array = 12;
export const EVTCHNOP_set_priority = 13;
/** Xen's own: a reset that was preempted (xen/common/event_channel.c). */
export const EVTCHNOP_reset_cont = 14;
/** Names of the commands, for listings and effects. */
export const EVTCHNOP_NAMES: Readonly<Record<number, string>> = {
  [EVTCHNOP_bind_interdomain]: 'EVTCHNOP_bind_interdomain',
  [EVTCHNOP_bind_virq]: 'EVTCHNOP_bind_virq',
  [EVTCHNOP_bind_pirq]: 'EVTCHNOP_bind_pirq',
  [EVTCHNOP_close]: 'EVTCHNOP_close',
  [EVTCHNOP_send]: 'EVTCHNOP_send',
  [EVTCHNOP_status]: 'EVTCHNOP_status',
  [EVTCHNOP_alloc_unbound]: 'EVTCHNOP_alloc_unbound',
  [EVTCHNOP_bind_ipi]: 'EVTCHNOP_bind_ipi',
  [EVTCHNOP_bind_vcpu]: 'EVTCHNOP_bind_vcpu',
  [EVTCHNOP_unmask]: 'EVTCHNOP_unmask',
  [EVTCHNOP_reset]: 'EVTCHNOP_reset',
  [EVTCHNOP_init_control]: 'EVTCHNOP_init_control',
  [EVTCHNOP_expand_array]: 'EVTCHNOP_expand_array',
  [EVTCHNOP_set_priority]: 'EVTCHNOP_set_priority',
  [EVTCHNOP_reset_cont]: 'EVTCHNOP_reset_cont',
};

/** Ports of the 2-level ABI for a 64-bit guest: 64 words of 64 bits. */
export const EVTCHN_2L_NR_CHANNELS = 4096;
export const EVTCHN_FIFO_NR_CHANNELS = 131072;
/** Xen grows a domain's table by a page of `struct evtchn` (xen/include/xen/sched.h: EVTCHNS_PER_BUCKET). */
export const EVTCHNS_PER_BUCKET = 64;

export const evtchn_send = layout('evtchn_send', { port: u32 });
export const evtchn_unmask = layout('evtchn_unmask', { port: u32 });
export const evtchn_alloc_unbound = layout('evtchn_alloc_unbound', { dom: u16, remote_dom: u16, port: u32 });
export const evtchn_bind_interdomain = layout('evtchn_bind_interdomain', {
  remote_dom: u16,
  remote_port: u32,
  local_port: u32,
});
/** `struct evtchn`. `xenConsumer`: Xen itself listens on this end, and the guest may not touch it. */
export type Evtchn =
  | { readonly state: 'free' | 'reserved' }
  | {
      readonly state: 'unbound';
      readonly remoteDom: number;
      readonly vcpu: number;
      readonly xenConsumer?: boolean;
    }
  | {
      readonly state: 'interdomain';
      readonly remoteDom: number;
      readonly remotePort: number;
      readonly vcpu: number;
      /** The end of the channel that Xen itself listens on (`consumer_is_xen`): an ioreq port. */
      readonly xenConsumer?: boolean;
    }
  | { readonly state: 'virq' | 'ipi' | 'pirq'; readonly number: number; readonly vcpu: number };

/** What FIFO keeps of a port in `struct evtchn`: it outlives closing, and even a reset. */
export interface FifoPort {
  readonly priority: number;
  /** Raised while its page of the event array was missing. */
  readonly pending: boolean;
  /** `fifo_lastq`: the queue that it was last linked into. */
  readonly lastVcpu: number;
  readonly lastPriority: number;
}
/** `d->evtchn_fifo` and every vCPU's `evtchn_fifo`: exists from the first init_control on. */
export interface FifoDomain {
  /** Pages of the event array. */
  readonly event_array: readonly Maddr[];
  /** For each vCPU its control block, and the last port of each of its queues: Xen's own note. */
  readonly vcpus: readonly { readonly control_block: Maddr | null; readonly tails: readonly number[] }[];
}

/** Xen's table of a domain's ports. Port 0 is reserved for ever. */
export interface EvtchnTable {
  readonly ports: readonly Evtchn[];
  /** `valid_evtchns`: ports that the table has grown to so far. */
  readonly valid: number;
  /** Highest port that may be allocated (`max_event_channels`; 1023 by default under xl). */
  readonly max: number;
  /** For each vCPU `virq_to_evtchn`. */
  readonly virqs: readonly Readonly<Record<number, number>>[];
  /** Physical interrupts that the domain can name, and the ports of the bound ones. */
  readonly pirqs: { readonly count: number; readonly ports: Readonly<Record<number, number>> };
  /** Where a preempted reset goes on; 0: none is under way. */
  readonly next: number;
  readonly fifo: FifoDomain | null;
  readonly fifoPorts: Readonly<Record<number, FifoPort>>;
  readonly dying: boolean;
}
export const evtchnKey = keysOf<EvtchnTable>((domain) => `xen.evtchn.d${domain}`);
export const newEvtchnTable = (max = 1023): EvtchnTable => ({
  ports: [{ state: 'reserved' }],
  valid: EVTCHNS_PER_BUCKET,
  max,
  virqs: [],
  pirqs: { count: 0, ports: {} },
  next: 0,
  fifo: null,
  fifoPorts: {},
  dying: false,
});

const FREE: Evtchn = { state: 'free' };
export const portOf = (t: EvtchnTable, port: number): Evtchn => t.ports[port] ?? FREE;
/** `port_is_valid`: inside the table that Xen has grown so far. */
export const valid = (t: EvtchnTable, port: number): boolean => port >= 0 && port < t.valid;
/** `evtchn_usable`: open, and not Xen's own. */
export const usable = (chn: Evtchn): boolean =>
  chn.state !== 'free' && chn.state !== 'reserved' && !consumerIsXen(chn);
export const consumerIsXen = (chn: Evtchn): boolean => 'xenConsumer' in chn && chn.xenConsumer === true;
/** `notify_vcpu_id`. */
export const vcpuOf = (chn: Evtchn): number => ('vcpu' in chn ? chn.vcpu : 0);

export function setPort(m: Machine, domain: number, port: number, chn: Evtchn): void {
  const t = m.rec(evtchnKey(domain));
  const ports = t.ports.slice();
  while (ports.length < port) ports.push(FREE);
  ports[port] = chn;
  let { valid: grown } = t;
  while (grown <= port) grown += EVTCHNS_PER_BUCKET;
  m.patch(evtchnKey(domain), { ports, valid: grown });
}

/** `event_word_t` of the FIFO ABI: bits 31 PENDING, 30 MASKED, 29 LINKED, 28 BUSY, 16 to 0 LINK. */
export const event_word = layout('event_word', { event_word: u32 });
export const EVTCHN_FIFO_LINKED = 29;
export const EVENT_WORDS_PER_PAGE = PAGE_SIZE / event_word.size;

/** `evtchn_fifo_word_from_port`: where a port's word lies; undefined while its page is missing. */
export function wordAt(fifo: FifoDomain, port: number): number | undefined {
  const page = fifo.event_array[Math.floor(port / EVENT_WORDS_PER_PAGE)];
  return page === undefined ? undefined : page + (port % EVENT_WORDS_PER_PAGE) * event_word.size;
}

/** `evtchn_is_busy`: with FIFO a closed port stays taken until the guest has unlinked it. */
function isBusy(m: Machine, fifo: FifoDomain | null, port: number): boolean {
  const at = fifo ? wordAt(fifo, port) : undefined;
  if (at === undefined) return false;
  return (m.load(at, event_word.fields.event_word) & (1 << EVTCHN_FIFO_LINKED)) !== 0;
}

/** `get_free_port`: the lowest port that is free and not busy, or the error. */
export function freePort(m: Machine, domain: number): number {
  const t = m.rec(evtchnKey(domain));
  if (t.dying) return errno('EINVAL');
  const limit = t.fifo ? EVTCHN_FIFO_NR_CHANNELS : EVTCHN_2L_NR_CHANNELS;
  for (let port = 0; port <= t.max && port < limit; port++) {
    if (port >= t.valid) return hostOf(m).heapExhausted ? errno('ENOMEM') : port;
    if (portOf(t, port).state === 'free' && !isBusy(m, t.fifo, port)) return port;
  }
  return errno('ENOSPC');
}

export const EVTCHN_FIFO_PRIORITY_DEFAULT = 7;
export const fifoPortOf = (t: EvtchnTable, port: number): FifoPort =>
  t.fifoPorts[port] ?? {
    priority: EVTCHN_FIFO_PRIORITY_DEFAULT,
    pending: false,
    lastVcpu: 0,
    lastPriority: 0,
  };
export function setFifoPort(m: Machine, domain: number, port: number, change: Partial<FifoPort>): void {
  const t = m.rec(evtchnKey(domain));
  m.patch(evtchnKey(domain), {
    fifoPorts: { ...t.fifoPorts, [port]: { ...fifoPortOf(t, port), ...change } },
  });
}
/** Opens a free port: the new state and `evtchn_port_init`, which for FIFO sets the default priority. */
export function openPort(m: Machine, domain: number, port: number, chn: Evtchn): void {
  setPort(m, domain, port, chn);
  if (m.rec(evtchnKey(domain)).fifo) setFifoPort(m, domain, port, { priority: EVTCHN_FIFO_PRIORITY_DEFAULT });
}

/** The listing behind `evtchn_port_set_pending` for the domain’s ABI. */
export const setPendingOf = (m: Machine, domain: number): string =>
  m.rec(evtchnKey(domain)).fifo ? 'evtchn_fifo_set_pending' : 'evtchn_2l_set_pending';

const channel = (symbol: string) => ({
  source: xen('xen/common/event_channel.c', symbol),
  world: 'hypervisor' as const,
});
const twoLevel = (symbol: string) => ({
  source: xen('xen/common/event_2l.c', symbol),
  world: 'hypervisor' as const,
});

export interface Op extends Locals {
  cmd: number;
  /** Guest address of the argument structure. */
  arg: number | bigint;
  at: number;
  rc: number;
}

export const EFAULT = ret(errno('EFAULT'));

/** A `copy_from_guest` line: finds the argument, or answers -EFAULT. */
export function copyIn(
  label: string,
  text: string,
  size: number,
  read: (m: Machine, at: number, l: Op) => void,
) {
  return line<Op>(label, text, (m, l) => {
    const at = reach(m, l, l.arg, size);
    if (at === undefined) return EFAULT;
    if (typeof at !== 'number') return at;
    l.at = at;
    read(m, at, l);
    return undefined;
  });
}

export const num = (l: Locals, name: string): number => l[name] as number;

/** Where `do_event_channel_op` goes on for a command. */
export type Cases = Readonly<Record<number, string>>;
const CASES: Cases = {
  [EVTCHNOP_send]: 'send-in',
  [EVTCHNOP_alloc_unbound]: 'alloc-in',
  [EVTCHNOP_bind_interdomain]: 'bind-in',
  [EVTCHNOP_unmask]: 'unmask-in',
};
const LINES: readonly Line<Op>[] = [
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
];

/** The dispatcher, with the cases of this file and what a story needs besides (event-ops.ts has all of them). */
export const eventChannelOp = (cases: Cases = {}, lines: readonly Line<Op>[] = []): Procedure =>
  procedure<Op>('do_event_channel_op', channel('do_event_channel_op'), [
    line('switch', 'switch (cmd)', (_, l) => {
      const to = CASES[l.cmd] ?? cases[l.cmd];
      return to ? goto(to) : ret(errno('ENOSYS'));
    }),
    ...LINES,
    ...lines,
  ]);

/** The text of a line that allocates: with FIFO a free port may still be linked. */
export const FREE_PORT = (d: string): string =>
  `port = get_free_port(${d})   // FIFO: event_word not LINKED; none → -ENOSPC`;

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
      const d = domainByAnyId(m, l.dom);
      if (!d) return ret(errno('ESRCH'));
      l.d = d.id;
      return undefined;
    }),
    line('port', FREE_PORT('d'), (m, l) => {
      l.port = freePort(m, num(l, 'd'));
      return l.port < 0 ? ret(l.port) : undefined;
    }),
    // The dummy security policy lets a domain allocate for itself only (xen/include/xsm/dummy.h: xsm_evtchn_unbound).
    line('xsm', 'xsm_evtchn_unbound(d): another domain → -EPERM', (m, l) =>
      mayTarget(m, num(l, 'd')) ? undefined : ret(errno('EPERM')),
    ),
    line('state', 'chn->state = ECS_UNBOUND; remote_domid = remote_dom', (m, l) => {
      const remoteDom = l.remote === DOMID_SELF ? (m.domain as number) : l.remote;
      openPort(m, num(l, 'd'), l.port, { state: 'unbound', remoteDom, vcpu: 0 });
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
    line('domain', 'rd = rcu_lock_domain_by_any_id(remote_dom): none → -ESRCH', (m, l) => {
      const rd = domainByAnyId(m, l.remote);
      if (!rd) return ret(errno('ESRCH'));
      l.remote = rd.id;
      return undefined;
    }),
    line('port', `l${FREE_PORT('ld')}`, (m, l) => {
      l.lport = freePort(m, m.domain as number);
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
      openPort(m, self, l.lport, { state: 'interdomain', remoteDom: l.remote, remotePort: l.rport, vcpu: 0 });
      setPort(m, l.remote, l.rport, {
        state: 'interdomain',
        remoteDom: self,
        remotePort: l.lport,
        vcpu: vcpuOf(rchn),
        ...(consumerIsXen(rchn) ? { xenConsumer: true } : {}),
      });
    }),
    line('pend', 'evtchn_port_set_pending(ld, lport)   // what was sent while unbound is not lost', (m, l) =>
      call(setPendingOf(m, m.domain as number), { dom: m.domain as number, vcpu: 0, port: l.lport }),
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
  line('state', 'switch (lchn->state)   // Xen-attached, FREE, VIRQ, PIRQ → -EINVAL', (m, l) => {
    const chn = portOf(m.rec(evtchnKey(m.domain as number)), l.lport);
    if (consumerIsXen(chn)) return ret(errno('EINVAL'));
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
    l.vcpu = vcpuOf(rchn);
    return rchn.state === 'interdomain' && rchn.xenConsumer ? goto('xen') : undefined;
  }),
  line('pend', '  evtchn_port_set_pending(rd, rchn->notify_vcpu_id, rchn)', (m, l) =>
    call(setPendingOf(m, num(l, 'dom')), { dom: num(l, 'dom'), vcpu: num(l, 'vcpu'), port: num(l, 'port') }),
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
      l.vcpu = vcpuOf(rchn);
      return undefined;
    }),
    line('pend', 'evtchn_port_set_pending(rd, rchn->notify_vcpu_id, rchn)', (m, l) =>
      call(setPendingOf(m, num(l, 'dom')), {
        dom: num(l, 'dom'),
        vcpu: num(l, 'vcpu'),
        port: num(l, 'port'),
      }),
    ),
  ],
);

interface Pend extends Locals {
  dom: number;
  vcpu: number;
  port: number;
}

/** Sets a bit of a bigint word by LOCK BTS; says whether it was set before. */
function testAndSet(m: Machine, base: number, field: ReturnType<typeof pendingWord>, bit: bigint): boolean {
  m.lock();
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
      m.emit({ kind: 'notify', from: m.domain ?? DOMID_XEN, to: l.dom, port: l.port });
      return undefined;
    }),
    line('mask', 'if (test_bit(port, evtchn_mask)) goto pollers', (m, l) =>
      (m.load(sharedInfoAt(m, l.dom), maskWord(l.port)) & bitOf(l.port)) !== 0n
        ? goto('pollers')
        : m.passOver(),
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
    line('pollers', 'evtchn_check_pollers(d, port)   // who sleeps in SCHEDOP_poll', (m, l) =>
      checkPollers(m, l.dom, l.port) ? ret() : m.passOver(ret()),
    ),
  ],
);

interface Unmask extends Locals {
  port: number;
}
export const evtchn_unmask_op = procedure<Unmask>(
  'evtchn_unmask',
  {
    source: xen('xen/common/event_channel.c, xen/common/event_2l.c', 'evtchn_unmask, evtchn_2l_unmask'),
    world: 'hypervisor',
  },
  [
    line('lookup', 'chn = _evtchn_from_port(d, port): none → -EINVAL', (m, l) =>
      valid(m.rec(evtchnKey(m.domain as number)), l.port) ? undefined : ret(errno('EINVAL')),
    ),
    line('usable', 'if (!evtchn_usable(chn)) return 0', (m, l) => {
      const t = m.rec(evtchnKey(m.domain as number));
      if (!usable(portOf(t, l.port))) return ret(0);
      return m.passOver(t.fifo ? goto('fifo') : undefined);
    }),
    line('mask', 'if (!test_and_clear_bit(port, evtchn_mask)) return 0', (m, l) => {
      const base = sharedInfoAt(m, m.domain as number);
      m.lock();
      const old = m.load(base, maskWord(l.port));
      if ((old & bitOf(l.port)) === 0n) return ret(0);
      m.store(base, maskWord(l.port), old & ~bitOf(l.port));
      return undefined;
    }),
    line('pending', 'if (!test_bit(port, evtchn_pending)) return 0', (m, l) =>
      (m.load(sharedInfoAt(m, m.domain as number), pendingWord(l.port)) & bitOf(l.port)) === 0n
        ? ret(0)
        : m.passOver(),
    ),
    line('selector', 'if (test_and_set_bit(port / 64, evtchn_pending_sel)) return 0', (m, l) => {
      const word = 1n << BigInt(Math.floor(l.port / WORD_BITS));
      l.vcpu = vcpuOf(portOf(m.rec(evtchnKey(m.domain as number)), l.port));
      const at = vcpuInfoAt(m, m.domain as number, l.vcpu);
      return testAndSet(m, at, VCPU_INFO.evtchn_pending_sel, word) ? ret(0) : undefined;
    }),
    line('mark', 'vcpu_mark_events_pending(v)', (m, l) =>
      call('vcpu_mark_events_pending', { dom: m.domain as number, vcpu: num(l, 'vcpu') }),
    ),
    line('done', 'return 0', () => ret(0)),
    line('fifo', 'FIFO: evtchn_fifo_unmask(d, chn)', (m, l) =>
      call('evtchn_fifo_unmask', { dom: m.domain as number, port: l.port }),
    ),
    line('fifo-done', 'return 0', () => ret(0)),
  ],
);

/** Everything but the dispatcher. */
const eventChannelCore: readonly Procedure[] = [
  evtchn_alloc_unbound_op,
  evtchn_bind_interdomain_op,
  evtchn_send_op,
  notify_via_xen_event_channel,
  evtchn_2l_set_pending,
  evtchn_unmask_op,
];
export const eventChannelMechanism: Mechanism = {
  id: 'event-channel',
  needs: [domainMechanism, upcallMechanism],
  procedures: eventChannelCore,
  records: ({ domain }) => [keep(evtchnKey(domain.id), newEvtchnTable())],
};

/** The commands that two domains which talk to each other need; event-ops.ts has them all. */
export const eventSendOpMechanism: Mechanism = {
  id: 'event-send-op',
  needs: [eventChannelMechanism],
  procedures: [eventChannelOp()],
};

/** What a figure shows of one vCPU's events: every port in use and its bits. */
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

export function inspectEvents(state: State, domain: number, of = 0): EventView {
  const base = sharedInfoAt(state, domain);
  const vcpu = vcpuInfoAt(state, domain, of);
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
