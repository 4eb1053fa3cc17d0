/**
 * Chooses the cover of a scenario, and writes it beside the scenario.
 *
 *   npm run cover            of every scenario
 *   npm run cover block-io   of one
 *
 * The runs to choose from are those of `tests/wide`, and 150 with parameters by chance. What a run reaches is told by
 * `tests/sweep/points.ts`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../app/_tools/lib.mjs';
import { History, loadScenario, SCENARIO_IDS } from '../../engine/index.ts';
import { instanceOf, rawOf, wideOf } from '../content/runs.ts';
import { someSpecs, specText } from '../sweep/any-params.ts';
import { chooseCover, pointsOf } from '../sweep/points.ts';

async function write(id: string): Promise<void> {
  const scenario = await loadScenario(id);
  const runs = new Map<string, { readonly points: ReadonlySet<string>; readonly steps: number }>();
  for (const wide of ['', ...(await wideOf(id)), ...someSpecs(scenario, 0x434f56, 150)]) {
    const instance = instanceOf(scenario, wide);
    const spec = instance && specText(scenario, rawOf(wide));
    if (spec === undefined || runs.has(spec)) continue;
    const history = new History(instance as NonNullable<typeof instance>);
    runs.set(spec, { points: pointsOf(history), steps: history.length });
  }
  const cover = chooseCover(runs);
  const sum = (specs: Iterable<string>): number =>
    [...specs].reduce((n, s) => n + (runs.get(s)?.steps ?? 0), 0);
  fs.writeFileSync(path.join(ROOT, 'engine', 'scenarios', id, 'cover.ts'), fileOf(cover));
  console.log(
    `${id}: ${cover.length} of ${runs.size} runs, ${sum(cover)} of ${sum(runs.keys())} steps, reach the same.`,
  );
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const fileOf = (cover: readonly string[]): string => `/**
 * Runs that together reach all that any parameters reach: every line, both outcomes of every branch, every answer.
 * Chosen by \`npm run cover\`; what every step must keep is checked over these.
 */
export const cover: readonly string[] = [
${cover.map((spec) => `  ${quoted(spec)},`).join('\n')}
];
`;

const ids = process.argv.slice(2);
for (const id of ids.length ? ids : SCENARIO_IDS) await write(id);
