import { CountTable } from '@/components/lesson/CountTable.tsx';
import { SiteLink, siteHref } from '@/components/site/SiteLink.tsx';
import { RECORDED } from '@/content/recorded.ts';
import { SOURCES } from '@/content/sources.ts';
import { HomeRace } from '../_race/HomeRace.tsx';
import { Canonical } from '../_site/Canonical.tsx';
import styles from './page.module.css';

export default function HomePage() {
  return (
    <>
      <Canonical path="/" />
      <header className={styles.head}>
        <h1>A front-row seat to virtual I/O</h1>
        <p>
          A program in a virtual machine writes to its disk, twice: through hardware that is only pretended,
          and through a page that both sides share. Watch what crosses a border, and how often.
        </p>
      </header>

      <HomeRace />

      <p className={styles.idea}>
        Vertical is privilege, horizontal is isolation. Every vertical crossing costs.
      </p>

      <div className={styles.ways}>
        <section>
          <h2>
            <SiteLink href="/simulations/block-io">Watch</SiteLink>
          </h2>
          <p>
            The whole machine at full size: listing, shared bytes, ledger. Step back as easily as forward,
            predict what comes next, or change the workload and run it again.
          </p>
        </section>
        <section>
          <h2>
            <SiteLink href="/lessons/a-block-write-end-to-end">Learn</SiteLink>
          </h2>
          <p>
            A lesson of twelve minutes on one write. The stage follows the text; the questions are judged by
            the engine that runs it.
          </p>
        </section>
        <section>
          <h2>
            <SiteLink href="/simulations/block-io#embed">Teach</SiteLink>
          </h2>
          <p>
            Any moment of any run has an address. Put it into a slide, a course or a post: no account, no
            cookie, no tracking, nothing loaded from anywhere else.
          </p>
        </section>
      </div>

      <section className={styles.counts} aria-labelledby="counts">
        <h2 id="counts">What a real machine did</h2>
        <CountTable
          caption={
            <>
              32 writes of 4 KiB, submitted together.{' '}
              <a href={siteHref(SOURCES['recorded-counts'].url)}>The recording</a>:{' '}
              {SOURCES['recorded-counts'].revision}.
            </>
          }
          columns={['emulated IDE', 'PVHVM']}
          rows={[
            {
              name: 'Accesses to device registers, each an exit and a trip to the device model',
              counts: [
                RECORDED['ide-accesses-32-writes'].value.toLocaleString('en'),
                RECORDED['pvhvm-accesses-32-writes'].value,
              ],
            },
            {
              name: 'Notifications sent by the guest',
              counts: [
                RECORDED['ide-notifications-32-writes'].value,
                RECORDED['pvhvm-notifications-32-burst'].value,
              ],
            },
          ]}
        />
        <p>
          <SiteLink href="/compare">The race with more writes</SiteLink>, what is the same, what differs, and
          what each side is made of.
        </p>
      </section>
    </>
  );
}
