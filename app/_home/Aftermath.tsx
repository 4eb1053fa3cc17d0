import { fill } from '@/components/home/words.ts';
import { SiteLink, siteHref } from '@/components/site/SiteLink.tsx';
import { home } from '@/content/home/index.ts';
import { RECORDED, type RecordedKey } from '@/content/recorded.ts';
import { SOURCES } from '@/content/sources.ts';
import styles from './Aftermath.module.css';

const { recorded, rule, slowly } = home;
const value = (key: RecordedKey): string => RECORDED[key].value.toLocaleString('en');
const SOURCE = SOURCES['recorded-counts'];

/** One access to a register, from the moment at which the guest has left. */
const SLOWLY = '/simulations/emulated-io?at=exited';

/** What follows the race: what a real machine counted, all of its exits, the rule that all pictures keep. */
export const Aftermath = () => (
  <div className={styles.after}>
    <section aria-labelledby="recorded">
      <h2 id="recorded">{recorded.title}</h2>
      <p className={styles.what}>{recorded.what}</p>
      <dl className={styles.counts}>
        <div className={styles.emulated}>
          <dt>{recorded.sides[0]}</dt>
          <dd>{value('ide-accesses-32-writes')}</dd>
        </div>
        <div className={styles.shared}>
          <dt>{recorded.sides[1]}</dt>
          <dd>{value('pvhvm-notifications-32-burst')}</dd>
        </div>
      </dl>
      <p>
        {fill(recorded.one, {
          emulated: value('ide-accesses-one-write'),
          shared: value('pvhvm-notifications-one-write'),
        })}
      </p>
      <details>
        <summary>{recorded.all}</summary>
        <p>
          {fill(recorded.exits, {
            emulated: value('ide-exits-32-writes'),
            shared: value('pvhvm-exits-32-writes'),
          })}{' '}
          {fill(recorded.clock, { clock: value('ide-clock-reads-32-writes') })}
        </p>
        <p>
          <a href={siteHref(SOURCE.url)}>{recorded.source}</a>: {SOURCE.revision}.
        </p>
      </details>
    </section>
    <section aria-labelledby="rule">
      <h2 id="rule" className={styles.rule}>
        {rule.title}
      </h2>
      <p>{rule.text}</p>
      <p>
        <SiteLink href={SLOWLY}>{slowly}</SiteLink>
      </p>
    </section>
  </div>
);
