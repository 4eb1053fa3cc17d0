import type { MetadataRoute } from 'next';
import { addressOf, SITE_URL } from './_site/address.ts';

export const dynamic = 'force-static';

/** Everything may be read. Embeds say for themselves that they are not to be listed. */
export default function robots(): MetadataRoute.Robots {
  return {
    rules: { userAgent: '*', allow: '/' },
    ...(SITE_URL && { sitemap: addressOf('/sitemap.xml') }),
  };
}
