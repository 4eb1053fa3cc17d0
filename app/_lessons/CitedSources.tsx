import { References } from '@/components/lesson/References.tsx';
import { siteHref } from '@/components/site/SiteLink.tsx';
import { ABOUT, type WordedScenario } from '@/content/scenarios/index.ts';
import type { Source } from '@/content/source.ts';
import { SOURCES, type SourceKey } from '@/content/sources.ts';

export const referenceTo = ({ url, ...source }: Source, id: string) => ({
  ...source,
  id,
  href: url.startsWith('/') ? siteHref(url) : url,
});

export const referenceOf = (key: SourceKey, id: string) => referenceTo(SOURCES[key], id);

/** Where a scenario lives in real code: the handful of places to read on. */
export async function CitedSources({ scenario }: { readonly scenario: WordedScenario }) {
  const { inTheSource } = await ABOUT[scenario]();
  return <References list={inTheSource.map((key) => referenceOf(key, `read-${key}`))} />;
}
