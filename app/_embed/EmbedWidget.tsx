'use client';

import { type ComponentType, type ReactNode, useEffect, useRef, useState } from 'react';
import type { OpeningContent } from '@/components/simulation/content.ts';
import { pairsOfQuery } from '@/components/simulation/model/query.ts';
import type { SimulationProps } from '@/components/simulation/Simulation.tsx';
import { useArriving } from '@/components/simulation/use-arriving.ts';
import { openWords, type WordedScenario } from '@/content/scenarios/index.ts';
import type { Pair } from '@/engine/index.ts';
import { announce } from './announce.ts';
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
  const frame = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<Loaded>();
  const content = useArriving(loaded?.opening);

  useEffect(() => {
    const pairs = pairsOfQuery(location.search);
    Promise.all([import('@/components/simulation/Simulation.tsx'), openWords(scenario)]).then(
      ([{ Simulation }, opening]) => setLoaded({ Simulation, opening, pairs }),
      // The still stays: it is never blank.
      () => undefined,
    );
  }, [scenario]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let told = 0;
    const observer = new ResizeObserver(() => {
      const height = Math.ceil(element.getBoundingClientRect().height);
      if (height === told) return;
      told = height;
      announce(height);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const problem = loaded && themeProblem(loaded.pairs);
  return (
    <div ref={frame} className={styles.frame}>
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      {loaded ? (
        <loaded.Simulation
          scenario={scenario}
          pairs={loaded.pairs}
          content={content}
          still={children}
          linkTo={(query) => `${location.protocol}//${location.host}${page}${query}`}
        />
      ) : (
        children
      )}
    </div>
  );
}
