import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { SiteShell } from '@/components/site/SiteShell';
import { ThemeScript } from '@/components/site/ThemeScript';
import { fontVariables } from '../styles/fonts';
import '../styles/site.css';

export const metadata: Metadata = {
  title: { default: 'Ringside: a front-row seat to virtual I/O', template: '%s · Ringside' },
  description:
    'Watch, run and break the machinery that makes virtual-machine I/O fast, byte by byte, in your browser.',
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
