/** What the pages that stand once for each simulation have in common. */
import { hasWords, WORDED_SCENARIOS, type WordedScenario } from '@/content/scenarios/index.ts';

export interface SimulationPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export const simulationParams = () => WORDED_SCENARIOS.map((id) => ({ id }));

export async function simulationOf({ params }: SimulationPageProps): Promise<WordedScenario> {
  const { id } = await params;
  if (!hasWords(id)) throw new Error(`There is no scenario ${id}.`);
  return id;
}
