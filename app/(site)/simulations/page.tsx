import { SiteLink } from '@/components/site/SiteLink.tsx';
import { ABOUT, WORDED_SCENARIOS } from '@/content/scenarios/index.ts';
import { Canonical } from '../../_site/Canonical.tsx';
import { Contents } from '../../_site/Contents.tsx';
import { pageMetadata } from '../../_site/metadata.ts';

const TEXT =
  'Machines to step through, forward and back, with the reason for each step and the bytes that it changed.';

export const metadata = pageMetadata('Simulations', TEXT, '/simulations');

export default async function SimulationsPage() {
  const scenarios = await Promise.all(WORDED_SCENARIOS.map(async (id) => ({ id, about: await ABOUT[id]() })));
  return (
    <>
      <Canonical path="/simulations" />
      <div className="prose">
        <h1>Simulations</h1>
        <p className="lede">{TEXT}</p>
      </div>
      <Contents
        entries={scenarios.map(({ id, about }, i) => ({
          mark: String(i + 1),
          title: <SiteLink href={`/simulations/${id}`}>{about.title}</SiteLink>,
          text: about.promise,
        }))}
      />
    </>
  );
}
