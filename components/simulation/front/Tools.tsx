import { memo, useState } from 'react';
import bar from '../panels/Bar.module.css';
import { fetchedPiece } from '../piece/fetched-piece.tsx';
import { usePlayer } from '../player-context.ts';
import styles from './Front.module.css';
import { LevelSwitch } from './LevelSwitch.tsx';

const More = fetchedPiece('The menu', () => import('./More.tsx').then((m) => m.More));
const Share = fetchedPiece('What shares', () => import('./Share.tsx').then((m) => m.Share));

interface ToolsProps {
  readonly linkTo: (query: string) => string;
  readonly stage: () => SVGSVGElement | null;
}

/** The level, the way to others, and a menu with all the rest. */
export const Tools = memo(function Tools({ linkTo, stage }: ToolsProps) {
  const [open, setOpen] = useState<'more' | 'share'>();
  const predicting = usePlayer((p) => p.mode === 'predict');
  const close = (): void => setOpen(undefined);
  return (
    <>
      <LevelSwitch />
      <span className={styles.end}>
        <button type="button" className={bar.button} onClick={() => setOpen('share')}>
          Share
        </button>
        <button type="button" className={bar.button} onClick={() => setOpen('more')}>
          {predicting ? 'Predict …' : 'More'}
        </button>
      </span>
      {open === 'more' && <More onClose={close} />}
      {open === 'share' && <Share linkTo={linkTo} stage={stage} onClose={close} />}
    </>
  );
});
