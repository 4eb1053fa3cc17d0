import { useEffect, useRef } from 'react';
import { sliderSaysIt } from '../announce.ts';
import { useWidget } from '../player-context.ts';
import type { Player } from '../store.ts';
import styles from './Scrubber.module.css';

/** While it plays, at most one sentence in this many milliseconds is announced: more would never be heard out. */
const CALM = 4000;

/** Announces what the step changed, politely. Written past React: a sentence must not cost a render. */
export function Live() {
  const { store, say } = useWidget();
  const region = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    let last = 0;
    const announce = (now: Player, was: Player): void => {
      if (now.step === was.step && now.playing === was.playing) return;
      if (!region.current || sliderSaysIt(now.by, document.activeElement)) return;
      const time = performance.now();
      if (now.playing && time - last < CALM) return;
      last = time;
      region.current.textContent = `Step ${now.step}. ${say(now)}`;
    };
    return store.subscribe(announce);
  }, [store, say]);
  return (
    <div className="visually-hidden">
      <p ref={region} className={styles.live} role="status" aria-live="polite" />
    </div>
  );
}
