import { COUNTERS, type Ledger } from '../index.ts';
import { table } from './output.ts';

/** What a run cost, counter by counter. */
export const ledgerTable = (ledger: Ledger): string =>
  table([['', 'ledger', 'count', ''], ...COUNTERS.map((c) => [c.id, c.name, ledger[c.id], c.means])], [2]);
