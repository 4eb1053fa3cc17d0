// The page behind 404.html. With two root layouts there is no layout for it to stand in, so it brings its own.
import type { Metadata } from 'next';
import { SiteLink } from '@/components/site/SiteLink';
import { SiteShell } from '@/components/site/SiteShell';
import { ThemeScript } from '@/components/site/ThemeScript';
import { fontVariables } from './styles/fonts';
import './styles/site.css';

export const metadata: Metadata = { title: 'Not found · Ringside', robots: { index: false } };

export default function GlobalNotFound() {
  return (
    <html lang="en" className={fontVariables} suppressHydrationWarning>
      <head>
        <ThemeScript />
      </head>
      <body>
        <SiteShell>
          <div className="prose">
            <h1>Nothing is mapped at this address</h1>
            <p>
              The page may have moved. The <SiteLink href="/">front page</SiteLink> leads everywhere.
            </p>
          </div>
        </SiteShell>
      </body>
    </html>
  );
}
