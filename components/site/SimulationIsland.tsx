'use client';

import { type ComponentType, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Pair } from '@/engine/index.ts';
import type { OpeningContent } from '../simulation/content.ts';
import { pairsOfQuery } from '../simulation/model/query.ts';
import type { SimulationProps, Visit } from '../simulation/Simulation.tsx';
import { useArriving } from '../simulation/use-arriving.ts';

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
  readonly loadContent: () => Promise<OpeningContent>;
  /** The still, rendered on the server. */
  readonly children: ReactNode;
}

interface Loaded {
  readonly Simulation: ComponentType<SimulationProps>;
  readonly opening: OpeningContent;
}

/** How far below the fold the widget begins to load. */
const MARGIN = '300px';

/** Shows the still, and puts the widget in its place when the reader comes near. */
export function SimulationIsland({
  scenario,
  pairs = [],
  owner = false,
  page,
  visit,
  loadContent,
  children,
}: SimulationIslandProps) {
  const place = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<Loaded>();
  const content = useArriving(loaded?.opening);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((e) => e.isIntersecting)) return;
        observer.disconnect();
        Promise.all([import('../simulation/Simulation.tsx'), loadContent()]).then(
          ([{ Simulation }, opening]) => setLoaded({ Simulation, opening }),
        );
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [loadContent]);

  return (
    <div ref={place} data-island>
      {loaded ? (
        <loaded.Simulation
          scenario={scenario}
          pairs={owner && location.search ? pairsOfQuery(location.search) : pairs}
          content={content}
          still={children}
          visit={visit}
          {...(owner ? { onSpecChange: replaceAddress } : { linkTo: (query) => wholePage(page, query) })}
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

/** The address follows what is shown, without a new entry in the history. */
function replaceAddress(pairs: Readonly<Record<string, string>>): void {
  const query = new URLSearchParams(pairs).toString();
  history.replaceState(history.state, '', query ? `?${query}` : location.pathname);
}
