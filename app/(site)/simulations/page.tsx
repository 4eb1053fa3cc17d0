import { SiteLink } from '@/components/site/SiteLink.tsx';
import { EFFORTS, SIMULATIONS } from '@/content/course.ts';
import { ABOUT } from '@/content/scenarios/index.ts';
import { inMinutes, lengthOf } from '../../_simulation/length.ts';
import { Vignette } from '../../_simulation/Vignette.tsx';
import { Canonical } from '../../_site/Canonical.tsx';
import { pageMetadata } from '../../_site/metadata.ts';
import styles from './page.module.css';

const TEXT =
  'Machines to step through, forward and back. Each is told as a story first; the bytes and the reason for each step lie beneath.';

export const metadata = pageMetadata('Simulations', TEXT, '/simulations');

/** The order of learning goes on from part to part. */
const IN_ORDER = SIMULATIONS.flatMap(({ entries }) => entries.map(({ id }) => id));

const parts = async () =>
  Promise.all(
    SIMULATIONS.map(async (part) => ({
      ...part,
      entries: await Promise.all(
        part.entries.map(async (entry) => ({
          ...entry,
          title: (await ABOUT[entry.id]()).title,
          length: await lengthOf(entry.id),
        })),
      ),
    })),
  );

export default async function SimulationsPage() {
  return (
    <>
      <Canonical path="/simulations" />
      <div className="prose">
        <h1>Simulations</h1>
        <p className="lede">{TEXT}</p>
      </div>
      {(await parts()).map(({ title: part, why, entries }) => (
        <section key={part} className={styles.part}>
          <h2>{part}</h2>
          <p>{why}</p>
          <ol className={styles.entries}>
            {entries.map(({ id, title, shows, effort, at, length }) => (
              <li key={id}>
                <div className={styles.picture} aria-hidden="true">
                  <Vignette scenario={id} at={at} />
                </div>
                <h3>
                  <span className={styles.place}>{IN_ORDER.indexOf(id) + 1}</span>{' '}
                  <SiteLink href={`/simulations/${id}`}>{title}</SiteLink>
                </h3>
                <p>{shows}</p>
                <p className={styles.facts}>
                  {length.steps} steps · about {inMinutes(length.minutes)} · {EFFORTS[effort]}
                </p>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}
