import { GuessRace } from '@/components/home/GuessRace.tsx';
import { fill, type RaceWay } from '@/components/home/words.ts';
import { SiteLink } from '@/components/site/SiteLink.tsx';
import { home } from '@/content/home/index.ts';
import { Aftermath } from '../_home/Aftermath.tsx';
import { wayOf } from '../_home/counts.ts';
import { startOfCourse } from '../_lessons/start.ts';
import { Canonical } from '../_site/Canonical.tsx';
import { card, SITE } from '../_site/metadata.ts';
import styles from './page.module.css';

export const metadata = card(SITE.title, SITE.description, '/');

export default async function HomePage() {
  const { question, intro, noScript, race, ways, start, minutes, onward } = home;
  const sides: readonly RaceWay[] = await Promise.all(
    ways.map(async ({ scenario, ...side }) => ({ ...side, id: scenario, way: await wayOf(scenario) })),
  );
  const first = await startOfCourse();
  return (
    <>
      <Canonical path="/" />
      <header className={styles.head}>
        <h1>{question}</h1>
        <p>{intro}</p>
        <noscript>
          <p>{noScript}</p>
        </noscript>
      </header>

      <GuessRace words={race} sides={sides}>
        <Aftermath />
      </GuessRace>

      <p className={styles.start}>
        <SiteLink href={first.href}>{start}</SiteLink>
        {first.minutes !== undefined && <span> {fill(minutes, { n: first.minutes })}</span>}
      </p>
      <div className={styles.ways}>
        {onward.map(({ href, title, text }) => (
          <section key={href}>
            <h2>
              <SiteLink href={href}>{title}</SiteLink>
            </h2>
            <p>{text}</p>
          </section>
        ))}
      </div>
    </>
  );
}
