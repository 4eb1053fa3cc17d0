import type { Metadata } from 'next';
import type { WordedScenario } from '@/content/scenarios/index.ts';
import { addressOf, SITE_URL } from './address.ts';
import { CARD, cardAddress } from './discovery.tsx';

/** What the whole site is. */
export const SITE = {
  title: 'Ringside: a front-row seat to virtual I/O',
  description:
    'Watch, run and break the machinery that makes virtual-machine I/O fast, byte by byte, in your browser.',
} as const;

/**
 * Title, description and what a link to the page shows elsewhere.
 * @param pictured the simulation whose stage is the picture
 */
export const pageMetadata = (
  title: string,
  description: string,
  path: string,
  pictured: WordedScenario = 'block-io',
): Metadata => ({
  title,
  description,
  ...card(title, description, path, pictured),
});

/** The part of it that makes a card. */
export const card = (
  title: string,
  description: string,
  path: string,
  pictured: WordedScenario = 'block-io',
): Metadata => ({
  openGraph: {
    title,
    description,
    type: 'website',
    siteName: 'Ringside',
    ...(SITE_URL && {
      url: addressOf(path),
      images: [{ url: cardAddress(pictured), ...CARD }],
    }),
  },
  ...(SITE_URL && { twitter: { card: 'summary_large_image' } }),
});
