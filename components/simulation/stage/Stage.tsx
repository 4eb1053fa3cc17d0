import type { Ref, SVGProps } from 'react';
import type { Program } from '@/engine/index.ts';
import type { SimulationContent } from '../content.ts';
import { Figure } from '../figure/Figure.tsx';
import type { FigureSpec, Level, Rect } from '../figure/spec.ts';
import type { Focus } from '../model/focus.ts';
import type { Look } from '../model/look.ts';
import type { RunIndex } from '../model/run-index.ts';
import type { Kit } from './kit.ts';
import type { StageLayout } from './layout.ts';
import { Patterns } from './Patterns.tsx';
import styles from './Stage.module.css';
import { Strata } from './Strata.tsx';
import { Threads } from './Threads.tsx';

/** What the live stage listens to; the poster to nothing. */
type Handlers = Pick<
  SVGProps<SVGSVGElement>,
  'onPointerOver' | 'onPointerLeave' | 'onPointerDown' | 'onPointerUp' | 'onFocusCapture' | 'onBlurCapture'
>;

export interface StageProps extends Handlers {
  /** Distinguishes the drawings of one page. */
  readonly uid: string;
  readonly look: Look;
  readonly layout: StageLayout;
  readonly program: Program;
  /** What the threads have crossed, and where. */
  readonly index: RunIndex;
  readonly focus: Focus;
  readonly content: SimulationContent;
  readonly kit: Kit;
  /** The figure as data, and how deep it is looked at. */
  readonly spec?: FigureSpec<unknown> | undefined;
  readonly level?: Level;
  /** What gives an answer away is not drawn. */
  readonly withheld?: boolean;
  readonly svg?: Ref<SVGSVGElement> | undefined;
  /** What is lit while everything else steps back. */
  readonly spot?: Rect | undefined;
  /** What the drawing shows, in one sentence. */
  readonly label: string;
  readonly className?: string | undefined;
}

/** A veil over everything but one part. */
const Spot = ({ spot: { x, y, width, height }, layout }: { spot: Rect; layout: StageLayout }) => (
  <>
    <path
      className={styles.veil}
      fillRule="evenodd"
      d={`M0 0H${layout.width}V${layout.height}H0ZM${x} ${y}h${width}v${height}h${-width}Z`}
    />
    <rect className={styles.spot} x={x} y={y} width={width} height={height} rx={3} />
  </>
);

/** The drawing: a function of one state and of what the last step did. */
export function Stage(props: StageProps) {
  const {
    uid,
    look,
    layout,
    index,
    focus,
    content,
    kit,
    program,
    spec,
    level = 'lines',
    withheld = false,
    svg,
    label,
    spot,
    className,
    ...handlers
  } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing in parts, which no fieldset can be
    <svg
      {...handlers}
      ref={svg}
      className={`${styles.stage} ${className ?? ''}`}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="group"
      aria-label={label}
    >
      <Patterns uid={uid} />
      <Strata
        uid={uid}
        layout={layout}
        columns={content.columns}
        plain={level !== 'lines'}
        spec={spec}
        level={level}
      />
      {spec && <Figure {...{ spec, uid, look, layout, level, focus, kit, withheld }} />}
      <Threads
        look={look}
        index={index}
        texts={content.threads}
        layout={layout}
        kit={kit}
        level={level}
        program={program}
        doing={spec?.doing}
      />
      {spot && <Spot spot={spot} layout={layout} />}
      {spec && kit.Placing && <kit.Placing spec={spec} layout={layout} />}
    </svg>
  );
}
