'use client';

import { type ReactNode, useCallback } from 'react';
import { useStage } from '@/components/lesson/stage-context.ts';
import { SimulationIsland } from '@/components/site/SimulationIsland.tsx';
import { openWords, type WordedScenario } from '@/content/scenarios/index.ts';
import { type Pairs, simulationHref } from './href.ts';

interface LiveSimulationProps {
  readonly scenario: WordedScenario;
  readonly pairs?: Pairs;
  /** The address of the page names what is shown, and follows it. */
  readonly owner?: boolean;
  /** The still. */
  readonly children: ReactNode;
}

/** Where a page shows a simulation: widget and words come together here, and a lesson’s text may direct it. */
export function LiveSimulation({ scenario, pairs, owner, children }: LiveSimulationProps) {
  const { request, pending } = useStage() ?? {};
  const mine = request?.stage === scenario;
  const loadContent = useCallback(() => openWords(scenario), [scenario]);
  return (
    <SimulationIsland
      scenario={scenario}
      loadContent={loadContent}
      page={simulationHref(scenario)}
      visit={mine ? request : undefined}
      away={request !== undefined && !mine}
      pending={pending?.has(scenario) ?? false}
      {...(pairs && { pairs })}
      {...(owner && { owner })}
    >
      {children}
    </SimulationIsland>
  );
}
