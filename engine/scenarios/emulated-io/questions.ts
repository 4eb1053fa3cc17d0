/** Predictions. The right answer is found by looking at what the engine does next; the words are content. */
import type { StepRecord } from '../../core/machine.ts';
import { rec } from '../../core/state.ts';
import { libataKey } from '../../mechanisms/libata.ts';
import type { Asked, Option, Question } from '../../stories/scenario.ts';

/** The first later step for which `holds`. */
function next({ history, step }: Asked, holds: (r: StepRecord) => boolean): number | undefined {
  for (let n = step + 1; n <= history.length; n++) {
    const record = history.record(n);
    if (record && holds(record)) return n;
  }
  return undefined;
}

/** Options with the same value are one option: the first. */
const distinct = (options: readonly Option[]): readonly Option[] =>
  options.filter((o, i) => options.findIndex((p) => p.value === o.value) === i);

const completes = (r: StepRecord): boolean => r.procedure === 'blk_done_softirq' && r.label === 'end';
/** The step at which the command in hand is done. */
const done = (a: Asked): number => next(a, completes) ?? a.history.length;

export const questions: readonly Question[] = [
  {
    // How often does the guest leave guest mode for one command?
    id: 'accesses',
    moment: 'submit',
    options: (a) => {
      const { P } = a.history.ledger(done(a));
      const count = P - a.history.ledger(a.step).P;
      const { queue, issued } = rec(a.history.state(a.step), libataKey);
      return distinct([
        { id: 'one', value: 1 },
        { id: 'registers', value: 8 },
        { id: 'counted', value: count },
        { id: 'sectors', value: (queue[issued - 1]?.sectors ?? 0) * 256 },
      ]);
    },
    answer: () => 'counted',
  },
  {
    // A write needs no value back. When does the vCPU go on?
    id: 'goes-on',
    moment: 'kick',
    options: () => [{ id: 'at-once' }, { id: 'answer' }, { id: 'disk' }],
    answer: (a) => {
      const entered = next(a, (r) => r.effects.some((e) => e.kind === 'entry')) ?? 0;
      const answered = next(a, (r) => r.procedure === 'cpu_handle_ioreq' && r.label === 'respond') ?? 0;
      const moved =
        next(a, (r) => r.effects.some((e) => e.kind === 'dma' || (e.kind === 'copy' && e.payload))) ?? 0;
      if (entered < answered) return 'at-once';
      return entered < moved ? 'answer' : 'disk';
    },
  },
  {
    // The command register has been written. Is the disk working already?
    id: 'command-starts',
    moment: 'command',
    options: () => [{ id: 'now' }, { id: 'start-bit' }, { id: 'interrupt' }],
    answer: (a) => {
      const reads = next(a, (r) => r.procedure === 'bmdma_prepare_buf');
      const start = next(a, (r) => r.procedure === 'bmdma_cmd_writeb' && r.label === 'start');
      return start !== undefined && reads !== undefined && start < reads ? 'start-bit' : 'now';
    },
  },
  {
    // The line rises and falls once. How many hypercalls does QEMU make about it for one command?
    id: 'line-calls',
    moment: 'raised',
    options: (a) =>
      distinct([
        { id: 'two', value: 2 },
        { id: 'counted', value: hypercalls(a) },
        { id: 'all', value: 26 },
      ]),
    answer: () => 'counted',
  },
  {
    // The interrupt is acknowledged first, handled afterwards. How many accesses does the handler need?
    id: 'handler',
    moment: 'guest-interrupt',
    options: (a) => {
      const count = a.history.ledger(done(a)).P - a.history.ledger(a.step).P;
      return distinct([
        { id: 'one', value: 1 },
        { id: 'counted', value: count },
        { id: 'all', value: 26 },
      ]);
    },
    answer: () => 'counted',
  },
];

/** Hypercalls of QEMU about the interrupt line, over the whole command. */
function hypercalls(a: Asked): number {
  let first = a.step;
  while (first > 0 && a.history.record(first)?.procedure !== 'ata_scsi_queuecmd') first--;
  let n = 0;
  for (let i = first + 1; i <= done(a); i++)
    n += a.history.record(i)?.effects.filter((e) => e.kind === 'hypercall' && e.name === 'dm_op').length ?? 0;
  return n;
}
