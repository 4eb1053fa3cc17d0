/** Where pages are: paths under the base path, and whole addresses where the site knows its own. */
const BASE_PATH = process.env.NEXT_PUBLIC_BASE_PATH ?? '';

/** The address that the site is published at, without a slash at its end; undefined where nobody has said. */
export const SITE_URL: string | undefined =
  process.env.NEXT_PUBLIC_SITE_URL?.replace(/\/+$/, '') || undefined;

/** The path of a page as a server knows it. Files keep their names. */
export function hrefOf(path: string): string {
  const [, page = '', rest = ''] = /^([^?#]*)(.*)$/.exec(path) ?? [];
  const closed = page.endsWith('/') || /\.[a-z0-9]+$/.test(page) ? page : `${page}/`;
  return `${BASE_PATH}${closed}${rest}`;
}

/** The whole address of a page, or its path where the site does not know its own. */
export const addressOf = (path: string): string => `${SITE_URL ?? ''}${hrefOf(path)}`;
