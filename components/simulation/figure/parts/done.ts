/** How many requests of a program have been answered: for a stage on which little else can be read. */
import type { Drawn } from '../spec.ts';

export function doneDrawn({
  completed,
  total,
}: {
  readonly completed: number;
  readonly total: number;
}): Drawn {
  const value = `${completed} of ${total} done`;
  return {
    frame: 'bare',
    says: `${completed} of ${total} requests are done.`,
    body: { kind: 'lines', items: [{ id: 'done', value, says: `The program has ${value}.` }] },
  };
}
