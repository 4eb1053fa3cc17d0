/** A timer for what moves by itself: what it does is done only where the page can be seen. */
export interface SeenTimer {
  /**
   * Calls back once after so many milliseconds. Where the page is hidden by then, it waits until the page is seen, and
   * the time begins anew. Takes the place of what was to come.
   */
  readonly start: (callback: () => void, milliseconds: number) => void;
  readonly stop: () => void;
}

/** Outside a browser everything counts as seen. */
const page = (): Document | undefined => (typeof document === 'undefined' ? undefined : document);

export function seenTimer(): SeenTimer {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unlisten: (() => void) | undefined;

  const stop = (): void => {
    clearTimeout(timer);
    unlisten?.();
    unlisten = undefined;
  };
  const start: SeenTimer['start'] = (callback, milliseconds) => {
    stop();
    timer = setTimeout(() => {
      const hidden = page();
      if (!hidden?.hidden) return callback();
      const onChange = (): void => {
        if (!hidden.hidden) start(callback, milliseconds);
      };
      hidden.addEventListener('visibilitychange', onChange);
      unlisten = () => hidden.removeEventListener('visibilitychange', onChange);
    }, milliseconds);
  };
  return { start, stop };
}
