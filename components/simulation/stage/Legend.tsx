import type { Look } from '../model/look.ts';
import type { Scene } from '../scenes/scene.ts';
import styles from './Legend.module.css';

interface LegendProps {
  readonly scene: Scene | undefined;
  readonly look: Look;
}

/** The key to the scene's signs, and what it shows on demand. */
export function Legend({ scene, look }: LegendProps) {
  if (!scene) return null;
  const { Key, Detail } = scene;
  return (
    <div className={styles.legend}>
      {Key && <Key />}
      {Detail && (
        <details className={styles.detail}>
          <summary>{Detail.title}</summary>
          <Detail.View look={look} />
        </details>
      )}
    </div>
  );
}
