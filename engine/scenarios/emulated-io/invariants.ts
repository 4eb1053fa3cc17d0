/** What must hold in every state, whatever the schedule. */
import { rec, type State } from '../../core/state.ts';
import { ATA_STATUS } from '../../mechanisms/ata.ts';
import { addressesByLba, bmdmaKey, ideKey } from '../../mechanisms/ide-device.ts';
import type { Invariant } from '../../mechanisms/invariants/invariant.ts';
import { ioreq, ioreqServerKey, STATE_BITS, STATE_IOREQ_NONE, vcpuIoKey } from '../../mechanisms/ioreq.ts';
import { libataKey } from '../../mechanisms/libata.ts';
import { vcpuKey } from '../../mechanisms/vcpu.ts';
import { GUEST, IOREQ_PAGES } from './map.ts';

/** A vCPU that waits for QEMU has sent a request that is not taken back yet. */
function waitsForSomething(s: State): boolean {
  if (!rec(s, vcpuKey(GUEST.id)).blockedInXen) return true;
  const filling = s.threads.guest?.top?.procedure === 'ioreq_send';
  return filling || (s.ram.load(IOREQ_PAGES.page, ioreq.fields.state) & STATE_BITS) !== STATE_IOREQ_NONE;
}

const oneAtATime = (s: State): boolean => {
  const { issued, completed, submitted } = rec(s, libataKey);
  return completed <= issued && issued <= submitted && issued - completed <= 1;
};

export const invariants: readonly Invariant[] = [
  { name: 'a vCPU that is blocked in Xen has a request under way', holds: waitsForSomething },
  { name: 'the disk has one command at a time', holds: oneAtATime },
  {
    name: 'the disk is addressed by sector number while it has a command',
    holds: (s) => (rec(s, ideKey).status & ATA_STATUS.DRQ) === 0 || addressesByLba(rec(s, ideKey)),
  },
  {
    name: 'the engine runs only while a command waits for it or it was just started',
    holds: (s) => rec(s, bmdmaKey).dma_cb || rec(s, bmdmaKey).sg.length === 0,
  },
  { name: 'no domain was crashed', holds: (s) => !rec(s, vcpuIoKey(GUEST.id)).crashed },
  {
    name: 'Xen waits for an answer exactly from request to answer',
    holds: (s) => rec(s, ioreqServerKey(GUEST.id)).enabled,
  },
];
