import { SiteLink } from '@/components/site/SiteLink.tsx';
import { DIFFERENCES, SAME, SYSTEMS } from '@/content/race/compare.ts';
import { race } from '@/content/race/index.ts';
import { loadPlatforms } from '@/engine/index.ts';
import { referenceOf } from '../../_lessons/CitedSources.tsx';
import tables from '../../_race/Compare.module.css';
import { Composition } from '../../_race/Composition.tsx';
import { LiveRace } from '../../_race/LiveRace.tsx';
import { RaceStill } from '../../_race/RaceStill.tsx';
import { RecordedCounts } from '../../_race/RecordedCounts.tsx';
import { WideTable } from '../../_race/WideTable.tsx';
import { Canonical } from '../../_site/Canonical.tsx';
import { pageMetadata } from '../../_site/metadata.ts';
import styles from './page.module.css';

export const metadata = pageMetadata('Compare', race.promise, '/compare');

export default async function ComparePage() {
  const { xenHvmEmulated, xenPvhvm } = await loadPlatforms();
  return (
    <>
      <Canonical path="/compare" />
      <div className={styles.subject} data-wide>
        <header className={styles.head}>
          <h1>{race.title}</h1>
          <p>{race.promise}</p>
        </header>
        <LiveRace owner>
          <RaceStill />
        </LiveRace>
      </div>

      <section className={styles.part} aria-labelledby="same">
        <h2 id="same">What is the same, and what differs</h2>
        <ul className={tables.notes}>
          {SAME.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        <Differences />
      </section>

      <section className={styles.part} aria-labelledby="recorded">
        <h2 id="recorded">What a real Xen counted</h2>
        <RecordedCounts />
      </section>

      <section className={styles.part} aria-labelledby="made-of">
        <h2 id="made-of">What each is made of</h2>
        <Composition
          columns={[xenHvmEmulated, xenPvhvm].map((platform, i) => ({
            name: race.sides[i]?.name ?? platform.id,
            platform,
          }))}
        />
      </section>

      <section className={styles.part} aria-labelledby="systems">
        <h2 id="systems">Eight systems</h2>
        <ul className={styles.systems}>
          {SYSTEMS.map(({ name, what, at }) => (
            <li key={name}>
              {at ? <SiteLink href={at}>{name}</SiteLink> : <span>{name}</span>}
              <span className={styles.what}>{what}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

const Differences = () => (
  <WideTable name="What differs">
    <table className={tables.differences}>
      <caption className="visually-hidden">What differs</caption>
      <thead>
        <tr>
          <th scope="col">What differs</th>
          {race.sides.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {DIFFERENCES.map(({ what, sides, sources }) => (
          <tr key={what}>
            <th scope="row">
              {what}
              <span className={tables.what}>
                {sources.map((key, i) => {
                  const { href, title } = referenceOf(key, key);
                  return (
                    <span key={key}>
                      {i > 0 && ', '}
                      <a href={href}>{title.split('/').at(-1)}</a>
                    </span>
                  );
                })}
              </span>
            </th>
            {sides.map((text) => (
              <td key={text}>{text}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </WideTable>
);
