'use client';

import { type ComponentType, type ReactNode, useCallback, useRef } from 'react';
import type { Pair } from '@/engine/index.ts';
import type { OpeningContent } from '../simulation/content.ts';
import { pairsOfQuery } from '../simulation/model/query.ts';
import { TryAgain } from '../simulation/piece/TryAgain.tsx';
import { useFetched } from '../simulation/piece/use-fetched.ts';
import type { SimulationProps, Visit } from '../simulation/Simulation.tsx';
import { useArriving } from '../simulation/use-arriving.ts';
import { replaceAddress } from './address.ts';
import { useNear } from './use-near.ts';

interface SimulationIslandProps {
  readonly scenario: string;
  /** Where it opens when the address says nothing. */
  readonly pairs?: readonly Pair[];
  /** The address of the page names what is shown, and follows it. One widget of a page at most. */
  readonly owner?: boolean;
  /** The path of the simulation's own page. Links that are copied elsewhere lead there, and show all of it. */
  readonly page: string;
  /** Where the text beside it wants it to be. */
  readonly visit?: Visit | undefined;
  /** Something else stands in its place: nobody sees it. */
  readonly away?: boolean;
  /** The text beside it has a question left that a total on the stage would answer. */
  readonly pending?: boolean;
  readonly loadContent: () => Promise<OpeningContent>;
  /** The still, rendered on the server. */
  readonly children: ReactNode;
}

interface Loaded {
  readonly Simulation: ComponentType<SimulationProps>;
  readonly opening: OpeningContent;
}

/** Shows the still, and puts the widget in its place when the reader comes near. */
export function SimulationIsland({
  scenario,
  pairs = [],
  owner = false,
  page,
  visit,
  away = false,
  pending = false,
  loadContent,
  children,
}: SimulationIslandProps) {
  const place = useRef<HTMLDivElement>(null);
  const load = useCallback(
    (): Promise<Loaded> =>
      Promise.all([import('../simulation/Simulation.tsx'), loadContent()]).then(
        ([{ Simulation }, opening]) => ({ Simulation, opening }),
      ),
    [loadContent],
  );
  const { value: loaded, failed, again } = useFetched(useNear(place) ? load : undefined);
  const { content, missing, read } = useArriving(loaded?.opening);

  return (
    <div ref={place} data-island>
      {failed && <TryAgain what="This simulation" again={again} />}
      {missing && <TryAgain what="The reasons" again={missing} />}
      {loaded ? (
        <loaded.Simulation
          scenario={scenario}
          pairs={owner && location.search ? pairsOfQuery(location.search) : pairs}
          content={content}
          onStep={read}
          still={children}
          visit={visit}
          away={away}
          pending={pending}
          {...(owner
            ? { onSpecChange: replaceAddress, arrows: true }
            : { linkTo: (query) => wholePage(page, query) })}
        />
      ) : (
        children
      )}
    </div>
  );
}

function wholePage(page: string, query: string): string {
  const pairs = new URLSearchParams(query);
  pairs.delete('chrome');
  const rest = pairs.toString();
  return `${location.origin}${page}${rest && `?${rest}`}`;
}
