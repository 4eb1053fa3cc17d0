/**
 * SCHEDOP_poll against Xen xen/common/sched/core.c (do_poll) and event_channel.c (evtchn_check_pollers): the vCPU is
 * marked as asleep and as polling before anything is looked at, so a masked port that is raised meanwhile wakes it.
 */
import { describe, expect, it } from 'vitest';
import { enabled, Machine, maddr, program, rec, run, startThreads } from '../../../engine/index.ts';
import { domainKey } from '../../../engine/mechanisms/domain.ts';
import {
  eventChannelMechanism,
  eventSendOpMechanism,
  evtchnKey,
} from '../../../engine/mechanisms/event-channel.ts';
import { SCHEDOP_poll, sched_poll, schedOpMechanism } from '../../../engine/mechanisms/sched-op.ts';
import { bitOf, maskWord, sharedInfoAt } from '../../../engine/mechanisms/shared-info.ts';
import { upcallMechanism } from '../../../engine/mechanisms/upcall.ts';
import { vcpuKey } from '../../../engine/mechanisms/vcpu.ts';
import { twoDomains } from '../support/two-domains.ts';

const PORT = 3;
const ARG = 0x5000;
const LIST = 0x5100;

const prog = program(
  [
    ...eventChannelMechanism.procedures,
    ...eventSendOpMechanism.procedures,
    ...upcallMechanism.procedures,
    ...schedOpMechanism.procedures,
  ],
  [
    {
      id: 'poller',
      domain: 1,
      start: { procedure: 'do_sched_op', args: { cmd: SCHEDOP_poll, arg: ARG }, world: 'hypervisor' },
    },
    {
      id: 'sender',
      domain: 0,
      start: {
        procedure: 'evtchn_2l_set_pending',
        args: { dom: 1, vcpu: 0, port: PORT },
        world: 'hypervisor',
      },
    },
  ],
  [
    { id: 0, role: 'backend', kernel: 'backend' },
    { id: 1, role: 'guest', kernel: 'guest-kernel' },
  ],
);

/** Domain 1 polls one masked port, with interrupts off as a kernel in a slow lock has them. */
function start() {
  const state = { ...twoDomains('hvm'), threads: startThreads(prog) };
  const m = new Machine(prog, state);
  const physical = (gpa: number) => maddr((rec(state, domainKey(1)).p2m[0]?.mfn ?? 0) * 4096 + gpa);
  m.store(physical(ARG), sched_poll.fields.ports, BigInt(LIST));
  m.store(physical(ARG), sched_poll.fields.nr_ports, 1);
  m.fill(physical(LIST), new Uint8Array([PORT, 0, 0, 0]), 'ports');
  m.store(sharedInfoAt(m, 1), maskWord(PORT), bitOf(PORT));
  const t = m.rec(evtchnKey(1));
  m.patch(evtchnKey(1), {
    ports: { ...t.ports, [PORT]: { state: 'interdomain', remoteDom: 0, remotePort: 1, vcpu: 0 } },
  });
  m.patch(vcpuKey(1), { interruptsOn: false });
  return m.freeze();
}

describe('SCHEDOP_poll', () => {
  it('misses no port that is raised at any step of its way to sleep', () => {
    const alone = run(prog, start(), (s) => (enabled(prog, s, 'poller') ? 'poller' : undefined));
    expect(rec(alone, vcpuKey(1))).toMatchObject({ blocked: true, poll: PORT });
    for (let after = 0; after < 12; after++) {
      let steps = 0;
      const end = run(prog, start(), (s) => {
        const may = (id: string) => s.threads[id]?.top && enabled(prog, s, id);
        if (steps++ < after && may('poller')) return 'poller';
        if (may('sender')) return 'sender';
        return may('poller') ? 'poller' : undefined;
      });
      expect(end.threads.poller?.top, `raised after step ${after}`).toBeNull();
      expect(rec(end, vcpuKey(1))).toMatchObject({ blocked: false, poll: null });
    }
  });
});
