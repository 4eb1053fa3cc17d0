/** The address of a place in a simulation, on its own page. */
import { hrefOf } from '../_site/address.ts';

export type Pairs = readonly (readonly [string, string])[];

export function simulationHref(id: string, pairs: Pairs = []): string {
  const query = new URLSearchParams(pairs.map(([k, v]) => [k, v])).toString();
  return hrefOf(`/simulations/${id}/${query && `?${query}`}`);
}
