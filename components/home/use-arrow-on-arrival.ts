import { useEffect, useRef } from 'react';

/**
 * The right arrow acts although nothing has the focus yet; no other key does, and none where a field or a button is in
 * use: a page must not take letters from a reader (WCAG 2.1.4).
 */
export function useArrowOnArrival(wanted: boolean, act: () => void): void {
  const now = useRef(act);
  useEffect(() => {
    now.current = act;
  });
  useEffect(() => {
    if (!wanted) return;
    const onKey = (e: KeyboardEvent): void => {
      if (e.key !== 'ArrowRight' || e.defaultPrevented || e.isComposing) return;
      if (e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return;
      const focused = document.activeElement;
      if (focused && focused !== document.body && focused.tagName !== 'MAIN') return;
      e.preventDefault();
      now.current();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [wanted]);
}
