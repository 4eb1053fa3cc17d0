/**
 * The answers of oEmbed 1.0 (https://oembed.com), each a file. A file cannot hear the size or the format that a client asks
 * for; so there is one of either format, and a frame of moderate size.
 */
import { CARD } from '../_site/discovery.tsx';

/** Pixels of the frame, for clients that do not hear the height that the embed tells. */
const FRAME = { width: 800, height: 800 } as const;
const SECONDS_OF_A_DAY = 86_400;

type Answer = Readonly<Record<string, string | number>>;

/** Special characters of HTML and XML as entities. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * What a client shows. WordPress keeps the frame hidden behind the quotation until the embed tells its height, and
 * leaves no attributes but those here; its themes let a frame of a width in pixels stand out of a phone.
 * @param address whole addresses: of the embed, of the simulation's page, of the picture, of the site
 */
export function oembedAnswer(
  title: string,
  address: { readonly embed: string; readonly page: string; readonly card: string; readonly site: string },
): Answer {
  const { width, height } = FRAME;
  return {
    version: '1.0',
    type: 'rich',
    title,
    provider_name: 'Ringside',
    provider_url: address.site,
    cache_age: SECONDS_OF_A_DAY,
    thumbnail_url: address.card,
    thumbnail_width: CARD.width,
    thumbnail_height: CARD.height,
    width,
    height,
    html: [
      `<blockquote><p><a href="${escaped(address.page)}">${escaped(title)} on Ringside</a></p></blockquote>`,
      `<iframe src="${escaped(address.embed)}" title="${escaped(title)}: step-through simulation" width="100%" height="${height}" frameborder="0" marginwidth="0" marginheight="0" allowfullscreen></iframe>`,
    ].join(''),
  };
}

export const oembedJson = (answer: Answer): string => JSON.stringify(answer);

export const oembedXml = (answer: Answer): string =>
  `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>${Object.entries(answer)
    .map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`)
    .join('')}</oembed>\n`;
