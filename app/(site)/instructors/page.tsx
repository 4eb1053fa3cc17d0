import { embedHtmlWithLink } from '@/components/simulation/model/embed-html.ts';
import { SiteLink } from '@/components/site/SiteLink.tsx';
import { EMBED_PARAMETERS } from '@/content/embed-parameters.ts';
import { Builder } from '../../_instructors/Builder.tsx';
import { allChoices } from '../../_instructors/choices.ts';
import { OFFERS } from '../../_instructors/offers.ts';
import { ParameterTable } from '../../_instructors/ParameterTable.tsx';
import { inMinutes, lengthOf } from '../../_simulation/length.ts';
import { addressOf, SITE_URL } from '../../_site/address.ts';
import { Canonical } from '../../_site/Canonical.tsx';
import { pageMetadata } from '../../_site/metadata.ts';
import styles from './page.module.css';

const TEXT =
  'Choose a moment and what students see of it, and take it with you: as an address, as HTML, as a QR code or as a picture.';

export const metadata = pageMetadata('Teach with it', TEXT, '/instructors');

export default async function InstructorsPage() {
  const [first, ...others] = await allChoices();
  if (!first) throw new Error('There is no simulation.');
  const all = await Promise.all(
    [first, ...others].map(async ({ id, title }) => ({ id, title, length: await lengthOf(id) })),
  );
  return (
    <>
      <Canonical path="/instructors" />
      <div className="prose">
        <h1>Teach with it</h1>
        <p className="lede">{TEXT}</p>
        <noscript>
          <p>
            The builder needs JavaScript. Without it, HTML for each simulation stands{' '}
            <a href="#ready">ready to be copied</a>, and <a href="#parameters">the table</a> says what can be
            added to its address.
          </p>
        </noscript>
      </div>
      <Builder all={[first, ...others]} offers={OFFERS} siteUrl={SITE_URL} />
      <div className="prose">
        <h2 id="guides">A guide for each simulation</h2>
        <p>What it is for, three questions to ask a class, and what people get wrong.</p>
        <ul>
          {all.map(({ id, title, length }) => (
            <li key={id}>
              <SiteLink href={`/instructors/${id}`}>{title}</SiteLink>, about {inMinutes(length.minutes)}
            </li>
          ))}
        </ul>
        <h2 id="ready">Ready-made HTML</h2>
        <p>
          Each simulation as it is. Nothing is loaded from anywhere else, nothing is stored, and nobody is
          counted.
        </p>
        {!SITE_URL && <p>Put the address of this site before each path that begins with a slash.</p>}
        {all.map(({ id, title }) => (
          <details key={id} className={styles.ready}>
            <summary>{title}</summary>
            <pre translate="no">
              <code>{embedHtmlWithLink(addressOf(`/embed/${id}`), title)}</code>
            </pre>
          </details>
        ))}
        <h2 id="parameters">What the address of an embed takes</h2>
        <p>
          After a question mark, with <code>&amp;</code> between:{' '}
          <code translate="no">?at=kicked&amp;controls=steps</code>. What it cannot take, it says in a
          sentence and leaves out. Each simulation has parameters of its own besides, which its guide lists.
        </p>
        <ParameterTable caption="Parameters of every embed" rows={EMBED_PARAMETERS} />
        <p>Packages for learning systems, grades and assignments will stand here. They are not made yet.</p>
      </div>
    </>
  );
}
