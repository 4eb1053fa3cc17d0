/** `?theme=`: an embed looks as the page around it asks, and otherwise as the reader’s device does. */
export const THEMES = ['auto', 'light', 'dark'] as const;

/** Runs before the first paint. */
export const EMBED_THEME_SCRIPT = `try{var t=new URLSearchParams(location.search).get('theme');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}`;

/** What is wrong with the theme of an address, in a sentence. */
export function themeProblem(pairs: readonly (readonly [string, string])[]): string | undefined {
  const asked = pairs.find(([name]) => name === 'theme')?.[1];
  return asked === undefined || THEMES.some((t) => t === asked)
    ? undefined
    : `theme takes one of ${THEMES.join(', ')}, not ${JSON.stringify(asked.slice(0, 40))}.`;
}
