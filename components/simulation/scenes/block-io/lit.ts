/**
 * Which parts of a figure a step lights: the step, then their names, or '' for none. A string, because a figure is
 * drawn again only when what it is given differs, and equal strings do not.
 */
export type Lit = string;

/** The step that lights a part, or undefined. */
export function litBy(lit: Lit, name: string | number): number | undefined {
  const [step, ...names] = lit.split(' ');
  return names.includes(String(name)) ? Number(step) : undefined;
}
