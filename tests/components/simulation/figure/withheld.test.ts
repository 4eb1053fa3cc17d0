/** A figure whose total a question asks for leaves it out while the question waits, in the picture and in its words. */
import { expect, it } from 'vitest';
import { drawingsOf } from '@/components/simulation/figure/drawings.ts';
import { type Drawn, FORMATS, itemsOf, LEVELS } from '@/components/simulation/figure/spec.ts';
import { viewOf } from '@/components/simulation/model/look.ts';
import { runOf } from '@/components/simulation/model/run.ts';
import { loadScene } from '@/components/simulation/scenes/index.ts';
import { defaults, loadScenario } from '@/engine/index.ts';

const scenario = await loadScenario('emulated-io');
const { history } = runOf(scenario, defaults(scenario.params));
const spec = (await loadScene('emulated-io'))?.spec;
if (!spec) throw new Error('The scene has no figure.');
const { P: total } = history.ledger(history.length);
const { step: first } = history.stops.story.find((s) => history.ledger(s.step).P > 0) ?? { step: 0 };

const wordsOf = (drawn: readonly (Drawn | null)[]): string =>
  drawn
    .flatMap((d) =>
      d ? [d.title, d.aside, d.says, ...itemsOf(d).flatMap((i) => [i.label, i.value, i.says])] : [],
    )
    .join('\n');
const told = (
  step: number,
  level: (typeof LEVELS)[number],
  format: (typeof FORMATS)[number],
  hide: boolean,
) => wordsOf(drawingsOf(spec, viewOf(scenario, history.state(step)), level, format, hide));

it('says how many accesses there are, and while it is asked only how many there were', () => {
  for (const level of LEVELS)
    for (const format of FORMATS) {
      expect(told(first, level, format, false)).toContain(`of ${total}`);
      expect(told(first, level, format, true)).not.toContain(String(total));
      expect(told(history.length, level, format, true)).toContain(String(total));
      expect(told(history.length, level, format, true)).not.toContain(`of ${total}`);
    }
});
