import type { SimulationContent } from '../content.ts';
import { focusOf } from '../model/focus.ts';
import type { Look } from '../model/look.ts';
import type { Run } from '../model/run.ts';
import type { Glance } from '../scenes/scene.ts';
import type { Kit } from '../stage/kit.ts';
import { Stage, type StageProps } from '../stage/Stage.tsx';
import { glanceLayout } from './layout.ts';
import styles from './RaceFigure.module.css';

type Handlers = Partial<Pick<StageProps, 'onPointerOver' | 'onPointerLeave' | 'onFocus' | 'onBlur'>>;

interface RaceFigureProps {
  readonly uid: string;
  readonly run: Run;
  readonly look: Look;
  readonly glance: Glance | undefined;
  readonly content: SimulationContent;
  readonly name: string;
  readonly kit: Kit;
  readonly handlers?: Handlers;
}

/** One side's stage, live or still. */
export function RaceFigure({ uid, run, look, glance, content, name, kit, handlers = {} }: RaceFigureProps) {
  const { threads } = run.history.instance.program;
  return (
    <Stage
      uid={uid}
      className={styles.stage}
      look={look}
      layout={glanceLayout(glance, threads)}
      specs={threads}
      index={run.index}
      focus={focusOf(look.record)}
      content={content}
      kit={kit}
      Figure={glance?.Figure}
      label={`Stage: ${name}`}
      {...handlers}
    />
  );
}

/** What the side just did, or what is pointed at. */
export const RaceCaption = ({ text }: { readonly text: string }) => <p className={styles.caption}>{text}</p>;
