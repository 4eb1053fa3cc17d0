/** What can be chosen of every embed, in words: made while the page is made, so that a browser needs no engine for it. */
import { DEPTH_NAMES } from '@/components/simulation/model/levels.ts';
import { PANEL_NAMES } from '@/content/embed-parameters.ts';
import { DEPTHS, PANELS } from '@/engine/index.ts';
import type { Offers } from './building.ts';

export const OFFERS: Offers = {
  level: DEPTHS.map((d) => [d, DEPTH_NAMES[d]] as const),
  mode: [['predict', 'Predict what comes next']],
  controls: [['steps', 'Back and next alone']],
  theme: [
    ['light', 'Light'],
    ['dark', 'Dark'],
  ],
  panels: PANELS.map((id) => [id, PANEL_NAMES[id]] as const),
};
