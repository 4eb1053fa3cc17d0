import { memo, useState } from 'react';
import { atOf, type CounterId, type Ledger, type Params, readParam } from '@/engine/index.ts';
import type { SimulationContent } from '../content.ts';
import { counted } from '../model/telling.ts';
import { isAsking } from '../model/withhold.ts';
import { useContent, usePlayer, useWidget } from '../player-context.ts';
import { HandleRow } from './HandleRow.tsx';

/** What a whole run costs, before and after a change. */
interface Change {
  readonly before: Ledger;
  readonly after: Ledger;
}

/** Two or three parameters within reach: the picture answers at once, and says what the change costs in the whole run. */
export const Handles = memo(function Handles() {
  const { store } = useWidget();
  const content = useContent();
  const { handles = [], counts = [] } = content;
  const scenario = usePlayer((p) => p.run.scenario);
  const params = usePlayer((p) => p.run.params);
  // What a whole run costs is what a question may ask.
  const asks = usePlayer(isAsking);
  const [change, setChange] = useState<Change>();
  const [refused, setRefused] = useState<string>();
  if (handles.length === 0) return null;

  const turn = (id: string, value: string): void => {
    const { run, step, apply } = store.getState();
    const schema = scenario.params.find((p) => p.id === id);
    if (!schema) return;
    const wanted: Params = { ...run.params, [id]: readParam(schema, value) };
    const before = run.history.ledger(run.history.length);
    const problem = apply(wanted, atOf(run.history, step));
    setRefused(problem);
    if (problem !== undefined) return;
    const { history } = store.getState().run;
    setChange({ before, after: history.ledger(history.length) });
  };

  return (
    <HandleRow handles={handles} params={params} onTurn={turn}>
      {refused ?? (change && !asks && changeText(content, change, counts))}
    </HandleRow>
  );
});

/** What the whole run costs now, and what it cost before. */
function changeText(
  content: SimulationContent,
  { before, after }: Change,
  ids: readonly CounterId[],
): string {
  const told = ids.filter((id) => before[id] > 0 || after[id] > 0);
  if (told.length === 0) return '';
  return `The whole run: ${told
    .map(
      (id) => `${counted(content, id, after[id])}${before[id] === after[id] ? '' : ` (was ${before[id]})`}`,
    )
    .join(', ')}.`;
}
