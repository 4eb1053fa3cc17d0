import type { ReactNode } from 'react';
import { type Params, writeParam } from '@/engine/index.ts';
import type { Handle } from '../content.ts';
import styles from './Front.module.css';

interface HandleRowProps {
  readonly handles: readonly Handle[];
  readonly params: Params;
  readonly onTurn: (id: string, value: string) => void;
  /** What came of the last change. */
  readonly children?: ReactNode;
}

/** Parameters within reach. A value that none of a handle's names is shown as an address has it. */
export const HandleRow = ({ handles, params, onTurn, children }: HandleRowProps) => (
  <div className={styles.handles}>
    {handles.map(({ param, label, values }) => {
      const now = writeParam(params[param] ?? '');
      const others = values.some(([value]) => value === now) ? values : [...values, [now, now] as const];
      return (
        <label key={param}>
          <span>{label}</span>
          <select value={now} onChange={(e) => onTurn(param, e.currentTarget.value)}>
            {others.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
      );
    })}
    <p role="status" className={styles.change}>
      {children}
    </p>
  </div>
);
