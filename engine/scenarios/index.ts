/** The scenarios by id. Each is a chunk of its own: a page pays only for the story it shows. */
import { InputError, quoted } from '../core/assert.ts';
import type { Scenario } from '../stories/scenario.ts';

const LOADERS = {
  'shared-ring': () => import('./shared-ring/index.ts').then((m) => m.sharedRing as Scenario),
  'block-io': () => import('./block-io/index.ts').then((m) => m.blockIo as Scenario),
  'emulated-io': () => import('./emulated-io/index.ts').then((m) => m.emulatedIo as Scenario),
  unplug: () => import('./unplug/index.ts').then((m) => m.unplug as Scenario),
  'ept-walk': () => import('./ept-walk/index.ts').then((m) => m.eptWalk as Scenario),
  hypercall: () => import('./hypercall/index.ts').then((m) => m.hypercall as Scenario),
  'event-channels': () => import('./event-channels/index.ts').then((m) => m.eventChannels as Scenario),
} as const satisfies Record<string, () => Promise<Scenario>>;

export type ScenarioId = keyof typeof LOADERS;
export const SCENARIO_IDS = Object.keys(LOADERS) as readonly ScenarioId[];

/** Loads a scenario. Throws an InputError that lists the known ones. */
export async function loadScenario(id: string): Promise<Scenario> {
  const load = (LOADERS as Record<string, (() => Promise<Scenario>) | undefined>)[id];
  if (!load || !Object.hasOwn(LOADERS, id)) {
    throw new InputError(`There is no scenario ${quoted(id)}; there are ${SCENARIO_IDS.join(', ')}.`);
  }
  return load();
}
