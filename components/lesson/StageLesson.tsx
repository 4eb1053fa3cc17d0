'use client';

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import styles from './StageLesson.module.css';
import { StageContext, type StageHandle, type StageRequest } from './stage-context.ts';
import { usePending } from './use-pending.ts';
import { useReading } from './use-reading.ts';

interface StageLessonProps {
  /** What the stage can show, each with its still. The first stands there until the text asks for another. */
  readonly stages: readonly { readonly id: string; readonly island: ReactNode }[];
  /** The question with which the lesson begins: on a phone it stands before the stage. */
  readonly opening: ReactNode;
  readonly children: ReactNode;
}

/** The window with all that lies below it: an element leaves it upwards only, however the reader got there. */
const EVERYTHING_BELOW = '0px 0px 1000000px 0px';

/** Text and stage side by side. On a phone the stage follows the opening, and comes when it is called. */
export function StageLesson({ stages, opening, children }: StageLessonProps) {
  const [request, setRequest] = useState<StageRequest>();
  const [place, setPlace] = useState<string>();
  const [called, setCalled] = useState(false);
  const [passed, setPassed] = useState(false);
  const slot = useRef<HTMLDivElement>(null);
  const caller = useRef<HTMLButtonElement>(null);
  const watch = useReading();
  const asked = usePending();

  const show = useCallback<StageHandle['show']>(({ stage, pairs, title, hold }) => {
    setRequest({ stage, pairs, ...(hold && { hold }) });
    setPlace(title);
  }, []);
  // Where the stage is beside the text, its caller is not drawn.
  const call = useCallback(() => setCalled((caller.current?.getClientRects().length ?? 0) > 0), []);
  const handle = useMemo<StageHandle>(
    () => ({ request, show, call, watch, ...asked }),
    [request, show, call, watch, asked],
  );
  const shown = request?.stage ?? stages[0]?.id;

  // Whether the stage has left the window upwards: only then is there anything to call.
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
        <div className={styles.opening} inert={called}>
          {opening}
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
              {stages.map(({ id, island }) => (
                <div key={id} hidden={id !== shown}>
                  {island}
                </div>
              ))}
            </div>
          </div>
        </aside>
        <div className={styles.text} inert={called}>
          {children}
        </div>
        {passed && !called && (
          <button ref={caller} type="button" className={styles.caller} onClick={() => setCalled(true)}>
            {place ? `Show the stage: ${place}` : 'Show the stage'}
          </button>
        )}
      </div>
    </StageContext>
  );
}
