import type { ReactNode } from 'react';
import { FigureKey } from '../figure/FigureKey.tsx';
import type { Scene } from '../scenes/scene.ts';
import styles from './Legend.module.css';
import { StageKey } from './StageKey.tsx';

interface LegendProps {
  readonly scene: Scene | undefined;
  /** What is shown on demand, already wrapped in its `details`. */
  readonly children: ReactNode;
}

/** The key to the scene's signs, and what it shows on demand. */
export function Legend({ scene, children }: LegendProps) {
  if (!scene) return null;
  return (
    <div className={styles.legend}>
      <StageKey />
      <FigureKey entries={scene.spec.key} level="lines" />
      {children}
    </div>
  );
}
