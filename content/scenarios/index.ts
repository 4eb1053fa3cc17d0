/** The words of each scenario, loaded when they are needed: a page brings no words that it does not show. */
import type { ScenarioAbout, ScenarioWords } from './words.ts';

export const WORDS = {
  'block-io': () => import('./block-io.ts').then((m) => m.blockIo),
  hypercall: () => import('./hypercall.ts').then((m) => m.hypercall),
  'event-channels': () => import('./event-channels.ts').then((m) => m.eventChannels),
} as const satisfies Readonly<Record<string, () => Promise<ScenarioWords>>>;

export type WordedScenario = keyof typeof WORDS;

/** What pages say about each. */
export const ABOUT: Readonly<Record<WordedScenario, () => Promise<ScenarioAbout>>> = {
  'block-io': () => import('./block-io.about.ts').then((m) => m.aboutBlockIo),
  hypercall: () => import('./hypercall.about.ts').then((m) => m.aboutHypercall),
  'event-channels': () => import('./event-channels.about.ts').then((m) => m.aboutEventChannels),
};

export const WORDED_SCENARIOS = Object.keys(WORDS) as readonly WordedScenario[];

export const hasWords = (id: string): id is WordedScenario => Object.hasOwn(WORDS, id);
