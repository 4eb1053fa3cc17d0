import styles from './Figure.module.css';
import type { Look } from './spec.ts';

/** The class of an item's value. */
export const lookClass = (look: Look = 'plain'): string => styles[look] ?? '';
/** The class of a square or pill that the look fills. */
export const fillClass = (look: Look = 'plain'): string => styles[`${look}Fill`] ?? styles.plainFill ?? '';
/** The class of the text inside it. */
export const insideClass = (look: Look = 'plain'): string =>
  styles[`${look}Inside`] ?? styles.plainInside ?? '';
