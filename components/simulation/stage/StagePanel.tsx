import { type PointerEvent, type SyntheticEvent, useId, useMemo, useRef, useState } from 'react';
import { focusOf } from '../model/focus.ts';
import { crossingsUntil } from '../model/run-index.ts';
import { liveKit } from '../motion/live-kit.ts';
import { MotionContext } from '../motion/MotionContext.ts';
import { useReducedMotion } from '../motion/use-reduced-motion.ts';
import { usePlayer, useSentence, useSharedLook, useWidget } from '../player-context.ts';
import type { Scene } from '../scenes/scene.ts';
import { GENERIC, type Orientation, stageLayout } from './layout.ts';
import { Stage } from './Stage.tsx';
import figure from './StageFigure.module.css';
import { StageFigure } from './StageFigure.tsx';

interface StagePanelProps {
  readonly scene: Scene | undefined;
  readonly orientation: Orientation;
}

/** A swipe is a horizontal stroke of a finger, at least this long, in units of the screen. */
const SWIPE = 40;

/** The stage, live: it follows the store, explains what is pointed at, and takes swipes. */
export function StagePanel({ scene, orientation }: StagePanelProps) {
  const uid = `s${useId().replaceAll(/[^a-z0-9]/gi, '')}`;
  const { content } = useWidget();
  const look = useSharedLook();
  const caption = useSentence();
  const run = usePlayer((p) => p.run);
  const travel = usePlayer((p) => p.travel);
  const reduced = useReducedMotion();
  const motion = useMemo(() => ({ travel, reduced }), [travel, reduced]);
  const { pointed, handlers } = useExplanations();
  const swipe = useSwipe();
  const { threads } = run.history.instance.program;
  const layout = stageLayout((scene?.layouts ?? GENERIC)[orientation], threads);
  return (
    <StageFigure caption={pointed ?? caption}>
      <MotionContext value={motion}>
        <Stage
          uid={uid}
          className={figure[orientation]}
          look={look}
          layout={layout}
          specs={threads}
          crossings={crossingsUntil(run.index, look.step)}
          focus={focusOf(look.record)}
          content={content}
          kit={liveKit}
          Figure={scene?.Figure}
          label={`Stage, step ${look.step}`}
          {...handlers}
          {...swipe}
        />
      </MotionContext>
    </StageFigure>
  );
}

/** The text of the thing under the pointer or in focus. */
function useExplanations() {
  const [pointed, setPointed] = useState<string>();
  const explain = (e: SyntheticEvent<SVGSVGElement>): void => {
    const thing = e.target instanceof Element ? e.target.closest('[data-explain]') : null;
    setPointed(thing?.getAttribute('data-explain') ?? undefined);
  };
  return {
    pointed,
    handlers: {
      onPointerOver: explain,
      onFocus: explain,
      onPointerLeave: () => setPointed(undefined),
      onBlur: () => setPointed(undefined),
    },
  };
}

/** Left and right with a finger step; up and down stay the page's. */
function useSwipe() {
  const { store } = useWidget();
  const start = useRef<{ readonly x: number; readonly y: number }>(undefined);
  return {
    onPointerDown: (e: PointerEvent<SVGSVGElement>) => {
      start.current = e.pointerType === 'touch' ? { x: e.clientX, y: e.clientY } : undefined;
    },
    onPointerUp: (e: PointerEvent<SVGSVGElement>) => {
      const from = start.current;
      start.current = undefined;
      if (!from) return;
      const [dx, dy] = [e.clientX - from.x, e.clientY - from.y];
      if (Math.abs(dx) >= SWIPE && Math.abs(dx) > 2 * Math.abs(dy)) store.getState().stepBy(dx < 0 ? 1 : -1);
    },
  };
}
