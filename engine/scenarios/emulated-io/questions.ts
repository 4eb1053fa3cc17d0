/** Predictions. The right answer is found by looking at what the engine does next; the words are content. */
import { rec } from '../../core/state.ts';
import { all, any, at, by, does, within } from '../../core/when.ts';
import { cpu_handle_ioreq } from '../../mechanisms/device-model.ts';
import { bmdma_cmd_writeb, bmdma_prepare_buf } from '../../mechanisms/ide-device.ts';
import { ata_scsi_queuecmd, blk_done_softirq, libataKey } from '../../mechanisms/libata.ts';
import { counted, countOf, firstOf, next, oneOf } from '../../stories/ask.ts';
import type { Asked, Question } from '../../stories/scenario.ts';

/** The step at which the command in hand is done. */
const done = (a: Asked): number => next(a, at(blk_done_softirq, 'end'))?.step ?? a.history.length;

/** Accesses from here until the command in hand is done. */
const accesses = (a: Asked): number => a.history.ledger(done(a)).P - a.history.ledger(a.step).P;

/** The step at which the driver got the command in hand. */
function begun(a: Asked): Asked {
  let step = a.step;
  while (step > 0 && a.history.record(step)?.procedure !== ata_scsi_queuecmd.name) step--;
  return { ...a, step };
}

const allAccesses = (a: Asked): number => accesses(begun(a));

/** Hypercalls of QEMU about the interrupt line, over the whole command. */
const hypercalls = (a: Asked): number =>
  countOf(
    begun(a),
    does('hypercall', (e) => e.name === 'dm_op'),
    done(a),
  );

/** A processor carries the data. */
const copied = does('copy', (e) => e.payload);

const sorted = { sorted: true };

export const questions: readonly Question[] = [
  {
    // How often does the guest leave guest mode for one command? One access has been seen.
    id: 'accesses',
    moment: 'first-access',
    ...counted(
      allAccesses,
      {
        one: 1,
        registers: 8,
        sectors: ({ history, step }) => {
          const { queue, issued } = rec(history.state(step), libataKey);
          return (queue[issued - 1]?.sectors ?? 0) * 256;
        },
      },
      sorted,
    ),
  },
  {
    // A write needs no value back. When does the vCPU go on?
    id: 'goes-on',
    moment: 'kick',
    ...oneOf(['at-once', 'answer', 'disk'], (a) => {
      const entered = next(a, does('entry'))?.step ?? 0;
      const answered = next(a, at(cpu_handle_ioreq, 'respond'))?.step ?? 0;
      if (entered < answered) return 'at-once';
      const moved = next(a, any(does('dma'), copied));
      return entered < (moved?.step ?? 0) ? 'answer' : 'disk';
    }),
  },
  {
    // The command register has been written. Is the disk working already?
    id: 'command-starts',
    moment: 'command',
    ...firstOf(
      {
        now: within(bmdma_prepare_buf),
        'start-bit': at(bmdma_cmd_writeb, 'start'),
        interrupt: all(by('guest'), does('interrupt')),
      },
      'now',
    ),
  },
  {
    // QEMU knows where the data lies. Who reaches for it there: a processor that copies it, or the disk?
    id: 'mover',
    moment: 'table-read',
    ...oneOf(['guest', 'xen', 'dom0', 'disk'], (a) => {
      const copy = next(a, copied, done(a))?.record;
      if (!copy) return 'disk';
      if (copy.world === 'hypervisor') return 'xen';
      return copy.thread === 'guest' ? 'guest' : 'dom0';
    }),
  },
  {
    // The line rises and falls once. How many hypercalls does QEMU make about it for one command?
    id: 'line-calls',
    moment: 'raised',
    ...counted(hypercalls, { two: 2, all: allAccesses }, sorted),
  },
  {
    // The interrupt is acknowledged first, handled afterwards. How many accesses does the handler need?
    id: 'handler',
    moment: 'guest-interrupt',
    ...counted(accesses, { one: 1, all: allAccesses }, sorted),
  },
];
