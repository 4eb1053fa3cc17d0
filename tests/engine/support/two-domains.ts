/** Two domains with shared_info pages, grant tables and one page of arguments each: enough for hypercalls without a story. */
import { frameBase, type Locals, Machine, maddr, mfn, program, type State } from '../../../engine/index.ts';
import { type Domain, type DomainType, domainKey } from '../../../engine/mechanisms/domain.ts';
import {
  eventChannelMechanism,
  eventSendOpMechanism,
  evtchnKey,
  newEvtchnTable,
} from '../../../engine/mechanisms/event-channel.ts';
import { grantKey, grantTableMechanism, newGrantState } from '../../../engine/mechanisms/grant-table.ts';
import { hypercallMechanism } from '../../../engine/mechanisms/hypercall.ts';
import { upcallMechanism } from '../../../engine/mechanisms/upcall.ts';
import { newVcpu, vcpuKey } from '../../../engine/mechanisms/vcpu.ts';
import { type Called, callProcedure, emptyState } from './call.ts';

export const procedures = [
  ...eventChannelMechanism.procedures,
  ...eventSendOpMechanism.procedures,
  ...grantTableMechanism.procedures,
  ...upcallMechanism.procedures,
  ...hypercallMechanism.procedures,
];

/** Guest address of the argument page of either domain. */
export const ARG = 0x5000;

function domain(id: number, type: DomainType): Domain {
  const base = 0x100 + id * 0x100;
  return {
    id,
    type,
    p2m: [{ gfn: 0, mfn: base, pages: 0x80, what: 'RAM' }],
    shared_info: frameBase(mfn(base + 0x90)),
    grant_frames: frameBase(mfn(base + 0xa0)),
    nr_grant_entries: 512,
  };
}

/** Domain 0 (PV) and domain 1 of the given type. */
export function twoDomains(type: DomainType = 'hvm'): State {
  const both = [domain(0, 'pv'), domain(1, type)];
  return emptyState(
    Object.fromEntries(
      both.flatMap((d) => [
        [domainKey(d.id), d],
        [evtchnKey(d.id), newEvtchnTable()],
        [grantKey(d.id), newGrantState()],
        [vcpuKey(d.id), newVcpu(d.type === 'pv' ? 'pv' : 'per-vcpu-vector', true)],
      ]),
    ),
  );
}

/** Machine address of a guest address of a domain built here. */
export const at = (id: number, gpa: number): number => maddr((0x100 + id * 0x100) * 4096 + gpa);

/** The state after some writes, as if a kernel had prepared an argument. */
export function prepare(state: State, write: (m: Machine) => void): State {
  const m = new Machine(program([], []), state);
  write(m);
  return m.freeze();
}

export const callAs = (id: number, state: State, name: string, args: Locals): Called =>
  callProcedure(procedures, state, name, args, { domain: id, world: 'hypervisor' });
