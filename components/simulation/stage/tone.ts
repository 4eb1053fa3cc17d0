import type { Tone } from '../model/worlds.ts';
import styles from './tones.module.css';

/** The class that sets `--tone`, `--tone-fill` and `--tone-text` for what it is put on. */
export const toneClass = (tone: Tone): string => styles[tone] ?? '';
