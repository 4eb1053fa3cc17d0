import type { ComponentProps } from 'react';

const BASE_PATH = process.env.NEXT_PUBLIC_BASE_PATH ?? '';

/**
 * A link within the site, by a path from its root: '/lessons' or '/lessons/rings#wake-up'. A plain anchor: pages are
 * static and light, so a router's link would cost 3 KB and prefetches on every page and gain little.
 */
export function SiteLink({ href, ...rest }: ComponentProps<'a'> & { readonly href: `/${string}` }) {
  return <a {...rest} href={siteHref(href)} />;
}

/** The path as the server knows it: under the base path, with the slash that spares a redirect. */
export function siteHref(href: string): string {
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/.exec(href) ?? [];
  const isFile = /\.[a-z0-9]+$/.test(path);
  return `${BASE_PATH}${path}${path.endsWith('/') || isFile ? '' : '/'}${rest}`;
}
