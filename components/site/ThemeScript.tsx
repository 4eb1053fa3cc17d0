import { THEME_SCRIPT } from './theme.ts';

/** The inline script for <head>; the export allows it by its hash. */
export function ThemeScript() {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, which must run before the first paint.
  return <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />;
}
