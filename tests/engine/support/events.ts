/** A small host for event-channel operations: dom0 and two guests, each with an argument area, and `do_event_channel_op`. */
import { Edit, type Field, maddr, type State } from '../../../engine/index.ts';
import {
  continuationMechanism,
  hcallKey,
  newHcall,
  softirqKey,
} from '../../../engine/mechanisms/continuation.ts';
import { newRegisters, regsKey } from '../../../engine/mechanisms/cpu-registers.ts';
import {
  type Domain,
  type DomainType,
  domainKey,
  type Host,
  hostKey,
} from '../../../engine/mechanisms/domain.ts';
import { eventBindingMechanism } from '../../../engine/mechanisms/event-binding.ts';
import {
  type EvtchnTable,
  eventChannelMechanism,
  evtchnKey,
  newEvtchnTable,
} from '../../../engine/mechanisms/event-channel.ts';
import { eventFifoMechanism } from '../../../engine/mechanisms/event-fifo.ts';
import { eventOpsMechanism } from '../../../engine/mechanisms/event-ops.ts';
import { guestWalkMechanism } from '../../../engine/mechanisms/guest-walk.ts';
import { upcallMechanism } from '../../../engine/mechanisms/upcall.ts';
import { newVcpu, vcpuKey } from '../../../engine/mechanisms/vcpu.ts';
import { callProcedure, emptyState } from './call.ts';

export const PROCEDURES = [
  ...eventChannelMechanism.procedures,
  ...eventOpsMechanism.procedures,
  ...eventBindingMechanism.procedures,
  ...eventFifoMechanism.procedures,
  ...upcallMechanism.procedures,
  ...continuationMechanism.procedures,
  ...guestWalkMechanism.procedures,
];

/** Guest address of the argument structure, and one where there is nothing. */
export const ARGUMENT = 0x3000;
export const NOWHERE = 0x4000_0000;
const PAGES = 0x200;
const domain = (id: number, type: DomainType): Domain => ({
  id,
  type,
  vcpus: 2,
  p2m: [{ gfn: 0, mfn: 0x1000 * (id + 1), pages: PAGES, what: 'RAM' }],
  shared_info: maddr((0x10 + id) * 4096),
  grant_frames: maddr(0),
  nr_grant_entries: 0,
});
export const ramAt = (id: number, gpa: number): number => 0x1000 * (id + 1) * 4096 + gpa;

export const TYPES: readonly DomainType[] = ['pv', 'hvm', 'pv'];

export function host(change: Partial<Host> = {}): State {
  const records: Record<string, unknown> = {
    [hostKey]: { vendor: 'intel', evtchnFifo: true, heapExhausted: false, ...change },
    [softirqKey]: { pending: false, every: 0, looks: 0 },
  };
  for (const [id, type] of TYPES.entries()) {
    records[domainKey(id)] = domain(id, type);
    records[evtchnKey(id)] = { ...newEvtchnTable(), pirqs: { count: 56, ports: {} } };
    for (const v of [0, 1]) {
      records[vcpuKey(id, v)] = newVcpu(type === 'hvm' ? 'callback-vector' : 'pv', false);
      records[regsKey(id, v)] = newRegisters();
      records[hcallKey(id, v)] = newHcall();
    }
  }
  return emptyState(records);
}

/** The same state with some fields of a domain's table changed. */
export function withTable(state: State, id: number, change: Partial<EvtchnTable>): State {
  const table = state.records[evtchnKey(id)] as EvtchnTable;
  return { ...state, records: { ...state.records, [evtchnKey(id)]: { ...table, ...change } } };
}

export interface Answer {
  readonly rc: unknown;
  readonly state: State;
  /** Reads a field of the argument structure as Xen left it. */
  readonly out: <T extends number | bigint>(field: Field<T>) => T;
}

/** One operation of a domain: fills the argument structure, calls, and gives the result. */
export function evtchnOp(
  state: State,
  caller: number,
  cmd: number,
  values: readonly (readonly [Field, number | bigint])[],
  arg: number | bigint = ARGUMENT,
): Answer {
  const at = ramAt(caller, ARGUMENT);
  let ram = state.ram.writable(new Edit());
  for (const [field, value] of values) ram = ram.store(at, field, value);
  const { value, state: after } = callProcedure(
    PROCEDURES,
    { ...state, ram },
    'do_event_channel_op',
    { cmd, arg },
    { domain: caller, world: 'hypervisor' },
  );
  return { rc: value, state: after, out: (field) => after.ram.load(at, field) };
}
