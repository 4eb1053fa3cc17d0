import { siteHref } from '@/components/site/SiteLink.tsx';
import { race } from '@/content/race/index.ts';
import { raceNotes, recordedRaces } from '@/content/recordings/race.ts';
import { SOURCES } from '@/content/sources.ts';
import styles from './Compare.module.css';
import { engineCount } from './counts.ts';
import { WideTable } from './WideTable.tsx';

const MODES = { 'one-by-one': 'one by one', together: 'together' } as const;
const number = (n: number | undefined): string => n?.toLocaleString('en') ?? '';

/** What a real Xen counted for the same writes, with what the engine counts beside it. */
export async function RecordedCounts() {
  const rows = await Promise.all(
    recordedRaces.flatMap(({ count, mode, figures }) =>
      figures.map(async ({ what, values }) => ({
        count,
        mode,
        what,
        sides: await Promise.all(
          race.sides.map(async ({ scenario: id, params, name }) => ({
            name,
            recorded: values[id]?.value,
            engine: await engineCount(id, params, count, mode, values[id]?.at.at(-1) ?? ''),
          })),
        ),
      })),
    ),
  );
  const { url, revision } = SOURCES['recorded-counts'];
  return (
    <>
      <WideTable name="Recorded counts">
        <table className={styles.counts}>
          <caption>
            Writes of 4 KiB, as counted by Xen’s own trace; in brackets what the engine counts.{' '}
            <a href={siteHref(url)}>The recording</a>: {revision}.
          </caption>
          <thead>
            <tr>
              <th scope="col">Writes</th>
              <th scope="col">Counted</th>
              {race.sides.map(({ name }) => (
                <th key={name} scope="col" className={styles.number}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ count, mode, what, sides }) => (
              <tr key={`${count} ${mode} ${what}`}>
                <th scope="row">
                  {count}
                  {count > 1 && `, ${MODES[mode]}`}
                </th>
                <td>{what}</td>
                {sides.map(({ name, recorded, engine }) => (
                  <td key={name} className={styles.number}>
                    <b>{number(recorded)}</b>{' '}
                    <span className={styles.engine}>{engine === undefined ? '' : `(${number(engine)})`}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      <ul className={styles.notes}>
        {raceNotes.map(({ note }) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  );
}
