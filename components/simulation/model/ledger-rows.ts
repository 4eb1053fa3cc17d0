/** The ledger's rows: the counters that this run ever moves, what they stand at, and what this step added. */
import { COUNTERS, type CounterId, type History } from '@/engine/index.ts';
import type { RunIndex } from './run-index.ts';

export interface LedgerRow {
  readonly id: CounterId;
  readonly name: string;
  readonly means: string;
  readonly value: number;
  readonly delta: number;
}

/** @param horizon counters that first move after this step stay hidden: they would give a prediction away */
export function ledgerRows(
  history: History,
  index: RunIndex,
  step: number,
  horizon: number = history.length,
): readonly LedgerRow[] {
  const now = history.ledger(step);
  const was = step > 0 ? history.ledger(step - 1) : now;
  return COUNTERS.flatMap(({ id, name, means }) => {
    const first = index.firstCost.get(id);
    if (first === undefined || first > horizon) return [];
    return [{ id, name, means, value: now[id], delta: now[id] - was[id] }];
  });
}
