import type { Metadata } from 'next';
import { Definitions, References } from '@/components/lesson/References.tsx';
import { SiteLink } from '@/components/site/SiteLink.tsx';
import { lessonAddresses } from '../../../_lessons/addresses.ts';
import { referenceTo } from '../../../_lessons/CitedSources.tsx';
import { type Lesson, loadLesson } from '../../../_lessons/lessons.ts';
import { tagsOf } from '../../../_lessons/tags/index.tsx';
import { Canonical } from '../../../_site/Canonical.tsx';
import { pageMetadata } from '../../../_site/metadata.ts';
import styles from './page.module.css';

interface PageProps {
  readonly params: Promise<{ readonly slug: string }>;
}

export const dynamicParams = false;

export const generateStaticParams = () => lessonAddresses().map(({ slug }) => ({ slug }));

async function lessonOf({ params }: PageProps): Promise<Lesson> {
  const { slug } = await params;
  const address = lessonAddresses().find((a) => a.slug === slug);
  if (!address) throw new Error(`There is no lesson ${slug}.`);
  return loadLesson(address);
}

export async function generateMetadata(props: PageProps): Promise<Metadata> {
  const { about, slug } = await lessonOf(props);
  return pageMetadata(about.title, about.promise, `/lessons/${slug}`, about.scenario);
}

export default async function LessonPage(props: PageProps) {
  const lesson = await lessonOf(props);
  const { about, Text, cited, terms, slug } = lesson;
  return (
    <article className={`prose ${styles.lesson}`}>
      <Canonical path={`/lessons/${slug}`} />
      <header className={styles.head}>
        <p className={styles.crumb}>
          <SiteLink href="/lessons">Lessons</SiteLink> · {about.minutes} minutes
        </p>
        <h1>{about.title}</h1>
        <p className="lede">{about.promise}</p>
        <About {...about} />
      </header>
      <Text components={tagsOf({ lesson, scenario: about.scenario })} />
      <div className={styles.back}>
        <section aria-labelledby="terms">
          <h2 id="terms">Terms</h2>
          <Definitions
            list={[...terms].map(([key, { term, means }]) => ({
              id: `term-${key}`,
              usedAt: `use-${key}`,
              term,
              means,
            }))}
          />
        </section>
        <section aria-labelledby="sources">
          <h2 id="sources">Sources</h2>
          <References list={[...cited].map(([key, source]) => referenceTo(source, `source-${key}`))} />
        </section>
      </div>
    </article>
  );
}

const About = ({ objectives, prerequisites }: Pick<Lesson['about'], 'objectives' | 'prerequisites'>) => (
  <div className={styles.about}>
    <section>
      <h2>Afterwards you can</h2>
      <ul>
        {objectives.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
    <section>
      <h2>It helps to know</h2>
      <ul>
        {prerequisites.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
  </div>
);
