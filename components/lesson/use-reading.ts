import { useCallback, useEffect, useRef } from 'react';
import type { StageHandle } from './stage-context.ts';

/** The window down to the reading line, a little above its middle, and all that lies above the window. */
const ABOVE_THE_LINE = '1000000px 0px -57% 0px';

/**
 * Which part of a text is being read: the last that has passed the reading line. So it is known after a jump, too, and
 * between two parts.
 */
export function useReading(): StageHandle['watch'] {
  const parts = useRef(new Map<Element, () => void>());
  const above = useRef(new Set<Element>());
  const current = useRef<Element>(undefined);
  const observer = useRef<IntersectionObserver>(undefined);
  useEffect(() => () => observer.current?.disconnect(), []);
  return useCallback((part, onRead) => {
    observer.current ??= new IntersectionObserver(
      (entries) => {
        for (const e of entries) above.current[e.isIntersecting ? 'add' : 'delete'](e.target);
        const now = lastOf(above.current);
        if (now && now !== current.current) parts.current.get(now)?.();
        current.current = now;
      },
      { rootMargin: ABOVE_THE_LINE },
    );
    parts.current.set(part, onRead);
    observer.current.observe(part);
    return () => {
      parts.current.delete(part);
      above.current.delete(part);
      observer.current?.unobserve(part);
    };
  }, []);
}

/** The last in the order of the document. */
const lastOf = (elements: Iterable<Element>): Element | undefined =>
  [...elements].reduce<Element | undefined>(
    (last, e) => (last && last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING ? last : e),
    undefined,
  );
