import { SiteLink } from '@/components/site/SiteLink.tsx';
import { pathOfLessons } from '../../_lessons/path.ts';
import { Canonical } from '../../_site/Canonical.tsx';
import { pageMetadata } from '../../_site/metadata.ts';
import styles from './page.module.css';

const ABOUT =
  'A path from a first question to a whole machine. Each lesson takes six to twelve minutes, has a machine in it that you can run, and says where it got its facts.';

export const metadata = pageMetadata('Lessons', ABOUT, '/lessons');

export default async function LessonsPage() {
  const parts = await pathOfLessons();
  const stops = parts.flatMap((part) => part.stops);
  const minutes = stops.reduce((sum, { lesson }) => sum + lesson.about.minutes, 0);
  const first = stops[0]?.lesson;
  return (
    <>
      <Canonical path="/lessons" />
      <div className="prose">
        <h1>Lessons</h1>
        <p className="lede">{ABOUT}</p>
        {first && (
          <p>
            <SiteLink href={`/lessons/${first.slug}`}>Begin with the first: {first.about.title}</SiteLink>.
            All that is written so far takes {minutes} minutes; more is being written.
          </p>
        )}
      </div>
      <div className={styles.path}>
        {parts.map(({ title: part, why, stops: lessons }) => (
          <section key={part}>
            <header>
              <h2>{part}</h2>
              <p>{why}</p>
            </header>
            <ol start={lessons[0]?.place}>
              {lessons.map(({ place, lesson: { slug, about } }) => (
                <li key={slug}>
                  <span className={styles.place} aria-hidden="true">
                    {place}
                  </span>
                  <h3>
                    <SiteLink href={`/lessons/${slug}`}>{about.title}</SiteLink>
                    <span className={styles.minutes}>{about.minutes} minutes</span>
                  </h3>
                  <p>{about.promise}</p>
                  {about.prerequisites.length > 0 && (
                    <>
                      <h4>You need</h4>
                      <ul>
                        {about.prerequisites.map((text) => (
                          <li key={text}>{text}</li>
                        ))}
                      </ul>
                    </>
                  )}
                  <h4>Afterwards you can</h4>
                  <ul>
                    {about.objectives.map((text) => (
                      <li key={text}>{text}</li>
                    ))}
                  </ul>
                </li>
              ))}
            </ol>
          </section>
        ))}
      </div>
    </>
  );
}
