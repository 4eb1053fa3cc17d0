/** The address of the page as a widget writes it and as others read it. */

/** Tells that the address has been replaced: a browser tells nobody. */
const REPLACED = 'ringside:address';

/** The address follows what is shown, without a new entry in the history. */
export function replaceAddress(pairs: Readonly<Record<string, string>>): void {
  const query = new URLSearchParams(pairs).toString();
  history.replaceState(history.state, '', query ? `?${query}` : location.pathname);
  dispatchEvent(new Event(REPLACED));
}

/** Calls back whenever the address may be another. Returns how to stop. */
export function watchAddress(changed: () => void): () => void {
  for (const event of [REPLACED, 'popstate']) addEventListener(event, changed);
  return () => {
    for (const event of [REPLACED, 'popstate']) removeEventListener(event, changed);
  };
}
