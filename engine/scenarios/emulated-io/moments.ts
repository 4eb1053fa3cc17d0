/** The named places of the story. The five of a port access occur 26 times for a command: exit, request, wake, answer, entry. */
import { all, by, does } from '../../core/when.ts';
import { deviceModelMechanism } from '../../mechanisms/device-model.ts';
import { ideDeviceMechanism } from '../../mechanisms/ide-device.ts';
import { ioreqMechanism } from '../../mechanisms/ioreq.ts';
import { libataMechanism } from '../../mechanisms/libata.ts';
import { atLine } from '../../mechanisms/mechanism.ts';
import type { Moment, Phases } from '../../stories/scenario.ts';

const access = { ...ioreqMechanism.moments, ...deviceModelMechanism.moments };

export const moments: readonly Moment[] = [
  { id: 'submit', when: atLine(libataMechanism, 'ata_scsi_queuecmd', 'build') },
  { id: 'table-written', when: atLine(libataMechanism, 'ata_bmdma_fill_sg', 'end') },
  { id: 'exited', when: access.exited },
  { id: 'requested', when: access.requested },
  { id: 'woken', when: access.woken },
  { id: 'answered', when: access.answered },
  { id: 'entered', when: access.entered },
  { id: 'command', when: atLine(ideDeviceMechanism, 'ide_exec_cmd', 'data') },
  { id: 'kick', when: atLine(libataMechanism, 'ata_bmdma_start', 'start') },
  { id: 'started', when: atLine(ideDeviceMechanism, 'bmdma_cmd_writeb', 'start') },
  { id: 'table-read', when: atLine(ideDeviceMechanism, 'bmdma_prepare_buf', 'entry') },
  { id: 'transferred', when: does('dma') },
  { id: 'copied', when: does('copy', (e) => e.payload) },
  { id: 'raised', when: atLine(ideDeviceMechanism, 'bmdma_irq', 'raise') },
  { id: 'guest-interrupt', when: all(by('guest'), does('interrupt')) },
  { id: 'eoi', when: all(by('guest'), does('eoi')) },
  { id: 'acknowledged', when: atLine(libataMechanism, '__ata_sff_port_intr', 'acknowledge') },
  { id: 'completed', when: atLine(libataMechanism, 'blk_done_softirq', 'end') },
];

export const phases: Phases = {
  submit: ['submit'],
  kick: ['kick'],
  service: ['started'],
  complete: ['raised'],
};
