import { useEffect, useRef } from 'react';
import { sliderSaysIt } from '../announce.ts';
import styles from './RaceScrubber.module.css';
import { useRace } from './race-context.ts';
import { raceSentence } from './sentences.ts';
import type { RaceGame } from './store.ts';

/** While it plays, at most one sentence in this many milliseconds is announced: more would never be heard out. */
const CALM = 6000;

/** Announces what all sides did, politely. Written past React: a sentence must not cost a render. */
export function RaceLive() {
  const { store, content } = useRace();
  const region = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    let last = 0;
    const announce = (now: RaceGame, was: RaceGame): void => {
      if (now.tick === was.tick && now.playing === was.playing) return;
      // What nobody asked for is not announced.
      if (now.unasked || was.unasked || !region.current) return;
      if (sliderSaysIt(now.by, document.activeElement)) return;
      const time = performance.now();
      if (now.playing && time - last < CALM) return;
      last = time;
      region.current.textContent = raceSentence(now.run, content, now.tick);
    };
    return store.subscribe(announce);
  }, [store, content]);
  return (
    <div className="visually-hidden">
      <p ref={region} className={styles.live} role="status" aria-live="polite" />
    </div>
  );
}
