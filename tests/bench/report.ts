// How a benchmark hands its numbers to run.mjs: one JSON object a line. undefined is "not available".
export type Row = readonly [what: string, value: number | undefined, unit: string];

export function report(part: string, rows: readonly Row[]): void {
  for (const [what, value, unit] of rows)
    console.log(JSON.stringify({ part, what, value: value ?? null, unit }));
}

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};
export const median = (values: readonly number[]): number => quantile(values, 0.5);
