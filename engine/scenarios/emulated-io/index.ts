/** One disk request through an emulated IDE controller: every register access an exit and a round trip to QEMU. */
import type { Scenario } from '../../stories/scenario.ts';
import { moments, phases } from './moments.ts';
import { choices, params } from './params.ts';
import { questions } from './questions.ts';
import { schedule, setup } from './setup.ts';
import { type EmulatedIoView, inspect } from './view.ts';

export type { AccessView, EmulatedIoView, IoreqField, IoreqState, PrdView } from './view.ts';

export const emulatedIo: Scenario<EmulatedIoView> = {
  id: 'emulated-io',
  params,
  setup: (p) => setup(choices(p)),
  schedule,
  moments,
  phases,
  questions,
  inspect,
};
