'use client';

import { useSyncExternalStore } from 'react';
import styles from './ThemeToggle.module.css';
import { applyTheme, readTheme, type Theme } from './theme.ts';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const LABEL: Record<Theme, string> = { system: 'Auto', light: 'Light', dark: 'Dark' };

/** Cycles through the device's theme, light and dark. */
export function ThemeToggle() {
  const theme = useSyncExternalStore<Theme>(onThemeChange, readTheme, () => 'system');
  return (
    <button type="button" className={styles.toggle} onClick={() => applyTheme(NEXT[theme])}>
      <span className="visually-hidden">Theme: </span>
      <span className={styles.label}>{LABEL[theme]}</span>
    </button>
  );
}

function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
