/** Where pages are: paths under the base path, and whole addresses where the site knows its own. */
import { siteHref } from '@/components/site/SiteLink.tsx';

/** The origin that the site is published at (SITE_URL of the build); undefined where nobody has said. */
export const SITE_URL: string | undefined = process.env.NEXT_PUBLIC_SITE_URL || undefined;

/** The whole address of a page, or its path where the site does not know its own. */
export const addressOf = (path: string): string => `${SITE_URL ?? ''}${siteHref(path)}`;
