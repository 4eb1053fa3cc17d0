'use client';

import { type ComponentType, type ReactNode, useCallback, useEffect } from 'react';
import type { OpeningContent } from '@/components/simulation/content.ts';
import { pairsOfQuery } from '@/components/simulation/model/query.ts';
import { TryAgain } from '@/components/simulation/piece/TryAgain.tsx';
import { useFetched } from '@/components/simulation/piece/use-fetched.ts';
import type { SimulationProps } from '@/components/simulation/Simulation.tsx';
import { useArriving } from '@/components/simulation/use-arriving.ts';
import { openWords, type WordedScenario } from '@/content/scenarios/index.ts';
import type { Pair } from '@/engine/index.ts';
import { announceHeight } from './announce.ts';
import styles from './Embed.module.css';
import { themeProblem } from './theme.ts';

interface EmbedWidgetProps {
  readonly scenario: WordedScenario;
  /** The simulation's own page. */
  readonly page: string;
  /** The still, shown until the widget is there and wherever it cannot be. */
  readonly children: ReactNode;
}

interface Loaded {
  readonly Simulation: ComponentType<SimulationProps>;
  readonly opening: OpeningContent;
  readonly pairs: readonly Pair[];
}

/** The widget alone. It needs no storage, no cookie and no origin of its own. */
export function EmbedWidget({ scenario, page, children }: EmbedWidgetProps) {
  const load = useCallback(async (): Promise<Loaded> => {
    const pairs = pairsOfQuery(location.search);
    const [{ Simulation }, opening] = await Promise.all([
      import('@/components/simulation/Simulation.tsx'),
      openWords(scenario),
    ]);
    return { Simulation, opening, pairs };
  }, [scenario]);
  const { value: loaded, failed, again } = useFetched(load);
  const { content, missing, read } = useArriving(loaded?.opening);
  useEffect(announceHeight, []);

  const problem = loaded && themeProblem(loaded.pairs);
  return (
    <div className={styles.frame}>
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      {failed && <TryAgain what="This simulation" again={again} />}
      {missing && <TryAgain what="The reasons" again={missing} />}
      {loaded ? (
        <loaded.Simulation
          scenario={scenario}
          pairs={loaded.pairs}
          content={content}
          onStep={read}
          still={children}
          linkTo={(query) => `${location.protocol}//${location.host}${page}${query}`}
        />
      ) : (
        children
      )}
    </div>
  );
}
