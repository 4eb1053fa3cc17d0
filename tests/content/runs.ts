/**
 * The runs that tests look at. A spec here is a text: parameters as `id=value`, separated by spaces.
 * `cover` is the list beside each scenario: a few runs that together reach all that any parameters reach. `wide` is
 * the many runs from which it was chosen.
 */
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../app/_tools/lib.mjs';
import {
  InputError,
  type Instance,
  instantiate,
  loadScenario,
  readParams,
  readSpec,
  run,
  SCENARIO_IDS,
  type Scenario,
  type ScenarioId,
  type StepRecord,
  wayOf,
} from '../../engine/index.ts';

const loadCover = async (id: ScenarioId): Promise<readonly [string, readonly string[]]> => {
  const file = path.join(ROOT, 'engine', 'scenarios', id, 'cover.ts');
  // The defaults alone, until `npm run cover` has chosen.
  if (!fs.existsSync(file)) return [id, ['']];
  const { cover } = (await import(`../../engine/scenarios/${id}/cover.ts`)) as { cover: readonly string[] };
  return [id, cover];
};
const COVERS: ReadonlyMap<string, readonly string[]> = new Map(
  await Promise.all(SCENARIO_IDS.map(loadCover)),
);

/** The cover of a scenario. */
export const specsOf = (id: string): readonly string[] => COVERS.get(id) ?? [''];

/** Empty for a scenario whose parameters by themselves say what there is to try. */
export async function wideOf(id: string): Promise<readonly string[]> {
  if (!fs.existsSync(path.join(ROOT, 'tests', 'wide', `${id}.ts`))) return [];
  return ((await import(`../wide/${id}.ts`)) as { wide: readonly string[] }).wide;
}

export const rawOf = (spec: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    spec
      .split(' ')
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );

/** A run of a spec; undefined for a combination that the scenario refuses. */
export function instanceOf(scenario: Scenario, spec: string): Instance | undefined {
  try {
    return instantiate(scenario, readParams(scenario.params, rawOf(spec)));
  } catch (e) {
    if (e instanceof InputError) return undefined;
    throw e;
  }
}

/** A run of a spec that may also say in which order it goes, on which processors, and without which lines. */
export function instanceBy(scenario: Scenario, text: string): Instance {
  const { spec, problems } = readSpec(scenario, Object.entries(rawOf(text)));
  if (problems.length > 0) throw new InputError(problems.join(' '));
  return instantiate(scenario, spec.params, wayOf(spec));
}

/** Executes a spec to its end and shows each step. */
export function play(scenario: Scenario, spec: string, look: (record: StepRecord) => void): void {
  const instance = instanceOf(scenario, spec);
  if (!instance) return;
  const { program, initial, next } = instance;
  run(program, initial, next, look);
}

export const scenarioNamed = (id: string): Promise<Scenario> => loadScenario(id);
