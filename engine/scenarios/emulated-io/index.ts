/** One disk request through an emulated IDE controller: every register access an exit and a round trip to QEMU. */
import type { Scenario } from '../../stories/scenario.ts';
import { untilItSleeps } from '../../stories/system.ts';
import { moments, told } from './moments.ts';
import { questions } from './questions.ts';
import { emulatedIoParams, setup } from './story.ts';
import { type EmulatedIoView, inspect } from './view.ts';

export type { AccessView, EmulatedIoView } from './view.ts';

export const emulatedIo: Scenario<EmulatedIoView> = {
  id: 'emulated-io',
  params: emulatedIoParams.list,
  setup: (p) => setup(emulatedIoParams.values(p)),
  schedule: untilItSleeps,
  moments,
  told,
  questions,
  inspect,
};
