import type { CSSProperties, ReactNode } from 'react';
import type { LayoutSpec } from '../stage/layout.ts';
import styles from './Front.module.css';

interface FitProps {
  readonly layout: LayoutSpec;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** The stage as large as the height that its page leaves to it. */
export function Fit({ layout, className, children }: FitProps) {
  const height = layout.heights.reduce((sum, h) => sum + h, layout.title);
  return (
    <div
      className={`${styles.fit} ${className ?? ''}`}
      style={{ '--ratio': (layout.width / height).toFixed(4) } as CSSProperties}
    >
      {children}
    </div>
  );
}
