/** The calls that the guest can make, each with good and bad arguments: a table. */
import type { Field } from '../../core/layout.ts';
import type { Machine } from '../../core/machine.ts';
import { linux, model, type Source } from '../../core/procedure.ts';
import { DOMID_SELF, EVTCHNOP_send, EVTCHNOP_status, evtchn_send } from '../../mechanisms/event-channel.ts';
import { evtchn_status } from '../../mechanisms/event-ops.ts';
import {
  HVM_PARAM_CALLBACK_IRQ,
  HVM_PARAM_IOREQ_PFN,
  HVMOP_set_param,
  xen_hvm_param,
} from '../../mechanisms/hvm-op.ts';
import {
  __HYPERVISOR_console_io,
  __HYPERVISOR_event_channel_op,
  __HYPERVISOR_hvm_op,
  __HYPERVISOR_iret,
  __HYPERVISOR_memory_op,
  __HYPERVISOR_mmu_update,
  __HYPERVISOR_multicall,
  __HYPERVISOR_sched_op,
  __HYPERVISOR_xen_version,
} from '../../mechanisms/hypercall.ts';
import { XENMEM_decrease_reservation, xen_memory_reservation } from '../../mechanisms/memory-op.ts';
import { multicall_entry } from '../../mechanisms/multicall.ts';
import { SCHEDOP_poll, sched_poll } from '../../mechanisms/sched-op.ts';
import { XENVER_get_features, XENVER_version, xen_feature_info } from '../../mechanisms/xen-version.ts';
import { AT, linear } from './map.ts';

export const ARGUMENTS = ['good', 'bad-pointer', 'read-only', 'bad-value', 'forbidden', 'user-mode'] as const;
export type Arguments = (typeof ARGUMENTS)[number];

/** One store into the guest's own memory. */
export type Store = readonly [gpa: number, field: Field, value: number | bigint];

/** Performs a store at a machine address. */
export function put(m: Machine, at: number, field: Field, value: number | bigint): void {
  if (field.size === 8) m.store(at, field as Field<bigint>, BigInt(value));
  else m.store(at, field as Field<number>, Number(value));
}

export interface CallSpec {
  /** What Linux calls the function that makes this call. */
  readonly procedure: string;
  readonly source: Source;
  readonly nr: number;
  readonly cmd: number | bigint;
  /** The pointer, where the call takes one; else a number. */
  readonly arg: number | bigint;
  readonly count?: number;
  /** The structure's name in the listing, and what is stored in it. */
  readonly struct: string;
  readonly stores: readonly Store[];
  /** What changes for each kind of argument. A kind that is missing makes no sense for this call. */
  readonly but: Readonly<
    Partial<Record<Arguments, Partial<Pick<CallSpec, 'cmd' | 'arg' | 'count' | 'stores'>>>>
  >;
}

const NOWHERE = linear(AT.unmapped);
const at = (gpa: number, fields: readonly (readonly [Field, number | bigint])[]): readonly Store[] =>
  fields.map(([field, value]) => [gpa, field, value]);
const pointer = { 'bad-pointer': { arg: NOWHERE }, 'user-mode': {} } as const;

const reservation = (domid: number, list: bigint): readonly Store[] =>
  at(AT.data, [
    [xen_memory_reservation.fields.extent_start, list],
    [xen_memory_reservation.fields.nr_extents, BigInt(EXTENTS.length)],
    [xen_memory_reservation.fields.extent_order, 0],
    [xen_memory_reservation.fields.mem_flags, 0],
    [xen_memory_reservation.fields.domid, domid],
  ]);
/** Frames that the balloon gives back. */
export const EXTENTS = [0x300, 0x301, 0x302, 0x303, 0x304, 0x305, 0x306, 0x307] as const;

const feature = (gpa: number, index: number) => at(gpa, [[xen_feature_info.fields.submap_idx, index]]);
const status = (gpa: number, dom: number, port: number) =>
  at(gpa, [
    [evtchn_status.fields.dom, dom],
    [evtchn_status.fields.port, port],
  ]);
const poll = (ports: bigint, nr: number) =>
  at(AT.data, [
    [sched_poll.fields.ports, ports],
    [sched_poll.fields.nr_ports, nr],
    [sched_poll.fields.timeout, 0n],
  ]);
const param = (domid: number, index: number) =>
  at(AT.data, [
    [xen_hvm_param.fields.domid, domid],
    [xen_hvm_param.fields.index, index],
    [xen_hvm_param.fields.value, 1n],
  ]);

/** The entries of the multicall: number and its arguments. */
export const ENTRIES: readonly (readonly [nr: number, ...args: readonly (number | bigint)[]])[] = [
  [__HYPERVISOR_xen_version, XENVER_version, 0],
  [__HYPERVISOR_xen_version, XENVER_get_features, linear(AT.list)],
  [__HYPERVISOR_multicall, linear(AT.data), 1],
  [__HYPERVISOR_mmu_update, 0, 0],
];
export const entryAt = (i: number): number => AT.data + i * multicall_entry.size;
const entries: readonly Store[] = ENTRIES.flatMap(([nr, ...args], i) => [
  [entryAt(i), multicall_entry.fields.op, BigInt(nr)] as const,
  ...args.map((a, k) => [entryAt(i), multicall_entry.fields.args[k] as Field, BigInt(a)] as const),
]);

const EVENTS = 'drivers/xen/events/events_base.c';

/** `port` 1 leads to dom0 and is pending, from before. */
export const CALLS = {
  version: {
    procedure: 'xen_version',
    source: linux('arch/x86/xen/enlighten.c', 'xen_running_on_version_or_later'),
    nr: __HYPERVISOR_xen_version,
    cmd: XENVER_version,
    arg: 0,
    struct: '',
    stores: [],
    but: { 'bad-pointer': { arg: NOWHERE }, 'bad-value': { cmd: 99 }, 'user-mode': {} },
  },
  features: {
    procedure: 'xen_setup_features',
    source: linux('drivers/xen/features.c', 'xen_setup_features'),
    nr: __HYPERVISOR_xen_version,
    cmd: XENVER_get_features,
    arg: linear(AT.data),
    struct: 'fi',
    stores: feature(AT.data, 0),
    but: {
      ...pointer,
      'read-only': { arg: linear(AT.rodata), stores: [] },
      'bad-value': { stores: feature(AT.data, 1) },
    },
  },
  send: {
    procedure: 'notify_remote_via_evtchn',
    source: linux('include/xen/events.h', 'notify_remote_via_evtchn'),
    nr: __HYPERVISOR_event_channel_op,
    cmd: EVTCHNOP_send,
    arg: linear(AT.data),
    struct: 'send',
    stores: at(AT.data, [[evtchn_send.fields.port, 1]]),
    but: { ...pointer, 'bad-value': { stores: at(AT.data, [[evtchn_send.fields.port, 4000]]) } },
  },
  status: {
    procedure: 'find_virq',
    source: linux(EVENTS, 'find_virq'),
    nr: __HYPERVISOR_event_channel_op,
    cmd: EVTCHNOP_status,
    arg: linear(AT.data),
    struct: 'status',
    stores: status(AT.data, DOMID_SELF, 1),
    but: {
      ...pointer,
      'read-only': { arg: linear(AT.rodata), stores: [] },
      'bad-value': { stores: status(AT.data, 99, 1) },
      forbidden: { stores: status(AT.data, 0, 1) },
    },
  },
  poll: {
    procedure: 'xen_poll_irq',
    source: linux(EVENTS, 'xen_poll_irq_timeout'),
    nr: __HYPERVISOR_sched_op,
    cmd: SCHEDOP_poll,
    arg: linear(AT.data),
    struct: 'poll',
    stores: poll(linear(AT.list), 1),
    but: { ...pointer, 'bad-value': { stores: poll(linear(AT.list), 129) } },
  },
  'set-param': {
    procedure: 'xen_set_callback_via',
    source: linux('drivers/xen/xenbus/xenbus_probe.c', 'xen_set_callback_via'),
    nr: __HYPERVISOR_hvm_op,
    cmd: HVMOP_set_param,
    arg: linear(AT.data),
    struct: 'a',
    stores: param(DOMID_SELF, HVM_PARAM_CALLBACK_IRQ),
    but: {
      ...pointer,
      'bad-value': { stores: param(DOMID_SELF, 39) },
      forbidden: { stores: param(DOMID_SELF, HVM_PARAM_IOREQ_PFN) },
    },
  },
  memory: {
    procedure: 'decrease_reservation',
    source: linux(
      'drivers/xen/balloon.c, drivers/xen/mem-reservation.c',
      'decrease_reservation, xenmem_reservation_decrease',
    ),
    nr: __HYPERVISOR_memory_op,
    cmd: XENMEM_decrease_reservation,
    arg: linear(AT.data),
    struct: 'reservation',
    stores: reservation(DOMID_SELF, linear(AT.list)),
    but: {
      ...pointer,
      'bad-value': { stores: reservation(99, linear(AT.list)) },
      forbidden: { stores: reservation(0, linear(AT.list)) },
    },
  },
  multicall: {
    procedure: 'HYPERVISOR_multicall',
    source: model('open to an HVM guest; Linux uses it as a PV guest only (arch/x86/xen/multicalls.c)'),
    nr: __HYPERVISOR_multicall,
    cmd: linear(AT.data),
    arg: ENTRIES.length,
    struct: 'entries',
    stores: entries,
    but: {
      'bad-pointer': { cmd: NOWHERE },
      'read-only': { cmd: linear(AT.rodata), stores: [] },
      'user-mode': {},
    },
  },
  console: {
    procedure: 'xen_raw_console_write',
    source: linux('drivers/tty/hvc/hvc_xen.c', 'xen_raw_console_write, dom0_write_console'),
    nr: __HYPERVISOR_console_io,
    cmd: 0,
    arg: 5,
    struct: '',
    stores: [],
    but: { 'user-mode': {} },
  },
  'mmu-update': {
    procedure: 'xen_mmu_update',
    source: model('a kernel that takes itself for a PV one'),
    nr: __HYPERVISOR_mmu_update,
    cmd: 0,
    arg: 0,
    struct: '',
    stores: [],
    but: { 'user-mode': {} },
  },
  iret: {
    procedure: 'xen_iret',
    source: model('a kernel that takes itself for a PV one'),
    nr: __HYPERVISOR_iret,
    cmd: 0,
    arg: 0,
    struct: '',
    stores: [],
    but: { 'user-mode': {} },
  },
} as const satisfies Readonly<Record<string, CallSpec>>;

export type CallName = keyof typeof CALLS;
export const CALL_NAMES = Object.keys(CALLS) as readonly CallName[];

/** What a read-only argument holds from the start: the good one, where the kernel keeps its constants. */
export const constants = (name: CallName): readonly Store[] =>
  CALLS[name].stores.map(([gpa, field, value]): Store => [gpa - AT.data + AT.rodata, field, value]);

/** The call with a kind of arguments; undefined where that kind makes no sense. */
export function callWith(name: CallName, kind: Arguments): CallSpec | undefined {
  const spec: CallSpec = CALLS[name];
  if (kind === 'good') return spec;
  const but = spec.but[kind];
  return but && { ...spec, ...but };
}
