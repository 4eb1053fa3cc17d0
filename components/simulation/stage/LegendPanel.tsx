import { lazy, memo, Suspense, useMemo, useState } from 'react';
import { useLook } from '../player-context.ts';
import type { Scene } from '../scenes/scene.ts';
import styles from './Legend.module.css';
import { Legend } from './Legend.tsx';

interface LegendPanelProps {
  readonly scene: Scene | undefined;
}

/** The legend, live: what is folded away is neither fetched nor drawn. */
export const LegendPanel = memo(function LegendPanel({ scene }: LegendPanelProps) {
  const [open, setOpen] = useState(false);
  return (
    <Legend scene={scene}>
      {scene?.detail && (
        <details className={styles.detail} onToggle={(e) => setOpen(e.currentTarget.open)}>
          <summary>{scene.detail.title}</summary>
          <Suspense>{open && <Detail load={scene.detail.load} />}</Suspense>
        </details>
      )}
    </Legend>
  );
});

function Detail({ load }: Pick<NonNullable<Scene['detail']>, 'load'>) {
  const View = useMemo(() => lazy(load), [load]);
  return <View look={useLook()} />;
}
