/** Places on the stage: what a tag says of scenario, parameters, level and moment, checked against the engine's run. */
import { LABELS, type WordedScenario } from '@/content/scenarios/index.ts';
import { DEPTHS, type Depth } from '@/engine/index.ts';
import { simulationHref } from '../../_simulation/href.ts';
import { pairsOf, stepOf } from '../runs.ts';

export interface PlaceProps {
  readonly scenario: WordedScenario;
  /** The scenario's defaults where nothing is said. */
  readonly params?: string | undefined;
  readonly at: string;
  /** The shallowest that has a step for the moment where nothing is said: the story, if it tells of it. */
  readonly level?: Depth | undefined;
  /** The name of the moment where nothing is said. */
  readonly title?: string | undefined;
}

/** Throws where the run never comes to the moment, or there is no such level. */
export async function placeOf({ scenario, params, at, level, title }: PlaceProps) {
  const [{ moments }] = await Promise.all([LABELS[scenario](), stepOf({ scenario, params, at })]);
  if (level && !DEPTHS.includes(level)) throw new Error(`There is no level ${level}.`);
  const pairs = [...pairsOf(params), ['at', at] as const, ...(level ? [['level', level] as const] : [])];
  const name = title ?? moments[at.replace(/[.+].*$/, '')];
  if (!name) throw new Error(`The moment ${at} of ${scenario} has no name.`);
  return { place: { stage: scenario, pairs, title: name }, href: simulationHref(scenario, pairs) };
}
