'use client';

import { type ComponentType, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Pair } from '@/engine/index.ts';
import { pairsOfQuery } from '../simulation/model/query.ts';
import type { RaceContent } from '../simulation/race/content.ts';
import type { RaceProps } from '../simulation/race/Race.tsx';

interface RaceIslandProps {
  /** Where it opens when the address says nothing. */
  readonly pairs?: readonly Pair[];
  /** The address of the page names what is shown, and follows it. */
  readonly owner?: boolean;
  readonly content: RaceContent;
  readonly autoplay?: boolean;
  /** The still, rendered on the server. */
  readonly children: ReactNode;
}

/** How far below the fold the race begins to load. */
const MARGIN = '300px';

/** Shows the still, and puts the race in its place when the reader comes near. */
export function RaceIsland({
  pairs = [],
  owner = false,
  content,
  autoplay = false,
  children,
}: RaceIslandProps) {
  const place = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<{ readonly Race: ComponentType<RaceProps> }>();

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((e) => e.isIntersecting)) return;
        observer.disconnect();
        import('../simulation/race/Race.tsx').then(({ Race }) => setLoaded({ Race }));
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <div ref={place} data-island>
      {loaded ? (
        <loaded.Race
          pairs={owner && location.search ? pairsOfQuery(location.search) : pairs}
          content={content}
          autoplay={autoplay}
          still={children}
          {...(owner && { onSpecChange: replaceAddress })}
        />
      ) : (
        children
      )}
    </div>
  );
}

/** The address follows what is shown, without a new entry in the history. */
function replaceAddress(pairs: Readonly<Record<string, string>>): void {
  const query = new URLSearchParams(pairs).toString();
  history.replaceState(history.state, '', query ? `?${query}` : location.pathname);
}
