/** The pages of embeds and their pictures. It runs after the build of the site, in Node: see app/_tools/embed. */
import '../styles/embed.css';
import { renderToStaticMarkup } from 'react-dom/server';
import { lookAt } from '@/components/simulation/model/look.ts';
import { toldOf } from '@/components/simulation/model/telling.ts';
import { TryAgain } from '@/components/simulation/piece/TryAgain.tsx';
import { openPoster, type PosterData } from '@/components/simulation/poster/open-poster.ts';
import { Poster } from '@/components/simulation/poster/Poster.tsx';
import { ABOUT, WORDED_SCENARIOS, type WordedScenario, wordsOf } from '@/content/scenarios/index.ts';
import type { ScenarioWords } from '@/content/scenarios/words.ts';
import { fromOf } from '@/engine/index.ts';
import { simulationHref } from '../_simulation/href.ts';
import { addressOf, SITE_URL } from '../_site/address.ts';
import { CARD, cardAddress, Discovery, type FORMATS } from '../_site/discovery.tsx';
import styles from './Embed.module.css';
import { oembedAnswer, oembedJson, oembedXml } from './oembed.ts';
import { type PictureSize, posterPicture, WIDE } from './picture.tsx';

export const EMBEDS: readonly WordedScenario[] = WORDED_SCENARIOS;

/** Where the bundled files of an embed are, and what stands in its page. */
export interface Parts {
  readonly script: string;
  readonly style: string;
  /** The style sheet of what is opened later. */
  readonly deeper: string;
  /** The loader of classic scripts, which starts `script`. */
  readonly boot: string;
}

/** What its button does is said in boot.js. */
const doNothing = (): void => undefined;

/** The whole page: what it says without scripts is all there. */
export async function embedPage(id: WordedScenario, parts: Parts): Promise<string> {
  const [{ title, promise }, words, poster] = await Promise.all([ABOUT[id](), wordsOf(id), openPoster(id)]);
  const page = simulationHref(id);
  const html = renderToStaticMarkup(
    <html lang="en" data-scenario={id} data-page={page} data-script={parts.script} data-deeper={parts.deeper}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <meta name="responsive-embedded-sizing" content="allow-origins=*" />
        <title>{`${title} · Ringside`}</title>
        <meta name="description" content={promise} />
        <link rel="canonical" href={addressOf(`/simulations/${id}`)} />
        <Discovery id={id} title={title} />
        <Card id={id} title={title} promise={promise} />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={parts.style} />
        <link rel="preload" as="script" href={parts.script} />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, which the page's policy names by its hash. */}
        <script dangerouslySetInnerHTML={{ __html: parts.boot }} />
      </head>
      <body>
        <main>
          <h1 className="visually-hidden">{title}</h1>
          <div id="failed" hidden>
            <TryAgain what="This simulation" again={doNothing} />
          </div>
          <div id="widget" />
          <div id="still">
            <Poster uid={`still-${id}`} content={words} {...poster} />
          </div>
          <Steps poster={poster} words={words} />
          <p className={styles.credit}>
            <a href={page} data-address={addressOf(`/simulations/${id}`)} target="_blank" rel="noopener">
              {title} on Ringside
            </a>
            <noscript> This is a still: the simulation itself needs JavaScript.</noscript>
          </p>
        </main>
      </body>
    </html>,
  );
  return `<!doctype html>${html}`;
}

/** What a link to the embed shows where it is not embedded. */
function Card({ id, title, promise }: { readonly id: WordedScenario } & Record<'title' | 'promise', string>) {
  return (
    <>
      <meta property="og:site_name" content="Ringside" />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={promise} />
      <meta property="og:type" content="website" />
      {SITE_URL && (
        <>
          <meta property="og:url" content={addressOf(`/simulations/${id}`)} />
          <meta property="og:image" content={cardAddress(id)} />
          <meta property="og:image:width" content={String(CARD.width)} />
          <meta property="og:image:height" content={String(CARD.height)} />
          <meta property="og:image:alt" content={CARD.alt} />
          <meta name="twitter:card" content="summary_large_image" />
        </>
      )}
    </>
  );
}

/** What the shallowest level tells, step by step. */
function Steps({
  poster: { run, level },
  words,
}: {
  readonly poster: PosterData;
  readonly words: ScenarioWords;
}) {
  const depth = level === 'lines' ? 'mechanism' : level;
  const { stops, opens } = run.history;
  const told = stops[depth]
    .filter(({ step }) => step > opens)
    .map(({ step }) => ({
      step,
      ...toldOf(words, run, lookAt(run.scenario, run.history, step, fromOf(stops, depth, step)), depth),
    }));
  return (
    <section className={styles.told} aria-label="The steps in words">
      <h2>The steps in words</h2>
      <ol>
        {told.map(({ step, what, why }) => (
          <li key={step}>{`${what} ${why}`.trim()}</li>
        ))}
      </ol>
    </section>
  );
}

/** The opening step as pictures: 16 : 9, and for cards. @param css the style sheets of the still */
export async function embedPictures(
  id: WordedScenario,
  css: string,
): Promise<Readonly<Record<'wide' | 'card', string>>> {
  const [{ title }, words, poster] = await Promise.all([ABOUT[id](), wordsOf(id), openPoster(id)]);
  const draw = (size: PictureSize): string => posterPicture(title, words, poster, css, size);
  return { wide: draw(WIDE), card: draw(CARD) };
}

/** What the files of oEmbed say, by format; none where the site does not know its address. */
export async function embedAnswers(id: WordedScenario): Promise<Readonly<Record<string, string>>> {
  if (!SITE_URL) return {};
  const { title } = await ABOUT[id]();
  const answer = oembedAnswer(title, {
    // WordPress gives no frame more than 1000 pixels of height, and in its column the panels would not be seen.
    embed: addressOf(`/embed/${id}/?panels=none`),
    page: addressOf(`/simulations/${id}`),
    card: cardAddress(id),
    site: addressOf('/'),
  });
  return { json: oembedJson(answer), xml: oembedXml(answer) } satisfies Record<keyof typeof FORMATS, string>;
}
