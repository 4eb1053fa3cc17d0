import type { Param } from '../../engine/index.ts';

/** The options of a choice among a scenario's parameters, in their order. */
export function namesOf(params: readonly Param[], id: string): readonly string[] {
  const param = params.find((p) => p.id === id);
  if (param?.kind !== 'choice') throw new Error(`${id} is no choice`);
  return param.options;
}
