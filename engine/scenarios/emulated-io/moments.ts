/** The named places of the story. The five of a port access occur 26 times for a command: exit, request, wake, answer, entry. */
import type { Effect } from '../../core/effect.ts';
import type { StepRecord } from '../../core/machine.ts';
import { EXIT_REASON } from '../../mechanisms/upcall.ts';
import type { Moment, Phases } from '../../stories/scenario.ts';
import { GUEST } from './map.ts';

const at =
  (procedure: string, label: string) =>
  (r: StepRecord): boolean =>
    r.procedure === procedure && r.label === label;
const does =
  (holds: (e: Effect) => boolean) =>
  (r: StepRecord): boolean =>
    r.effects.some(holds);
const guest =
  (holds: (e: Effect) => boolean) =>
  (r: StepRecord): boolean =>
    r.domain === GUEST.id && r.effects.some(holds);

export const moments: readonly Moment[] = [
  { id: 'submit', when: at('ata_scsi_queuecmd', 'build') },
  { id: 'table-written', when: at('ata_bmdma_fill_sg', 'end') },
  { id: 'exited', when: guest((e) => e.kind === 'exit' && e.reason === EXIT_REASON.IO_INSTRUCTION) },
  { id: 'requested', when: does((e) => e.kind === 'ioreq') },
  { id: 'woken', when: at('evtchn_interrupt', 'queue') },
  { id: 'answered', when: at('cpu_handle_ioreq', 'respond') },
  // The way back is the same for every exit: this is the one whose answer was waited for.
  { id: 'entered', when: at('vmx_do_resume', 'registers') },
  { id: 'command', when: at('ide_exec_cmd', 'data') },
  { id: 'kick', when: at('ata_bmdma_start', 'start') },
  { id: 'started', when: at('bmdma_cmd_writeb', 'start') },
  { id: 'table-read', when: at('bmdma_prepare_buf', 'entry') },
  { id: 'transferred', when: does((e) => e.kind === 'dma') },
  { id: 'copied', when: does((e) => e.kind === 'copy' && e.payload) },
  { id: 'raised', when: at('bmdma_irq', 'raise') },
  { id: 'guest-interrupt', when: guest((e) => e.kind === 'interrupt') },
  { id: 'eoi', when: guest((e) => e.kind === 'eoi') },
  { id: 'acknowledged', when: at('__ata_sff_port_intr', 'acknowledge') },
  { id: 'completed', when: at('blk_done_softirq', 'end') },
];

export const phases: Phases = {
  submit: ['submit'],
  kick: ['kick'],
  service: ['started'],
  complete: ['raised'],
};
