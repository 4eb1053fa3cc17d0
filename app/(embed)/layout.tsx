import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { EMBED_THEME_SCRIPT } from '../_embed/theme.ts';
import '../styles/embed.css';

export const metadata: Metadata = { robots: { index: false } };

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

export default function EmbedLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, which must run before the first paint. */}
        <script dangerouslySetInnerHTML={{ __html: EMBED_THEME_SCRIPT }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
