import { memo, useState } from 'react';
import { Boundary } from '../piece/Boundary.tsx';
import { TryAgain } from '../piece/TryAgain.tsx';
import { useFetched } from '../piece/use-fetched.ts';
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
          {open && <Detail title={scene.detail.title} load={scene.detail.load} />}
        </details>
      )}
    </Legend>
  );
});

function Detail({ title, load }: NonNullable<Scene['detail']>) {
  const look = useLook();
  const { value, failed, again } = useFetched(load);
  const what = `“${title}”`;
  if (failed) return <TryAgain what={what} again={again} />;
  return (
    value && (
      <Boundary what={what}>
        <value.default look={look} />
      </Boundary>
    )
  );
}
