/** Predictions. The right answer is found by looking at what the engine does next; the words are content. */
import type { StepRecord } from '../../core/machine.ts';
import { rec } from '../../core/state.ts';
import { ideKey } from '../../mechanisms/ide-device.ts';
import { libataKey } from '../../mechanisms/libata.ts';
import type { Asked, Option, Question } from '../scenario.ts';

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
    // A write needs no value back. Does the vCPU go on before QEMU has seen it?
    id: 'waits',
    moment: 'requested',
    options: () => [{ id: 'yes' }, { id: 'reads' }, { id: 'no' }],
    answer: (a) => {
      const entry = next(a, (r) => r.effects.some((e) => e.kind === 'entry'));
      const answer = next(a, (r) => r.procedure === 'cpu_handle_ioreq' && r.label === 'respond');
      return entry !== undefined && answer !== undefined && answer < entry ? 'yes' : 'no';
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
    // How many hypercalls will lower a line that is down?
    id: 'lowers',
    moment: 'answered',
    options: (a) => {
      const { status } = rec(a.history.state(a.step), ideKey);
      return distinct([
        { id: 'none', value: 0 },
        { id: 'counted', value: hypercalls(a) },
        { id: 'all', value: 26 + (status & 0) },
      ]);
    },
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

/** Hypercalls of QEMU about the interrupt line, over this command. */
function hypercalls(a: Asked): number {
  let n = 0;
  for (let i = a.step + 1; i <= done(a); i++)
    n += a.history.record(i)?.effects.filter((e) => e.kind === 'hypercall' && e.name === 'dm_op').length ?? 0;
  return n;
}
