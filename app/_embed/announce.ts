/** Tells the page around an embed how high it is, in the forms that hosts understand. Nothing else is ever told. */

/** Milliseconds after the beginning at which the height is told again: a host may begin to listen late. */
const AGAIN = [500, 1000, 2000, 3000, 4000, 5000, 8000, 16_000, 32_000];

/** How a host asks: by a type or subject of ours, or in the words of WordPress and of open-iframe-resizer. */
const ASKS = {
  type: /^(ringside:|iframe-child-init$|iframe-get-child-dimensions$)/,
  subject: /^ringside:/,
  message: /^ready$/,
} as const;

/** Tells the height now, when it changes, when the host asks, and when the page is seen again. Returns how to stop. */
export function announceHeight(): (() => void) | undefined {
  if (window.parent === window) return undefined;
  const root = document.documentElement;
  let told = 0;
  const tell = (): void => {
    told = heightOf(root);
    post(told);
  };
  const tellChange = (): void => {
    if (heightOf(root) !== told) tell();
  };
  const answer = (e: MessageEvent): void => {
    if (e.source === window.parent && asks(e.data)) tell();
  };
  const seen = (): void => {
    if (!document.hidden) tell();
  };
  const observer = new ResizeObserver(tellChange);
  observer.observe(root);
  const timers = AGAIN.map((ms) => setTimeout(tell, ms));
  addEventListener('message', answer);
  addEventListener('load', tell);
  addEventListener('pageshow', tell);
  document.addEventListener('visibilitychange', seen);
  return () => {
    observer.disconnect();
    for (const timer of timers) clearTimeout(timer);
    removeEventListener('message', answer);
    removeEventListener('load', tell);
    removeEventListener('pageshow', tell);
    document.removeEventListener('visibilitychange', seen);
  };
}

/** Of all that the page holds, in whole pixels. Not `scrollHeight`, which is never less than what the frame has now. */
const heightOf = (root: HTMLElement): number => Math.ceil(root.getBoundingClientRect().height);

/** Hosts send many messages, and some answer each of ours: only what asks is answered. */
function asks(data: unknown): boolean {
  const message = parsed(data);
  if (typeof message !== 'object' || message === null) return false;
  const fields = message as Readonly<Record<string, unknown>>;
  return Object.entries(ASKS).some(([name, ask]) => {
    const value = fields[name];
    return typeof value === 'string' && ask.test(value);
  });
}

/** Some hosts send JSON as text, or the bare word. */
function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data);
  } catch {
    return { type: data };
  }
}

function post(height: number): void {
  const messages = [
    { type: 'ringside:height', height },
    { subject: 'lti.frameResize', height },
  ];
  for (const message of messages) {
    try {
      window.parent.postMessage(message, '*');
    } catch {
      // A host that takes no messages keeps the height that it gave.
    }
  }
}
