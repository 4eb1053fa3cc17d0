/** The address of a simulation’s own page, opened with the given pairs. */
import { siteHref } from '@/components/site/SiteLink.tsx';

export type Pairs = readonly (readonly [string, string])[];

export function simulationHref(id: string, pairs: Pairs = []): string {
  const query = new URLSearchParams(pairs.map(([k, v]) => [k, v])).toString();
  return siteHref(`/simulations/${id}/${query && `?${query}`}`);
}
