import createMDX from '@next/mdx';
import { basePath, siteUrl } from './app/_tools/lib.mjs';

const base = basePath();

// Turbopack takes plugins by name only. No provider: a lesson gets its tags as `components` from the page that shows it.
const withMDX = createMDX({
  options: {
    providerImportSource: null,
    remarkPlugins: ['remark-gfm', 'remark-frontmatter', ['remark-mdx-frontmatter', { name: 'frontmatter' }]],
    rehypePlugins: [
      'rehype-slug',
      [
        'rehype-pretty-code',
        {
          theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
          keepBackground: false,
        },
      ],
    ],
  },
});

/** @type {import('next').NextConfig} */
export default withMDX({
  output: 'export',
  trailingSlash: true,
  basePath: base,
  env: { NEXT_PUBLIC_BASE_PATH: base, NEXT_PUBLIC_SITE_URL: siteUrl() },
  images: { unoptimized: true },
  reactStrictMode: true,
  agentRules: false,
  // Types are a gate of their own (`npm run typecheck`); checking them here too would do the work twice.
  typescript: { ignoreBuildErrors: true },
  // Style sheets of what a page does not show are no part of it, at the cost of some requests.
  experimental: {
    cssChunking: { type: 'graph', requestCost: 10_000 },
  },
});
