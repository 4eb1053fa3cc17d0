import { CountTable } from '@/components/lesson/CountTable.tsx';
import { COUNTERS } from '@/engine/index.ts';
import { runOf } from '../runs.ts';
import type { TagContext } from './context.ts';

export interface NamedRun {
  readonly name: string;
  readonly params?: string;
}

/** The ledgers of some runs, without what none of them has. */
export async function LedgerTable({
  scenario,
  runs,
}: Pick<TagContext, 'scenario'> & { readonly runs: readonly NamedRun[] }) {
  const histories = await Promise.all(runs.map(({ params }) => runOf(scenario, params)));
  const ledgers = histories.map(({ history }) => history.ledger(history.length));
  const rows = COUNTERS.map(({ id, name }) => ({ name, counts: ledgers.map((l) => l[id]) }));
  return (
    <CountTable
      caption="Counted by the engine, from the first step to the last."
      columns={runs.map(({ name }) => name)}
      rows={rows.filter(({ counts }) => counts.some((n) => n > 0))}
    />
  );
}
