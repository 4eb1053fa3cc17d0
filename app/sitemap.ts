import type { MetadataRoute } from 'next';
import { WORDED_SCENARIOS } from '@/content/scenarios/index.ts';
import { lessonAddresses } from './_lessons/addresses.ts';
import { addressOf, SITE_URL } from './_site/address.ts';

export const dynamic = 'force-static';

/** A sitemap takes whole addresses only: it stays empty where the site does not know its own. */
export default function sitemap(): MetadataRoute.Sitemap {
  if (!SITE_URL) return [];
  const pages = [
    '/',
    '/lessons',
    '/simulations',
    '/compare',
    '/instructors',
    ...lessonAddresses().map(({ slug }) => `/lessons/${slug}`),
    ...WORDED_SCENARIOS.flatMap((id) => [`/simulations/${id}`, `/instructors/${id}`]),
  ];
  return pages.map((page) => ({ url: addressOf(page) }));
}
