import type { Metadata } from 'next';
import { SiteLink, siteHref } from '@/components/site/SiteLink.tsx';
import { ABOUT } from '@/content/scenarios/index.ts';
import { CitedSources } from '../../../_lessons/CitedSources.tsx';
import { EmbedSnippet } from '../../../_simulation/EmbedSnippet.tsx';
import { LiveSimulation } from '../../../_simulation/LiveSimulation.tsx';
import { ModelNotes } from '../../../_simulation/ModelNotes.tsx';
import {
  type SimulationPageProps,
  simulationOf,
  simulationParams,
} from '../../../_simulation/page-params.ts';
import { Still } from '../../../_simulation/Still.tsx';
import { Story } from '../../../_simulation/Story.tsx';
import { SITE_URL } from '../../../_site/address.ts';
import { Canonical } from '../../../_site/Canonical.tsx';
import { Discovery } from '../../../_site/discovery.tsx';
import { pageMetadata } from '../../../_site/metadata.ts';
import styles from './page.module.css';

export const dynamicParams = false;

export const generateStaticParams = simulationParams;

export async function generateMetadata(props: SimulationPageProps): Promise<Metadata> {
  const id = await simulationOf(props);
  const { title, promise } = await ABOUT[id]();
  return pageMetadata(title, promise, `/simulations/${id}`, id);
}

export default async function SimulationPage(props: SimulationPageProps) {
  const id = await simulationOf(props);
  const about = await ABOUT[id]();
  return (
    <>
      <Canonical path={`/simulations/${id}`} />
      <Discovery id={id} title={about.title} />
      <div className={styles.subject} data-wide>
        <div className={styles.head}>
          <h1>{about.title}</h1>
          <p>{about.promise}</p>
        </div>
        <LiveSimulation scenario={id} owner>
          <Still scenario={id} />
        </LiveSimulation>
        <noscript>
          <p>
            The stage moves with JavaScript only. Without it you see where its story opens, and below the
            story in words.
          </p>
        </noscript>
      </div>
      <div className={styles.about}>
        <section aria-labelledby="story">
          <h2 id="story">The story in words</h2>
          {about.lesson && (
            <p>
              The same story with reasons, predictions and what people get wrong is{' '}
              <SiteLink href={`/lessons/${about.lesson}`}>a lesson</SiteLink>.
            </p>
          )}
          <Story scenario={id} />
        </section>
        <div>
          <section aria-labelledby="model">
            <h2 id="model">What is model, what is real</h2>
            <ModelNotes notes={about.model} />
          </section>
          <section aria-labelledby="source">
            <h2 id="source">In the source</h2>
            <CitedSources scenario={id} />
          </section>
          <section aria-labelledby="embed">
            <h2 id="embed">Put it on your page</h2>
            <EmbedSnippet path={siteHref(`/embed/${id}`)} title={about.title} siteUrl={SITE_URL} />
            <p>
              <SiteLink href={`/instructors?simulation=${id}`}>Choose what students see of it</SiteLink>, or
              read <SiteLink href={`/instructors/${id}`}>the guide for teachers</SiteLink>.
            </p>
          </section>
        </div>
      </div>
    </>
  );
}
