/**
 * Event-channel operations against Xen xen/common/event_channel.c and event_2l.c: results, errno and their order of checks
 * (facts, xen.md §3b, §3c).
 */
import { describe, expect, it } from 'vitest';
import { ERRNO, rec, type State } from '../../../engine/index.ts';
import {
  DOMID_SELF,
  EVTCHNOP_alloc_unbound,
  EVTCHNOP_bind_interdomain,
  EVTCHNOP_send,
  EVTCHNOP_unmask,
  evtchn_alloc_unbound,
  evtchn_bind_interdomain,
  evtchn_send,
  evtchnKey,
  inspectEvents,
  newEvtchnTable,
} from '../../../engine/mechanisms/event-channel.ts';
import { bitOf, maskWord, sharedInfoAt } from '../../../engine/mechanisms/shared-info.ts';
import { vcpuKey } from '../../../engine/mechanisms/vcpu.ts';
import { ARG, at, callAs, prepare, twoDomains } from '../support/two-domains.ts';

const op = (id: number, state: State, cmd: number, arg = ARG) =>
  callAs(id, state, 'do_event_channel_op', { cmd, arg });
const alloc = (state: State, id: number, dom: number, remote_dom: number) =>
  op(
    id,
    prepare(state, (m) => {
      m.store(at(id, ARG), evtchn_alloc_unbound.fields.dom, dom);
      m.store(at(id, ARG), evtchn_alloc_unbound.fields.remote_dom, remote_dom);
    }),
    EVTCHNOP_alloc_unbound,
  );
const bind = (state: State, id: number, remote_dom: number, remote_port: number) =>
  op(
    id,
    prepare(state, (m) => {
      m.store(at(id, ARG), evtchn_bind_interdomain.fields.remote_dom, remote_dom);
      m.store(at(id, ARG), evtchn_bind_interdomain.fields.remote_port, remote_port);
    }),
    EVTCHNOP_bind_interdomain,
  );
const send = (state: State, id: number, port: number, cmd = EVTCHNOP_send) =>
  op(
    id,
    prepare(state, (m) => m.store(at(id, ARG), evtchn_send.fields.port, port)),
    cmd,
  );
const connected = (): State => bind(alloc(twoDomains(), 1, DOMID_SELF, 0).state, 0, 1, 1).state;
const { EINVAL, ENOSPC, ENOSYS, EFAULT, ESRCH, EPERM } = ERRNO;

describe('EVTCHNOP_alloc_unbound', () => {
  it('hands out the lowest free port, from 1 up, and remembers who may bind it', () => {
    const first = alloc(twoDomains(), 1, DOMID_SELF, 0);
    expect(first.value).toBe(0);
    expect(first.state.ram.load(at(1, ARG), evtchn_alloc_unbound.fields.port)).toBe(1);
    expect(rec(first.state, evtchnKey(1)).ports[1]).toMatchObject({ state: 'unbound', remoteDom: 0 });
    expect(
      alloc(first.state, 1, DOMID_SELF, 0).state.ram.load(at(1, ARG), evtchn_alloc_unbound.fields.port),
    ).toBe(2);
  });
  it('answers -ESRCH for an unknown domain', () => expect(alloc(twoDomains(), 1, 77, 0).value).toBe(-ESRCH));
  it('answers -EPERM to a guest that allocates for another domain', () =>
    expect(alloc(twoDomains(), 1, 0, 1).value).toBe(-EPERM));
  it('answers -ENOSPC when the highest port is taken, before it looks at permissions', () => {
    const full = twoDomains();
    const records = {
      ...full.records,
      [evtchnKey(0)]: { ...newEvtchnTable(0) },
      [evtchnKey(1)]: newEvtchnTable(0),
    };
    expect(alloc({ ...full, records }, 1, DOMID_SELF, 0).value).toBe(-ENOSPC);
    expect(alloc({ ...full, records }, 1, 0, 1).value).toBe(-ENOSPC);
  });
});

describe('EVTCHNOP_bind_interdomain', () => {
  it('connects both ends and leaves the local port pending: nothing sent before is lost', () => {
    const state = connected();
    expect(rec(state, evtchnKey(0)).ports[1]).toMatchObject({
      state: 'interdomain',
      remoteDom: 1,
      remotePort: 1,
    });
    expect(rec(state, evtchnKey(1)).ports[1]).toMatchObject({
      state: 'interdomain',
      remoteDom: 0,
      remotePort: 1,
    });
    expect(inspectEvents(state, 0).ports).toEqual([
      { port: 1, state: 'interdomain', pending: true, masked: false },
    ]);
  });
  it('answers -ESRCH for an unknown domain', () => expect(bind(twoDomains(), 0, 77, 1).value).toBe(-ESRCH));
  it('answers -EINVAL for a port that is not there, not unbound, or kept for somebody else', () => {
    expect(bind(twoDomains(), 0, 1, 1).value).toBe(-EINVAL);
    expect(bind(connected(), 0, 1, 1).value).toBe(-EINVAL);
    expect(bind(alloc(twoDomains(), 1, DOMID_SELF, 5).state, 0, 1, 1).value).toBe(-EINVAL);
  });
});

describe('EVTCHNOP_send', () => {
  it('sets pending, selector and upcall, and marks the vCPU once', () => {
    const sent = send(connected(), 0, 1);
    expect(sent.value).toBe(0);
    expect(inspectEvents(sent.state, 1)).toMatchObject({ upcall_pending: 1, pending_sel: 1n });
    expect(sent.effects.filter((e) => e.kind === 'notify')).toEqual([
      { kind: 'notify', from: 0, to: 1, port: 1 },
    ]);
    expect(rec(sent.state, vcpuKey(1)).posted).toBe(0xf3);
  });
  it('coalesces: a second send before the first is handled is no event', () => {
    const twice = send(send(connected(), 0, 1).state, 0, 1);
    expect(twice.value).toBe(0);
    expect(twice.effects.some((e) => e.kind === 'notify' || e.kind === 'ipi')).toBe(false);
  });
  it('leaves only the pending bit of a masked port: no selector, no upcall', () => {
    const masked = prepare(connected(), (m) => m.store(sharedInfoAt(m, 1), maskWord(1), bitOf(1)));
    const sent = send(masked, 0, 1);
    expect(inspectEvents(sent.state, 1)).toMatchObject({
      upcall_pending: 0,
      pending_sel: 0n,
      ports: [{ pending: true, masked: true }],
    });
    const unmasked = send(sent.state, 1, 1, EVTCHNOP_unmask);
    expect(unmasked.value).toBe(0);
    expect(inspectEvents(unmasked.state, 1)).toMatchObject({ upcall_pending: 1, pending_sel: 1n });
  });
  it('drops a send on an unbound port and returns 0', () => {
    const sent = send(alloc(twoDomains(), 1, DOMID_SELF, 0).state, 1, 1);
    expect(sent.value).toBe(0);
    expect(sent.effects.some((e) => e.kind === 'notify')).toBe(false);
  });
  it.each([0, 2, 5000])('answers -EINVAL for port %i', (port) =>
    expect(send(connected(), 0, port).value).toBe(-EINVAL),
  );
});

describe('EVTCHNOP_unmask', () => {
  it('answers -EINVAL for a port beyond the table and 0 for one that was not masked', () => {
    expect(send(connected(), 1, 99, EVTCHNOP_unmask).value).toBe(-EINVAL);
    expect(send(connected(), 1, 1, EVTCHNOP_unmask).value).toBe(0);
  });
});

describe('the argument', () => {
  it('an unreadable one is -EFAULT, an unknown command is -ENOSYS without looking at it', () => {
    expect(op(1, connected(), EVTCHNOP_send, 0x999_9000).value).toBe(-EFAULT);
    expect(op(1, connected(), 99, 0x999_9000).value).toBe(-ENOSYS);
  });
});

describe('the way in', () => {
  const vmcall = (cpl: number, rax: number) =>
    callAs(1, connected(), 'hvm_hypercall', { rax, rdi: EVTCHNOP_send, rsi: ARG, rdx: 0, cpl }).value;
  it('user mode gets -EPERM, an empty slot of the table -ENOSYS', () => {
    expect(vmcall(3, 32)).toBe(-EPERM);
    expect(vmcall(0, 11)).toBe(-ENOSYS);
    expect(vmcall(0, 4096)).toBe(-ENOSYS);
  });
});
