// The reader's choice of theme: `data-theme` on <html>, kept in localStorage where the browser allows it.

/** 'system' follows the device and is stored as nothing at all. */
export type Theme = 'system' | 'light' | 'dark';

const THEME_KEY = 'ringside-theme';

/** Runs before the first paint, so that a stored theme never flashes. Storage throws in sandboxed frames. */
export const THEME_SCRIPT = `try{var t=localStorage.getItem('${THEME_KEY}');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}`;

export function readTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === 'system') localStorage.removeItem(THEME_KEY);
    else localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Storage is refused: the choice lasts as long as the page.
  }
}
