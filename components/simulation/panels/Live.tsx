import { useEffect, useRef } from 'react';
import { lookAt } from '../model/look.ts';
import { sentence } from '../model/sentence.ts';
import { useWidget } from '../player-context.ts';
import type { Player } from '../store.ts';

/** While it plays, at most one sentence in this many milliseconds is announced: more would never be heard out. */
const CALM = 4000;

/** Announces what the step changed, politely. Written past React: a sentence must not cost a render. */
export function Live() {
  const { store, names } = useWidget();
  const region = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    let last = 0;
    const announce = (now: Player, was: Player): void => {
      if (now.step === was.step && now.playing === was.playing) return;
      // The slider announces its own value.
      if (now.by === 'slider' || !region.current) return;
      const time = performance.now();
      if (now.playing && time - last < CALM) return;
      last = time;
      const { record, before, state } = lookAt(now.run.scenario, now.run.history, now.step);
      region.current.textContent = `Step ${now.step}. ${sentence(record, before, state, names)}`;
    };
    return store.subscribe(announce);
  }, [store, names]);
  return <p ref={region} className="visually-hidden" role="status" aria-live="polite" />;
}
