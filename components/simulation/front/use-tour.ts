import { useCallback, useEffect, useState } from 'react';
import { lookAt } from '../model/look.ts';
import { isWithheld } from '../model/withhold.ts';
import { useContent, useWidget } from '../player-context.ts';
import type { Scene } from '../scenes/scene.ts';
import { layoutAt, type Orientation, stageLayout } from '../stage/layout.ts';
import { type Named, namedOf } from './tour.ts';

/** The naming of parts: it begins when the reader wants it, and ends when they step. */
export function useTour(scene: Scene | undefined, orientation: Orientation) {
  const { store } = useWidget();
  const { columns } = useContent();
  const [at, setAt] = useState<number>();
  const onEnd = useCallback(() => setAt(undefined), []);
  const begin = useCallback(() => setAt(0), []);
  useEffect(
    () => store.subscribe((now, was) => (now.step !== was.step || now.run !== was.run) && onEnd()),
    [store, onEnd],
  );

  const names = (): readonly Named[] => {
    const { run, step, level } = store.getState();
    const { program, platform } = run.history.instance;
    const layout = stageLayout(layoutAt(scene?.layouts, orientation, level), program.threads, platform);
    return namedOf(
      scene,
      lookAt(run.scenario, run.history, step),
      layout,
      columns,
      isWithheld(store.getState()),
    );
  };
  const all = at === undefined ? [] : names();
  return {
    now: at === undefined ? undefined : all[at],
    begin,
    props: { nth: (at ?? 0) + 1, of: all.length, onNext: () => setAt((n) => (n ?? 0) + 1), onEnd },
  };
}
