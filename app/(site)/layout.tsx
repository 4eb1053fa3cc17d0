import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { SiteShell } from '@/components/site/SiteShell';
import { ThemeScript } from '@/components/site/ThemeScript';
import { SITE } from '../_site/metadata.ts';
import { fontVariables } from '../styles/fonts';
import '../styles/site.css';

export const metadata: Metadata = {
  title: { default: SITE.title, template: '%s · Ringside' },
  description: SITE.description,
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

export default function SiteLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" className={fontVariables} suppressHydrationWarning>
      <head>
        <ThemeScript />
      </head>
      <body>
        <SiteShell>{children}</SiteShell>
      </body>
    </html>
  );
}
