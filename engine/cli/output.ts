/** Text on standard output, at the pace of whoever reads it. */
import { once } from 'node:events';

/** Writes lines and waits while the reader is slower. */
export async function print(text: string): Promise<void> {
  if (!process.stdout.write(`${text}\n`)) await once(process.stdout, 'drain');
}

/** Rows as aligned columns, two spaces apart; `right` columns hold numbers. */
export function table(
  rows: readonly (readonly (string | number)[])[],
  right: readonly number[] = [],
): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, String(cell).length);
  const line = (row: readonly (string | number)[]): string =>
    row
      .map((cell, i) =>
        right.includes(i) ? String(cell).padStart(widths[i] ?? 0) : String(cell).padEnd(widths[i] ?? 0),
      )
      .join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}
