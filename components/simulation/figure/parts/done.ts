/** How many requests of a program have been answered: for a stage on which little else can be read. */
import { type Drawn, type Part, places, rect } from '../spec.ts';

interface Counted {
  readonly workload: { readonly completed: number; readonly total: number };
}

function doneDrawn({ workload: { completed, total } }: Counted): Drawn {
  const value = `${completed} of ${total} done`;
  return {
    frame: 'bare',
    says: `${completed} of ${total} requests are done.`,
    body: { kind: 'lines', items: [{ id: 'done', value, says: `The program has ${value}.` }] },
  };
}

/** Stands above the bands of a small stage, beside the guest's name. */
export const DONE: Part<Counted, 'done'> = {
  id: 'done',
  tone: 'guest',
  from: 'story',
  at: places(null, null, rect(92, 2, 96, 19)),
  draw: doneDrawn,
};
