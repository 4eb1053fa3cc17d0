'use client';

import { useId } from 'react';
import styles from './Builder.module.css';
import type { Choice } from './choices.ts';

interface SelectProps {
  readonly label: string;
  readonly value: string;
  /** What is there when nothing is chosen; without it the first choice is. */
  readonly usual?: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
}

export function Select({ label, value, usual, choices, onChange }: SelectProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(e) => onChange(e.currentTarget.value)}>
        {usual !== undefined && <option value="">{usual}</option>}
        {choices.map(([v, name]) => (
          <option key={v} value={v}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

interface PanelsProps {
  /** As in an address; empty for those that the simulation has of itself. */
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
}

/** All panels, or those that are ticked. */
export function Panels({ value, choices, onChange }: PanelsProps) {
  const ticked = value === '' || value === 'none' ? [] : value.split(',');
  const tick = (id: string, on: boolean): void => {
    const wanted = choices.filter(([v]) => (v === id ? on : ticked.includes(v))).map(([v]) => v);
    onChange(wanted.join(',') || 'none');
  };
  return (
    <fieldset className={styles.panels}>
      <legend>Panels beside the stage</legend>
      <label>
        <input
          type="checkbox"
          checked={value === ''}
          onChange={(e) => onChange(e.currentTarget.checked ? '' : 'none')}
        />
        <span>As the simulation has them</span>
      </label>
      {value !== '' &&
        choices.map(([id, name]) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={ticked.includes(id)}
              onChange={(e) => tick(id, e.currentTarget.checked)}
            />
            <span>{name}</span>
          </label>
        ))}
    </fieldset>
  );
}
