/** The words of each scenario, loaded when they are needed: a page brings no words that it does not show. */
import { fetchNarration } from '../narration/listing.ts';
import { COUNT_KEYS, COUNT_NAMES } from './counts.ts';
import type { ScenarioAbout, ScenarioLabels, ScenarioWords } from './words.ts';

/** With the way to what was recorded of it; a story of which nothing was recorded goes without. */
const recorded = (id: string, labels: ScenarioLabels): ScenarioLabels => ({
  countNames: COUNT_NAMES,
  countKeys: COUNT_KEYS,
  ...labels,
  recordings: () => import('../recordings/beside.ts').then((m) => m.beside(id)),
});

/** With plain names for what it counts. */
const counted = (labels: ScenarioLabels): ScenarioLabels => ({
  countNames: COUNT_NAMES,
  countKeys: COUNT_KEYS,
  ...labels,
});

/** What a widget is labelled with. */
export const LABELS = {
  'shared-ring': () => import('./shared-ring.ts').then((m) => counted(m.sharedRing)),
  'block-io': () => import('./block-io.ts').then((m) => recorded('block-io', m.blockIo)),
  'emulated-io': () => import('./emulated-io.ts').then((m) => recorded('emulated-io', m.emulatedIo)),
  unplug: () => import('./unplug.ts').then((m) => recorded('unplug', m.unplug)),
  'ept-walk': () => import('./ept-walk.ts').then((m) => recorded('ept-walk', m.eptWalk)),
  hypercall: () => import('./hypercall.ts').then((m) => counted(m.hypercall)),
  'event-channels': () => import('./event-channels.ts').then((m) => counted(m.eventChannels)),
} as const satisfies Readonly<Record<string, () => Promise<ScenarioLabels>>>;

export type WordedScenario = keyof typeof LABELS;

/** What a widget opens with. Its narration is fetched after it, and may have to be asked for again. */
export async function openWords(id: WordedScenario) {
  const labels = await LABELS[id]();
  return { labels, narration: () => fetchNarration(labels.narration) };
}

/** Labels and narration together. */
export async function wordsOf(id: WordedScenario): Promise<ScenarioWords> {
  const labels = await LABELS[id]();
  return { ...labels, narration: await fetchNarration(labels.narration) };
}

/** What pages say about each. */
export const ABOUT: Readonly<Record<WordedScenario, () => Promise<ScenarioAbout>>> = {
  'shared-ring': () => import('./shared-ring.about.ts').then((m) => m.aboutSharedRing),
  'block-io': () => import('./block-io.about.ts').then((m) => m.aboutBlockIo),
  'emulated-io': () => import('./emulated-io.about.ts').then((m) => m.aboutEmulatedIo),
  unplug: () => import('./unplug.about.ts').then((m) => m.aboutUnplug),
  'ept-walk': () => import('./ept-walk.about.ts').then((m) => m.aboutEptWalk),
  hypercall: () => import('./hypercall.about.ts').then((m) => m.aboutHypercall),
  'event-channels': () => import('./event-channels.about.ts').then((m) => m.aboutEventChannels),
};

export const WORDED_SCENARIOS = Object.keys(LABELS) as readonly WordedScenario[];

export const hasWords = (id: string): id is WordedScenario => Object.hasOwn(LABELS, id);
