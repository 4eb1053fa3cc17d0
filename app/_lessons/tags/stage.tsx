/** Tags that stand beside the stage, and the stage itself. */
import type { ReactNode } from 'react';
import { PassageOnStage, StageLink } from '@/components/lesson/PassageOnStage.tsx';
import { StageLesson } from '@/components/lesson/StageLesson.tsx';
import { Why } from '@/components/lesson/Why.tsx';
import { LABELS } from '@/content/scenarios/index.ts';
import { simulationHref } from '../../_simulation/href.ts';
import { LiveSimulation } from '../../_simulation/LiveSimulation.tsx';
import { Still } from '../../_simulation/Still.tsx';
import { pairsOf } from '../runs.ts';
import type { TagContext } from './context.ts';
import { LedgerTable, type NamedRun } from './LedgerTable.tsx';

type WithChildren = TagContext & { readonly children: ReactNode };

const BARE = [['chrome', 'stage']] as const;

/** Text beside the stage, which follows it. */
export const Stage = ({ scenario, children }: WithChildren) => (
  <StageLesson
    stage={
      <LiveSimulation scenario={scenario} pairs={BARE}>
        <Still scenario={scenario} />
      </LiveSimulation>
    }
  >
    {children}
  </StageLesson>
);

/** A passage that brings the stage to a moment of the default run. */
export async function Passage({ scenario, at, children }: WithChildren & { readonly at: string }) {
  const { moments } = await LABELS[scenario]();
  const title = moments[at.replace(/[.+].*$/, '')];
  if (!title) throw new Error(`There is no moment ${at}.`);
  const pairs = [['at', at]] as const;
  return (
    <PassageOnStage id={at} title={title} pairs={pairs} href={simulationHref(scenario, pairs)}>
      {children}
    </PassageOnStage>
  );
}

interface TryProps extends WithChildren {
  readonly ask: string;
  readonly params: string;
  readonly name: string;
  readonly against: readonly NamedRun[];
}

/** A change to predict: which counts will move? */
export function Try({ scenario, params, name, against, ask, children }: TryProps) {
  const pairs = [...pairsOf(params), ['at', 'end'] as const];
  return (
    <>
      <p>
        <strong>{ask}</strong>
      </p>
      <Why ask="The ledgers, and why">
        <LedgerTable scenario={scenario} runs={[...against, { params, name }]} />
        {children}
        <p>
          <StageLink pairs={pairs} href={simulationHref(scenario, pairs)}>
            Run it on the stage
          </StageLink>
        </p>
      </Why>
    </>
  );
}
