import { CountTable } from '@/components/lesson/CountTable.tsx';
import type { WordedScenario } from '@/content/scenarios/index.ts';
import { COUNTERS, type CounterId } from '@/engine/index.ts';
import { runOf } from '../runs.ts';
import type { TagContext } from './context.ts';

export interface NamedRun {
  readonly name: string;
  readonly params?: string;
  /** The lesson's own where nothing is said. */
  readonly scenario?: WordedScenario;
}

interface LedgerTableProps extends Pick<TagContext, 'scenario'> {
  readonly runs: readonly NamedRun[];
  /** What is shown; every counter where nothing is said. */
  readonly counters?: readonly CounterId[];
}

/** The ledgers of some runs, without what none of them has. */
export async function LedgerTable({ scenario, runs, counters }: LedgerTableProps) {
  const histories = await Promise.all(runs.map((run) => runOf(run.scenario ?? scenario, run.params)));
  const ledgers = histories.map(({ history }) => history.ledger(history.length));
  const shown = COUNTERS.filter(({ id }) => !counters || counters.includes(id));
  const rows = shown.map(({ id, name }) => ({ name, counts: ledgers.map((l) => l[id]) }));
  return (
    <CountTable
      caption="Counted by the engine, from the first step to the last."
      columns={runs.map(({ name }) => name)}
      rows={rows.filter(({ counts }) => counts.some((n) => n > 0))}
    />
  );
}
