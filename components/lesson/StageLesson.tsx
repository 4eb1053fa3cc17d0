'use client';

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import styles from './StageLesson.module.css';
import { StageContext, type StageHandle, type StageRequest } from './stage-context.ts';

interface StageLessonProps {
  /** The island with its still. */
  readonly stage: ReactNode;
  readonly children: ReactNode;
}

/** A passage is being read when it crosses this line, a little above the middle of the window. */
const READING_LINE = '-42% 0px -57% 0px';

/** The window with all that lies below it: an element leaves it upwards only, however the reader got there. */
const EVERYTHING_BELOW = '0px 0px 1000000px 0px';

/** Text and stage side by side. On a phone the stage stands above the text, and comes when it is called. */
export function StageLesson({ stage, children }: StageLessonProps) {
  const [request, setRequest] = useState<StageRequest>();
  const [place, setPlace] = useState<string>();
  const [called, setCalled] = useState(false);
  const [passed, setPassed] = useState(false);
  const slot = useRef<HTMLDivElement>(null);
  const caller = useRef<HTMLButtonElement>(null);
  const watch = usePassages();

  const show = useCallback<StageHandle['show']>((pairs, title) => {
    setRequest({ pairs });
    setPlace(title);
  }, []);
  const handle = useMemo<StageHandle>(() => ({ request, show, watch }), [request, show, watch]);

  // Whether the stage, standing above the text, has left the window: only then is there anything to call.
  useEffect(() => {
    const element = slot.current;
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => entry && setPassed(!entry.isIntersecting), {
      rootMargin: EVERYTHING_BELOW,
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const dismiss = (): void => {
    // The button that called it is there again only afterwards.
    flushSync(() => setCalled(false));
    caller.current?.focus({ preventScroll: true });
  };

  return (
    <StageContext value={handle}>
      <div className={styles.lesson}>
        <div className={styles.text} inert={called}>
          {children}
        </div>
        <aside className={styles.side} aria-label="Stage">
          <div
            ref={slot}
            className={styles.slot}
            // The text must not move while the stage is away from its place.
            style={called ? { minBlockSize: slot.current?.offsetHeight } : undefined}
          >
            {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape sends a called stage back */}
            <div
              className={called ? `${styles.stage} ${styles.called}` : styles.stage}
              onKeyDown={(e) => called && e.key === 'Escape' && !e.defaultPrevented && dismiss()}
            >
              {called && (
                // biome-ignore lint/a11y/noAutofocus: the reader asked for the stage; focus goes where it is dismissed
                <button type="button" className={styles.dismiss} onClick={dismiss} autoFocus>
                  Back to the text
                </button>
              )}
              {stage}
            </div>
          </div>
        </aside>
        {passed && !called && (
          <button ref={caller} type="button" className={styles.caller} onClick={() => setCalled(true)}>
            {place ? `Show the stage: ${place}` : 'Show the stage'}
          </button>
        )}
      </div>
    </StageContext>
  );
}

/** One observer for all passages of the text. */
function usePassages(): StageHandle['watch'] {
  const passages = useRef(new Map<Element, () => void>());
  const observer = useRef<IntersectionObserver>(undefined);
  useEffect(() => () => observer.current?.disconnect(), []);
  return useCallback((passage, onRead) => {
    observer.current ??= new IntersectionObserver(
      (entries) => {
        for (const e of entries) if (e.isIntersecting) passages.current.get(e.target)?.();
      },
      { rootMargin: READING_LINE },
    );
    passages.current.set(passage, onRead);
    observer.current.observe(passage);
    return () => {
      passages.current.delete(passage);
      observer.current?.unobserve(passage);
    };
  }, []);
}
