'use client';

import { type ComponentType, type ReactNode, useRef } from 'react';
import type { Pair } from '@/engine/index.ts';
import { pairsOfQuery } from '../simulation/model/query.ts';
import { TryAgain } from '../simulation/piece/TryAgain.tsx';
import { useFetched } from '../simulation/piece/use-fetched.ts';
import type { RaceContent } from '../simulation/race/content.ts';
import type { RaceProps } from '../simulation/race/Race.tsx';
import { replaceAddress } from './address.ts';
import { siteHref } from './SiteLink.tsx';
import { useNear } from './use-near.ts';

interface RaceIslandProps {
  /** Where it opens when the address says nothing. */
  readonly pairs?: readonly Pair[];
  /** The address of the page names what is shown, and follows it. */
  readonly owner?: boolean;
  readonly content: RaceContent;
  /** The still, rendered on the server. */
  readonly children: ReactNode;
}

const simulationHref = (scenario: string, query: string): string =>
  siteHref(`/simulations/${scenario}${query}`);

/** Fetches the race. */
const load = (): Promise<ComponentType<RaceProps>> =>
  import('../simulation/race/Race.tsx').then((m) => m.Race);

/** Shows the still, and puts the race in its place when the reader comes near. */
export function RaceIsland({ pairs = [], owner = false, content, children }: RaceIslandProps) {
  const place = useRef<HTMLDivElement>(null);
  const { value: Race, failed, again } = useFetched(useNear(place) ? load : undefined);

  return (
    <div ref={place} data-island>
      {failed && <TryAgain what="This race" again={again} />}
      {Race ? (
        <Race
          pairs={owner && location.search ? pairsOfQuery(location.search) : pairs}
          content={content}
          still={children}
          hrefOf={simulationHref}
          {...(owner && { onSpecChange: replaceAddress, arrows: true })}
        />
      ) : (
        children
      )}
    </div>
  );
}
