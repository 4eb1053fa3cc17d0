/** What the guest's program does. It is this model's; everything under it is Linux's, QEMU's and Xen's. */
import {
  call,
  goto,
  type Locals,
  line,
  model,
  type Procedure,
  procedure,
  ret,
} from '../../core/procedure.ts';
import { type Key, rec } from '../../core/state.ts';
import { libataKey } from '../../mechanisms/libata.ts';

/** How many requests the program hands over before it waits. */
export const batchKey: Key<{ readonly batch: number }> = 'workload';

const main = procedure('main', { source: model('the guest’s program'), world: 'guest-user' }, [
  line('warm', 'use the disk for a while', () => call('requests')),
  line('story', 'requests()', () => call('requests')),
  line('exit', 'done', () => ret()),
]);

interface Submit extends Locals {
  index: number;
}
const requests = procedure<Submit>(
  'requests',
  { source: model('a program that submits, then waits'), world: 'guest-user' },
  [
    line('next', 'while (requests are left)', (m) => {
      const { submitted, queue } = m.rec(libataKey);
      return submitted < queue.length ? undefined : m.passOver(ret());
    }),
    line('submit', '  io_submit(request)', (m) => {
      const index = m.rec(libataKey).submitted;
      m.patch(libataKey, { submitted: index + 1 });
      return call('scsi_queue_rq', { index });
    }),
    line('batch', '  if (fewer than “queued” since the last wait) continue', (m) => {
      const { submitted, queue } = m.rec(libataKey);
      return submitted % m.rec(batchKey).batch === 0 || submitted === queue.length
        ? m.passOver()
        : goto('next');
    }),
    line(
      'wait',
      '  io_getevents(): compute until all have completed',
      () => goto('next'),
      (s) => rec(s, libataKey).completed >= rec(s, libataKey).submitted,
    ),
  ],
);

const idle = procedure('idle', { source: model('dom0’s vCPU, waiting for interrupts'), world: 'kernel' }, [
  line(
    'wait',
    'wait for an interrupt',
    () => goto('wait'),
    () => false,
  ),
]);

export const workloadProcedures: readonly Procedure[] = [main, requests, idle];
