/** The structure that a call hands over: where it lies in the guest's memory, and what of it Xen has copied. */
import type { Field } from '../../core/layout.ts';
import { rec, type State } from '../../core/state.ts';
import { regsKey } from '../../mechanisms/cpu-registers.ts';
import { evtchn_send } from '../../mechanisms/event-channel.ts';
import { evtchn_status } from '../../mechanisms/event-ops.ts';
import { xen_hvm_param } from '../../mechanisms/hvm-op.ts';
import { nameOf } from '../../mechanisms/hypercall.ts';
import { xen_memory_reservation } from '../../mechanisms/memory-op.ts';
import { multicall_entry } from '../../mechanisms/multicall.ts';
import { sched_poll } from '../../mechanisms/sched-op.ts';
import { xen_feature_info } from '../../mechanisms/xen-version.ts';
import { type CallName, ENTRIES, entryAt } from './calls.ts';
import { answerIn } from './exits.ts';
import { framesOf } from './frames.ts';
import { AT, GUEST, linear, machineOf } from './map.ts';
import { callIn, workloadKey } from './story.ts';

export interface StructField {
  readonly name: string;
  readonly at: number;
  readonly value: number | bigint;
  readonly bytes: readonly number[];
}
export interface StructView {
  readonly name: string;
  readonly va: bigint;
  /** The kernel may not write there. */
  readonly readOnly: boolean;
  /** The call's pointer names it. */
  readonly pointed: boolean;
  readonly fields: readonly StructField[];
}

const { dom, port, status, vcpu } = evtchn_status.fields;
const { domid, index, value } = xen_hvm_param.fields;
const FIELDS: Readonly<Partial<Record<CallName, Readonly<Record<string, Field>>>>> = {
  features: xen_feature_info.fields,
  send: evtchn_send.fields,
  status: { dom, port, status, vcpu },
  poll: sched_poll.fields,
  'set-param': { domid, index, value },
  memory: xen_memory_reservation.fields,
};

/** The structure as it lies in the guest's memory; null for a call that has none. The entries of a multicall are a list. */
export function structOf(state: State): StructView | null {
  const { name, arguments: kind } = rec(state, workloadKey);
  const c = callIn(state);
  const readOnly = kind === 'read-only';
  const gpa = readOnly ? AT.rodata : AT.data;
  const va = linear(gpa);
  const fields = FIELDS[name];
  if (!fields && name !== 'multicall') return null;
  return {
    name: c.struct,
    va,
    readOnly,
    pointed: c.arg === va || c.cmd === va,
    fields: Object.values(fields ?? {}).map((f) => fieldAt(state, machineOf(gpa), f)),
  };
}

const fieldAt = (state: State, base: number, f: Field): StructField => ({
  name: f.leaf,
  at: base + f.offset,
  value: state.ram.load(base, f),
  bytes: [...state.ram.bytes(base + f.offset, f.size)],
});

export interface EntryView {
  readonly nr: number;
  readonly name: string;
  readonly at: number;
  readonly result: bigint;
  readonly state: 'ahead' | 'now' | 'done';
}

/** Entries of the multicall, and which of them Xen is at. */
export function entriesOf(state: State): readonly EntryView[] {
  if (rec(state, workloadKey).name !== 'multicall') return [];
  const list = framesOf(state).findLast((f) => f.procedure === 'do_multicall')?.locals.list;
  const done = typeof list === 'bigint' ? indexOf(list) : workedOff(state);
  return ENTRIES.map(([nr], i) => ({
    nr,
    name: nameOf(nr),
    at: machineOf(entryAt(i)),
    result: state.ram.load(machineOf(entryAt(i)), multicall_entry.fields.result),
    state: i < done ? 'done' : i === done && list !== undefined ? 'now' : 'ahead',
  }));
}

const indexOf = (entry: bigint): number => Number((entry - linear(AT.data)) / BigInt(multicall_entry.size));

/** Outside Xen: all of them once it has said so, else those before the one that RDI names. */
function workedOff(state: State): number {
  if (answerIn(state, framesOf(state)) === 0) return ENTRIES.length;
  const { rdi } = rec(state, regsKey(GUEST.id));
  return rdi > linear(AT.data) && rdi <= linear(entryAt(ENTRIES.length)) ? indexOf(rdi) : 0;
}

export interface CopiedView {
  readonly procedure: string;
  readonly values: readonly { readonly name: string; readonly value: number | bigint }[];
}

/** By function: which of its locals hold what it copied from the guest or counted, under the names of the structure. */
const COPIED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  do_xen_version: { index: 'submap_idx', submap: 'submap' },
  do_event_channel_op: { dom: 'dom', port: 'port' },
  do_sched_op: { nr: 'nr_ports', port: 'port' },
  do_hvm_op: { domid: 'domid', index: 'index', value: 'value' },
  do_memory_op: { nr: 'nr_extents', domid: 'domid', i: 'i (done)', gmfn: 'gmfn' },
  do_multicall: { left: 'nr_calls', i: 'i (done)', op: 'call.op' },
};

/** What the innermost function of Xen holds of its own; null outside of one. */
export function copiedOf(state: State): CopiedView | null {
  const frame = framesOf(state).find((f) => Object.hasOwn(COPIED, f.procedure));
  if (!frame) return null;
  const values = Object.entries(COPIED[frame.procedure] ?? {}).flatMap(([local, name]) => {
    const value = frame.locals[local];
    return typeof value === 'number' || typeof value === 'bigint' ? [{ name, value }] : [];
  });
  return { procedure: frame.procedure, values };
}
