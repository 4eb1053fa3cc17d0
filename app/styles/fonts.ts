// The site's three faces, Latin subsets, self-hosted: 94 KB of the 100 KB that all fonts may weigh.
import localFont from 'next/font/local';

const serif = localFont({
  src: '../../node_modules/@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2',
  variable: '--font-serif',
  weight: '200 900',
  display: 'swap',
  adjustFontFallback: 'Times New Roman',
});

const sans = localFont({
  src: '../../node_modules/@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2',
  variable: '--font-sans',
  weight: '300 900',
  display: 'swap',
  adjustFontFallback: 'Arial',
});

const mono = localFont({
  src: '../../node_modules/@fontsource-variable/geist-mono/files/geist-mono-latin-wght-normal.woff2',
  variable: '--font-mono',
  weight: '100 900',
  display: 'swap',
  preload: false,
  adjustFontFallback: false,
});

/** The class for <html> that declares --font-serif, --font-sans and --font-mono. */
export const fontVariables = `${serif.variable} ${sans.variable} ${mono.variable}`;
