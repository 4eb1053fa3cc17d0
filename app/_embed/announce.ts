/** Tells the page around an embed how high it is, in the forms that hosts understand. Nothing else of it is told. */
import { fitStage, fullHeight } from './fit.ts';
import { fieldsOf, secretOf, tellHost } from './host.ts';

/** Milliseconds after the beginning at which the height is told again: a host may begin to listen late. */
const AGAIN = [500, 1000, 2000, 3000, 4000, 5000, 8000, 16_000, 32_000];

/** How a host asks: by a type or subject of ours, or in the words of WordPress and of open-iframe-resizer. */
const ASKS = {
  type: /^(ringside:|iframe-child-init$|iframe-get-child-dimensions$)/,
  subject: /^ringside:/,
  message: /^ready$/,
} as const;

/** Tells the height now, when it changes, when the host asks, and when the page is seen again. */
export function announceHeight(): void {
  if (window.parent === window) return;
  const root = document.documentElement;
  let told = 0;
  const tell = (): void => {
    told = fullHeight();
    post(told);
  };
  const tellChange = (): void => {
    if (fullHeight() !== told) tell();
    fitStage(told);
  };
  new ResizeObserver(tellChange).observe(root);
  for (const ms of AGAIN) setTimeout(tell, ms);
  addEventListener('resize', tellChange);
  addEventListener('load', tell);
  addEventListener('pageshow', tell);
  addEventListener('message', (e) => {
    if (e.source === window.parent && asks(e.data)) tell();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) tell();
  });
}

/** Hosts send many messages, and some answer each of ours: only what asks is answered. */
function asks(data: unknown): boolean {
  const fields = fieldsOf(data);
  return Object.entries(ASKS).some(([name, ask]) => {
    const value = fields[name];
    return typeof value === 'string' && ask.test(value);
  });
}

/** One message for each kind of host; each passes over what is not its own. */
function post(height: number): void {
  const secret = secretOf(location.hash);
  tellHost(
    // Our own embed.js.
    { type: 'ringside:height', height },
    // Canvas and other learning systems.
    { subject: 'lti.frameResize', height },
    // H5P's resizer.
    { context: 'h5p', action: 'resize', scrollHeight: height },
    // open-iframe-resizer.
    { type: 'iframe-resized', width: window.innerWidth, height },
    ...(secret ? [{ message: 'height', value: height, secret }] : []),
  );
  // Frames that take the height of what they hold by themselves.
  const { requestResize } = window as { readonly requestResize?: () => void };
  try {
    requestResize?.();
  } catch {
    // Its host has not asked for it.
  }
}
