import type { SimulationContent } from '../content.ts';
import { focusOf } from '../model/focus.ts';
import type { Look } from '../model/look.ts';
import type { Run } from '../model/run.ts';
import { Words } from '../panels/Words.tsx';
import type { SmallScene } from '../scenes/scene.ts';
import type { Kit } from '../stage/kit.ts';
import type { StageLayout } from '../stage/layout.ts';
import { Stage, type StageProps } from '../stage/Stage.tsx';
import styles from './RaceFigure.module.css';

type Handlers = Partial<
  Pick<
    StageProps,
    'onPointerOver' | 'onPointerLeave' | 'onPointerDown' | 'onPointerUp' | 'onFocusCapture' | 'onBlurCapture'
  >
>;

interface RaceFigureProps {
  readonly uid: string;
  readonly run: Run;
  readonly look: Look;
  readonly layout: StageLayout;
  readonly scene: SmallScene | undefined;
  readonly content: SimulationContent;
  readonly name: string;
  readonly kit: Kit;
  readonly handlers?: Handlers;
}

/** One side's stage, live or still. */
export function RaceFigure({
  uid,
  run,
  look,
  layout,
  scene,
  content,
  name,
  kit,
  handlers = {},
}: RaceFigureProps) {
  return (
    <Stage
      uid={uid}
      className={styles.stage}
      look={look}
      layout={layout}
      program={run.history.instance.program}
      index={run.index}
      focus={focusOf(look.record)}
      content={content}
      kit={kit}
      spec={scene?.spec}
      level="story"
      label={`Stage: ${name}`}
      {...handlers}
    />
  );
}

/** What the side just did, or what is pointed at. */
export const RaceCaption = ({
  moment,
  text,
}: {
  readonly moment?: string | undefined;
  readonly text: string;
}) => (
  <p className={styles.caption}>
    {moment && <b>{`${moment}. `}</b>}
    <span>
      <Words text={text} />
    </span>
  </p>
);
