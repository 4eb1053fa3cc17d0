'use client';

import { type ComponentType, type ReactNode, useEffect, useRef, useState } from 'react';
import type { RaceContent } from '../simulation/race/content.ts';
import type { RaceProps } from '../simulation/race/Race.tsx';

interface RaceIslandProps {
  /** Where it opens when the address says nothing. */
  readonly pairs?: readonly (readonly [string, string])[];
  /** The address of the page names what is shown, and follows it. */
  readonly owner?: boolean;
  readonly loadContent: () => Promise<RaceContent>;
  /** The still, rendered on the server. */
  readonly children: ReactNode;
}

interface Loaded {
  readonly Race: ComponentType<RaceProps>;
  readonly content: RaceContent;
}

/** How far below the fold the race begins to load. */
const MARGIN = '300px';

/** Shows the still, and puts the race in its place when the reader comes near. */
export function RaceIsland({ pairs = [], owner = false, loadContent, children }: RaceIslandProps) {
  const place = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<Loaded>();

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((e) => e.isIntersecting)) return;
        observer.disconnect();
        Promise.all([import('../simulation/race/Race.tsx'), loadContent()]).then(([{ Race }, content]) =>
          setLoaded({ Race, content }),
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
        <loaded.Race
          pairs={owner && location.search ? [...new URLSearchParams(location.search)] : pairs}
          content={loaded.content}
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
