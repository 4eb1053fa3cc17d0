/** What a page says to those who make a card or a frame of its address. They take whole addresses only. */
import type { WordedScenario } from '@/content/scenarios/index.ts';
import { addressOf, SITE_URL } from './address.ts';

/** Pixels of the picture that cards show: what most of them ask for. */
export const CARD = { width: 1200, height: 630, alt: 'The stage where its story opens' } as const;

/** Formats of oEmbed, with the type by which a client knows the link. */
export const FORMATS = { json: 'application/json+oembed', xml: 'text/xml+oembed' } as const;

export const cardAddress = (id: WordedScenario): string => addressOf(`/embed/${id}/card.png`);

/** Where clients of oEmbed find how to show the simulation. Nothing where the site does not know its address. */
export function Discovery({ id, title }: { readonly id: WordedScenario; readonly title: string }) {
  if (!SITE_URL) return null;
  return Object.entries(FORMATS).map(([format, type]) => (
    <link
      key={format}
      rel="alternate"
      type={type}
      href={addressOf(`/oembed/${id}.${format}`)}
      title={title}
    />
  ));
}
