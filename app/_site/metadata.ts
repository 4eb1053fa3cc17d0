import type { Metadata } from 'next';
import { addressOf, SITE_URL } from './address.ts';

/** Title, description and what a link to the page shows elsewhere. */
export const pageMetadata = (title: string, description: string, path: string): Metadata => ({
  title,
  description,
  openGraph: {
    title,
    description,
    type: 'website',
    siteName: 'Ringside',
    ...(SITE_URL && { url: addressOf(path) }),
  },
});
