import type { Metadata } from 'next';
import { ABOUT, hasWords, WORDED_SCENARIOS } from '@/content/scenarios/index.ts';
import styles from '../../../_embed/Embed.module.css';
import { EmbedWidget } from '../../../_embed/EmbedWidget.tsx';
import { simulationHref } from '../../../_simulation/href.ts';
import { Still } from '../../../_simulation/Still.tsx';
import { Canonical } from '../../../_site/Canonical.tsx';

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export const dynamicParams = false;

export const generateStaticParams = () => WORDED_SCENARIOS.map((id) => ({ id }));

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { id } = await params;
  if (!hasWords(id)) return {};
  const { title, promise } = await ABOUT[id]();
  return { title: `${title} · Ringside`, description: promise };
}

export default async function EmbedPage({ params }: PageProps) {
  const { id } = await params;
  if (!hasWords(id)) throw new Error(`There is no scenario ${id}.`);
  const { title } = await ABOUT[id]();
  const page = simulationHref(id);
  return (
    <main>
      <Canonical path={`/simulations/${id}`} />
      <h1 className="visually-hidden">{title}</h1>
      <EmbedWidget scenario={id} page={page}>
        <Still scenario={id} />
      </EmbedWidget>
      <p className={styles.credit}>
        <a href={page} target="_blank" rel="noopener">
          {title} on Ringside
        </a>
        <noscript> This is a still: the simulation itself needs JavaScript.</noscript>
      </p>
    </main>
  );
}
