/** What the address of an embed takes besides the parameters of its simulation: a test holds this list to the code. */
import {
  CHROMES,
  CONTROLS,
  DEPTHS,
  MEMORY_MODELS,
  MODES,
  PANELS,
  type PanelId,
  STRIKES,
} from '@/engine/index.ts';

export interface EmbedParameter {
  readonly name: string;
  /** In words, where it takes more than a few names. */
  readonly takes: string | readonly string[];
  readonly does: string;
  /** A value that it takes, of a block write. */
  readonly example?: string;
}

const AT = 'start, end, open, or a moment, as in kicked, kicked.2 or kicked+3';
const CUT = `a moment or a chapter: ${AT}`;

export const EMBED_PARAMETERS: readonly EmbedParameter[] = [
  { name: 'at', takes: AT, does: 'The moment at which it opens.', example: 'kicked' },
  { name: 'from', takes: CUT, does: 'Nothing before it is shown.', example: 'ring' },
  { name: 'to', takes: CUT, does: 'Nothing after it is shown.', example: 'work' },
  {
    name: 'level',
    takes: DEPTHS,
    does: 'How closely it is told: as a story, by what others can see, or line by line.',
    example: 'mechanism',
  },
  {
    name: 'mode',
    takes: MODES,
    does: 'Whether readers watch, or are asked what comes next.',
    example: 'predict',
  },
  {
    name: 'panels',
    takes: `none, or some of these with commas between: ${PANELS.join(', ')}`,
    does: 'What stands beside the stage: the first three above the level of lines, the others at it.',
    example: 'chapters,counts',
  },
  {
    name: 'controls',
    takes: CONTROLS,
    does: 'Everything, or the steps alone, without levels and menus.',
    example: 'steps',
  },
  {
    name: 'chrome',
    takes: CHROMES,
    does: 'All panels, or chapters and counts alone. An older name of what panels does.',
    example: 'stage',
  },
  {
    name: 'theme',
    takes: ['auto', 'light', 'dark'],
    does: 'Its colours. auto follows the reader’s device.',
    example: 'dark',
  },
  {
    name: 'memory',
    takes: MEMORY_MODELS,
    does: 'Whether each store is seen at once, or may wait in a processor’s store buffer.',
    example: 'tso',
  },
  {
    name: 'schedule',
    takes: 'what the address of a run has in it whose order a reader chose',
    does: 'The order in which processors took their turns.',
    example: '_*3',
  },
  {
    name: 'without',
    takes: STRIKES,
    does: 'Leaves out the lines that are there for this, where the simulation has some.',
    example: 'barrier',
  },
  { name: 'v', takes: 'anything', does: 'Nothing yet: it is kept for later versions.', example: '1' },
  { name: 'lang', takes: 'anything', does: 'Nothing yet: it is kept for translations.', example: 'en' },
];

/** What the panels are called where they are chosen. */
export const PANEL_NAMES: Readonly<Record<PanelId, string>> = {
  chapters: 'Chapters',
  counts: 'What it costs',
  changes: 'What can be changed',
  listing: 'At Lines: the code',
  bytes: 'At Lines: the bytes',
  ledger: 'At Lines: all that is counted',
  recorded: 'At Lines: what a real system did',
};
