/** The named places of the story. The five of a port access occur 26 times for a command: exit, request, wake, answer, entry. */
import { rec } from '../../core/state.ts';
import { all, at, by, changes, does, not } from '../../core/when.ts';
import { BM_STATUS } from '../../mechanisms/ata.ts';
import { deviceModelMechanism } from '../../mechanisms/device-model.ts';
import { diskKey } from '../../mechanisms/disk.ts';
import { hvmIrqKey } from '../../mechanisms/dm-op.ts';
import { eventfd_signal } from '../../mechanisms/file-aio.ts';
import {
  bmdma_cmd_writeb,
  bmdma_irq,
  bmdma_prepare_buf,
  bmdmaKey,
  ide_exec_cmd,
} from '../../mechanisms/ide-device.ts';
import {
  default_xen_notification_fn,
  in_instruction,
  ioreqMechanism,
  out_instruction,
  vcpuIoKey,
} from '../../mechanisms/ioreq.ts';
import {
  __ata_sff_port_intr,
  ata_bmdma_fill_sg,
  ata_bmdma_interrupt,
  ata_bmdma_start,
  ata_scsi_queuecmd,
  blk_done_softirq,
} from '../../mechanisms/libata.ts';
import { vlapic_set_irq } from '../../mechanisms/upcall.ts';
import { vcpuKey } from '../../mechanisms/vcpu.ts';
import type { Moment, Told } from '../../stories/scenario.ts';

import { GUEST } from './story.ts';

const access = { ...ioreqMechanism.moments, ...deviceModelMechanism.moments };

const back = all(by('guest'), does('entry'));

export const moments: readonly Moment[] = [
  // What a newcomer is told besides: dom0’s bell has rung, the guest is back, a real disk has been ordered to work.
  { id: 'back', when: back },
  // The vCPU that waited in Xen may go on; QEMU hears that the data has moved; the driver is at it again.
  { id: 'let-on', when: at(default_xen_notification_fn, 'wake') },
  { id: 'work-done', when: at(eventfd_signal, 'count') },
  { id: 'handler', when: at(ata_bmdma_interrupt, 'port') },
  { id: 'rung', when: all(by('guest'), does('notify')) },
  { id: 'ordered', when: all(changes(diskKey, 'queue'), not(does('dma')), not(by('hardware'))) },
  { id: 'submit', when: at(ata_scsi_queuecmd, 'build') },
  { id: 'table-written', when: at(ata_bmdma_fill_sg, 'end') },
  { id: 'exited', when: access.exited },
  { id: 'requested', when: access.requested },
  { id: 'woken', when: access.woken },
  { id: 'answered', when: access.answered },
  { id: 'entered', when: access.entered },
  { id: 'command', when: at(ide_exec_cmd, 'data') },
  { id: 'kick', when: at(ata_bmdma_start, 'start') },
  { id: 'started', when: at(bmdma_cmd_writeb, 'start') },
  { id: 'table-read', when: at(bmdma_prepare_buf, 'entry') },
  { id: 'transferred', when: does('dma') },
  { id: 'copied', when: does('copy', (e) => e.payload) },
  { id: 'raised', when: at(bmdma_irq, 'raise') },
  { id: 'guest-interrupt', when: all(by('guest'), does('interrupt')) },
  { id: 'eoi', when: all(by('guest'), does('eoi')) },
  { id: 'acknowledged', when: at(__ata_sff_port_intr, 'acknowledge') },
  { id: 'completed', when: at(blk_done_softirq, 'end') },
  // The access that started the engine is over, and the engine is at work.
  {
    id: 'goes-on',
    when: all(back, (_, after) => (rec(after, bmdmaKey).status & BM_STATUS.DMAING) !== 0),
  },
  // The first instruction of the run that touches a register is next.
  {
    id: 'touched',
    when: all(
      does('call', (e) => e.procedure === in_instruction.name || e.procedure === out_instruction.name),
      (_, after) => rec(after, vcpuIoKey(GUEST.id)).trace.length === 0,
    ),
  },
  // The guest is back from the first access of the run.
  {
    id: 'first-access',
    when: all(does('entry'), (_, after) => rec(after, vcpuIoKey(GUEST.id)).trace.length === 1),
  },
  // Xen has been told: the line is up.
  {
    id: 'line-up',
    when: all(
      changes(hvmIrqKey(GUEST.id), 'isa_irq'),
      (_, after) => rec(after, hvmIrqKey(GUEST.id)).isa_irq !== 0,
    ),
  },
  // Xen has an interrupt for the guest's processor, which has not taken it yet.
  {
    id: 'interrupt-waits',
    when: all(at(vlapic_set_irq, 'posted', 'irr'), changes(vcpuKey(GUEST.id), 'posted', 'irr')),
  },
];

export const told: Told = {
  opens: 'start',
  goals: [
    { id: 'fill', moments: ['submit', 'table-written'] },
    {
      id: 'publish',
      moments: ['touched', 'exited', 'requested', 'rung', 'woken', 'answered', 'let-on', 'back', 'command'],
    },
    { id: 'ring', moments: ['started'] },
    { id: 'work', moments: ['table-read', 'ordered', 'goes-on', 'transferred', 'copied', 'work-done'] },
    { id: 'answer', moments: ['interrupt-waits'] },
    { id: 'tell', moments: ['handler', 'completed'] },
  ],
  // A round trip that comes again is counted by its end.
  once: ['exited', 'requested', 'rung', 'woken', 'answered', 'let-on', 'goes-on'],
};
