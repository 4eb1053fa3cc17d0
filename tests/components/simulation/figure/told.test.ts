// A step that is told is seen: after it the drawing is another, or a processor stands elsewhere. A line that lights up
// alone is no event. Figures are added as they are redrawn.
import { describe, expect, it } from 'vitest';
import { drawingsOf } from '@/components/simulation/figure/drawings.ts';
import { lookAt } from '@/components/simulation/model/look.ts';
import { loadScene } from '@/components/simulation/scenes/index.ts';
import { History, instantiate, loadScenario, readParams } from '@/engine/index.ts';

const REDRAWN = ['ept-walk', 'shared-ring'];

describe.each(REDRAWN)('the story of %s', async (id) => {
  const [scenario, scene] = [await loadScenario(id), await loadScene(id)];
  const history = new History(instantiate(scenario, readParams(scenario.params, {})));
  const spec = scene?.spec;

  it.each(['landscape', 'phone'] as const)('shows an event at each of its steps, in %s', (format) => {
    const pictures = [0, ...history.stops.story.map((s) => s.step)].map((step) => {
      const { view, state } = lookAt(scenario, history, step);
      const stands = Object.values(state.threads).map((t) => t?.top?.world);
      return { step, text: JSON.stringify([spec && drawingsOf(spec, view, 'story', format), stands]) };
    });
    const alike = pictures.filter(({ text }, i) => i > 0 && pictures[i - 1]?.text === text);
    expect(alike.map(({ step }) => step)).toEqual([]);
  });
});
