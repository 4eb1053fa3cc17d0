import { useCallback, useEffect, useRef } from 'react';
import type { OpeningContent } from '@/components/simulation/content.ts';
import { pairsOfQuery } from '@/components/simulation/model/query.ts';
import { TryAgain } from '@/components/simulation/piece/TryAgain.tsx';
import { useFetched } from '@/components/simulation/piece/use-fetched.ts';
import { Simulation } from '@/components/simulation/Simulation.tsx';
import { useArriving } from '@/components/simulation/use-arriving.ts';
import { openWords, type WordedScenario } from '@/content/scenarios/index.ts';
import type { Pair } from '@/engine/index.ts';
import styles from './Embed.module.css';
import { whenLive } from './host.ts';
import { themeProblem } from './theme.ts';

interface EmbedWidgetProps {
  readonly scenario: WordedScenario;
  /** The simulation's own page. */
  readonly page: string;
}

interface Loaded {
  readonly opening: OpeningContent;
  readonly pairs: readonly Pair[];
}

/** The widget alone. It needs no storage, no cookie and no origin of its own. Until it is there, the page's still is. */
export function EmbedWidget({ scenario, page }: EmbedWidgetProps) {
  const load = useCallback(
    async (): Promise<Loaded> => ({
      opening: await openWords(scenario),
      pairs: pairsOfQuery(location.search),
    }),
    [scenario],
  );
  const { value: loaded, failed, again } = useFetched(load);
  const { content, missing, read } = useArriving(loaded?.opening);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => (frame.current ? whenLive(frame.current) : undefined), []);

  const problem = loaded && themeProblem(loaded.pairs);
  return (
    <div ref={frame} className={styles.frame}>
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      {failed && <TryAgain what="This simulation" again={again} />}
      {missing && <TryAgain what="The reasons" again={missing} />}
      {loaded && (
        <Simulation
          scenario={scenario}
          pairs={loaded.pairs}
          content={content}
          onStep={read}
          linkTo={(query) => `${location.protocol}//${location.host}${page}${query}`}
        />
      )}
    </div>
  );
}
