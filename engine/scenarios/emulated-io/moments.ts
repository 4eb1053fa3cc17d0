/** The named places of the story. The five of a port access occur 26 times for a command: exit, request, wake, answer, entry. */
import { all, at, by, does } from '../../core/when.ts';
import { deviceModelMechanism } from '../../mechanisms/device-model.ts';
import { bmdma_cmd_writeb, bmdma_irq, bmdma_prepare_buf, ide_exec_cmd } from '../../mechanisms/ide-device.ts';
import { ioreqMechanism } from '../../mechanisms/ioreq.ts';
import {
  __ata_sff_port_intr,
  ata_bmdma_fill_sg,
  ata_bmdma_start,
  ata_scsi_queuecmd,
  blk_done_softirq,
} from '../../mechanisms/libata.ts';
import type { Moment, Phases } from '../../stories/scenario.ts';

const access = { ...ioreqMechanism.moments, ...deviceModelMechanism.moments };

export const moments: readonly Moment[] = [
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
];

export const phases: Phases = {
  submit: ['submit'],
  kick: ['kick'],
  service: ['started'],
  complete: ['raised'],
};
