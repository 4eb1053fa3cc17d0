/** The step for what it lights, undefined for all else: what a memoised part is given. */
export type Lights = (name: string) => number | undefined;

export const lightsOf = (step: number, parts: readonly string[]): Lights => {
  const names = new Set(parts);
  return (name) => (names.has(name) ? step : undefined);
};
