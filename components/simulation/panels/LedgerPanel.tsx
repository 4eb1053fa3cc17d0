import { memo } from 'react';
import { ledgerRows } from '../model/ledger-rows.ts';
import type { Run } from '../model/run.ts';
import { horizon } from '../model/withhold.ts';
import { usePlayer } from '../player-context.ts';
import { Ledger } from './Ledger.tsx';

/** How far back a stretch without cost is followed. */
const BACK = 60;

/** The ledger, live. */
export const LedgerPanel = memo(function LedgerPanel() {
  const run = usePlayer((p) => p.run);
  const end = usePlayer(horizon);
  // Steps that cost nothing look alike to the ledger.
  const step = usePlayer((p) => lastCost(p.run, p.step));
  return <Ledger rows={ledgerRows(run.history, run.index, step, end)} />;
});

/** This step if it cost something; else the first one that shows the same sums with nothing added. */
function lastCost({ history }: Run, step: number): number {
  const now = history.ledger(step);
  if (step === 0 || history.ledger(step - 1) !== now) return step;
  let n = step;
  while (n > 1 && step - n < BACK && history.ledger(n - 2) === now) n--;
  return n;
}
