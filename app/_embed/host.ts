/** What an embed and the page around it say to each other, besides the height. */
import { THEMES } from './theme.ts';

/** The host’s own text may be so many times as large as a browser’s. */
const TEXT = { least: 0.75, most: 2 } as const;
const BROWSER_TEXT = 16;

/** WordPress gives each frame a secret in its hash, which may follow another hash. */
export const secretOf = (hash: string): string | undefined =>
  /[#?&]secret=([A-Za-z0-9]{1,64})/.exec(hash)?.[1];

/** Tells the page around, if there is one. */
export function tellHost(...messages: readonly object[]): void {
  if (window.parent === window) return;
  for (const message of messages) {
    try {
      window.parent.postMessage(message, '*');
    } catch {
      // A host that takes no messages has none.
    }
  }
}

/** A message as an object: some hosts send JSON as text, or the bare word. */
export function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  const message = typeof data === 'string' ? parsed(data) : data;
  return typeof message === 'object' && message !== null ? (message as Record<string, unknown>) : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { type: text };
  }
}

/**
 * Does what the page around may ask: `{ type: 'ringside:theme', theme: 'dark' }` and `{ type: 'ringside:text', size: 20 }`,
 * the pixels of its own text. Anything else is somebody else’s.
 */
export function answerHost(): void {
  addEventListener('message', (e) => {
    if (e.source !== window.parent || window.parent === window) return;
    const { type, theme, size } = fieldsOf(e.data);
    const { dataset, style } = document.documentElement;
    if (type === 'ringside:theme') {
      const wanted = THEMES.find((t) => t === theme);
      if (wanted === 'auto') delete dataset.theme;
      else if (wanted) dataset.theme = wanted;
    }
    if (type === 'ringside:text' && typeof size === 'number' && size > 0) {
      const times = Math.min(TEXT.most, Math.max(TEXT.least, size / BROWSER_TEXT));
      style.fontSize = `${Math.round(times * 100)}%`;
    }
  });
  // A frame of WordPress may open no window: the page around is asked to follow the link.
  addEventListener('click', (e) => {
    const secret = secretOf(location.hash);
    const link = e.target instanceof Element ? e.target.closest('a') : null;
    if (secret && link) tellHost({ message: 'link', value: link.href, secret });
  });
}

/** Says that the widget is there, once it is: until then a host may keep its link. Returns how to stop. */
export function whenLive(place: Element): () => void {
  const observer = new MutationObserver(() => {
    if (!place.querySelector('section')) return;
    observer.disconnect();
    tellHost({ type: 'ringside:ready' });
  });
  observer.observe(place, { childList: true, subtree: true });
  return () => observer.disconnect();
}
