import { SiteLink } from '@/components/site/SiteLink.tsx';
import { WORDED_SCENARIOS, WORDS } from '@/content/scenarios/index.ts';
import { Canonical } from '../../_site/Canonical.tsx';
import { Contents } from '../../_site/Contents.tsx';
import { pageMetadata } from '../../_site/metadata.ts';

const ABOUT =
  'Machines to step through, forward and back, with the reason for each step and the bytes that it changed.';

export const metadata = pageMetadata('Simulations', ABOUT, '/simulations');

export default async function SimulationsPage() {
  const scenarios = await Promise.all(WORDED_SCENARIOS.map(async (id) => ({ id, words: await WORDS[id]() })));
  return (
    <>
      <Canonical path="/simulations" />
      <div className="prose">
        <h1>Simulations</h1>
        <p className="lede">{ABOUT}</p>
      </div>
      <Contents
        entries={scenarios.map(({ id, words }, i) => ({
          mark: String(i + 1),
          title: <SiteLink href={`/simulations/${id}`}>{words.title}</SiteLink>,
          text: words.promise,
        }))}
      />
    </>
  );
}
