import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Front } from './front/Front.tsx';
import { handleKey } from './keys.ts';
import { Notes } from './panels/Notes.tsx';
import { KeysDialog } from './panels/pieces.ts';
import { TryAgain } from './piece/TryAgain.tsx';
import { useFetched } from './piece/use-fetched.ts';
import { usePlayer, useWidget, type Widget, WidgetContext } from './player-context.ts';
import type { Scene } from './scenes/scene.ts';
import { useArrowsOnArrival } from './use-arrows-on-arrival.ts';
import { useOrientation } from './use-orientation.ts';

interface PlayerProps {
  readonly widget: Widget;
  readonly scene: Scene | undefined;
  readonly linkTo: (query: string) => string;
  /** It is what its page is about: the arrow keys act from the start. */
  readonly arrows?: boolean;
}

/** A loaded simulation: the stage at its level, and the keys. */
export function Player({ widget, scene, linkTo, arrows = false }: PlayerProps) {
  const { store } = widget;
  // The words of a widget may arrive while it plays: it is at its end only when its store is.
  useEffect(() => () => store.getState().dispose(), [store]);
  return (
    <WidgetContext value={widget}>
      <Level scene={scene} linkTo={linkTo} arrows={arrows} title={widget.content.title} />
    </WidgetContext>
  );
}

interface LevelProps extends Required<Pick<PlayerProps, 'scene' | 'linkTo' | 'arrows'>> {
  readonly title: string;
}

const loadLines = () => import('./lines/LinesPlayer.tsx').then((m) => m.LinesPlayer);

const Level = memo(function Level({ scene, linkTo, arrows, title }: LevelProps) {
  const frame = useRef<HTMLElement>(null);
  const [help, setHelp] = useState(false);
  const showHelp = useCallback(() => setHelp(true), []);
  const { store } = useWidget();
  const lines = usePlayer((p) => p.level === 'lines');
  // Until the deepest level is there, the one that is shown stays.
  const { value: LinesPlayer, failed, again } = useFetched(lines ? loadLines : undefined);
  const orientation = useOrientation(frame, lines && LinesPlayer);
  useArrowsOnArrival(arrows, store);
  const common = useMemo(
    () => ({
      frame,
      title,
      scene,
      linkTo,
      onKeyDown: (e: React.KeyboardEvent<HTMLElement>) => handleKey(e, store.getState(), showHelp),
    }),
    [title, scene, linkTo, store, showHelp],
  );
  const notes = (
    <>
      <Notes />
      {failed && <TryAgain what="The level of lines" again={again} />}
      {help && <KeysDialog onClose={() => setHelp(false)} />}
    </>
  );
  return lines && LinesPlayer ? (
    <LinesPlayer {...common} orientation={orientation} onHelp={showHelp} notes={notes} />
  ) : (
    <Front {...common} orientation={orientation} notes={notes} />
  );
});
