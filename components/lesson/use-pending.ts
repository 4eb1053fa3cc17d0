import { useCallback, useMemo, useState } from 'react';
import type { StageHandle } from './stage-context.ts';

/** How many questions of a text wait for an answer, by the stage that they are about. */
export function usePending(): Pick<StageHandle, 'pending' | 'ask'> {
  const [open, setOpen] = useState<Readonly<Record<string, number>>>({});
  const ask = useCallback<StageHandle['ask']>((stage) => {
    const count = (by: number): void => setOpen((n) => ({ ...n, [stage]: (n[stage] ?? 0) + by }));
    count(1);
    return () => count(-1);
  }, []);
  const stages = Object.keys(open).filter((stage) => open[stage]);
  const names = stages.sort().join(' ');
  const pending = useMemo(() => new Set(names.split(' ')), [names]);
  return useMemo(() => ({ pending, ask }), [pending, ask]);
}
