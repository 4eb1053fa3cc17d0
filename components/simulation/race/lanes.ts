/** A side's way through the clock: where it goes on, where it waits, where it is done. */
import type { RaceClock, RacePlace } from '@/engine/index.ts';
import type { Aim } from '../model/levels.ts';
import { ofSide } from './source.ts';

export interface Stretch {
  readonly is: RacePlace['is'];
  /** From 0 to 1. */
  readonly from: number;
  readonly to: number;
}

/** The stretches of a side, in order. Its last tick is one that it goes, and after it it is done. */
export function stretchesOf({ places, length }: RaceClock, side: number): readonly Stretch[] {
  const out: Stretch[] = [];
  const list = ofSide(places, side);
  const end = list.findIndex((p) => p.is === 'done');
  for (let tick = 1; tick <= length; tick++) {
    const is = tick === end ? 'going' : ofSide(list, tick).is;
    const [last, to] = [out.at(-1), tick / length];
    if (last?.is === is) out[out.length - 1] = { ...last, to };
    else out.push({ is, from: last?.to ?? 0, to });
  }
  return out;
}

/** The goals by the ticks at which they begin. */
export const aimsOfClock = ({ goals }: RaceClock): readonly Aim[] =>
  goals.map(({ id, from }) => ({ id, step: from + 1 }));
