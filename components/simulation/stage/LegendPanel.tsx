import { memo, useState } from 'react';
import { useLook } from '../player-context.ts';
import type { Scene } from '../scenes/scene.ts';
import styles from './Legend.module.css';
import { Legend } from './Legend.tsx';

interface LegendPanelProps {
  readonly scene: Scene | undefined;
}

/** The legend, live: what is folded away is not drawn. */
export const LegendPanel = memo(function LegendPanel({ scene }: LegendPanelProps) {
  const [open, setOpen] = useState(false);
  const detail = scene?.Detail;
  return (
    <Legend scene={scene}>
      {detail && (
        <details className={styles.detail} onToggle={(e) => setOpen(e.currentTarget.open)}>
          <summary>{detail.title}</summary>
          {open && <Detail View={detail.View} />}
        </details>
      )}
    </Legend>
  );
});

const Detail = ({ View }: Pick<NonNullable<Scene['Detail']>, 'View'>) => <View look={useLook()} />;
