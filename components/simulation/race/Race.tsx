import { type ReactNode, useCallback, useMemo } from 'react';
import { defaults, InputError, type Pair, type RawParams } from '@/engine/index.ts';
import { EMBED_NAMES } from '../model/query.ts';
import { Boundary } from '../piece/Boundary.tsx';
import { TryAgain } from '../piece/TryAgain.tsx';
import { useFetched } from '../piece/use-fetched.ts';
import { type Place, useSettled } from '../use-settled.ts';
import { type HrefOf, readRace } from './address.ts';
import type { RaceContent } from './content.ts';
import { loadRace } from './load-race.ts';
import { RacePanels } from './RacePanels.tsx';
import type { RaceSource } from './source.ts';
import { createRace, pairsOfRace, type RaceStore } from './store.ts';

export interface RaceProps {
  /** The pairs of the address: count, queued, clock, at. Read once. */
  readonly pairs?: readonly Pair[];
  readonly content: RaceContent;
  /** Shown until the engine has arrived. */
  readonly still?: ReactNode;
  /** Called with the pairs of the address at which what is shown can be found again, when nothing has moved for a while. */
  readonly onSpecChange?: (pairs: RawParams) => void;
  /** The address at which a query of this widget opens; this page's by default. */
  readonly linkTo?: (query: string) => string;
  /** Where the simulation of a side is. */
  readonly hrefOf: HrefOf;
  /** It is what its page is about: the arrow keys act from the start. */
  readonly arrows?: boolean;
}

const here = (query: string): string => `${location.origin}${location.pathname}${query}`;
const NO_PAIRS: NonNullable<RaceProps['pairs']> = [];

/** A race as a widget: it loads its sides, runs them, and is from then on a function of its store. */
export function Race(props: RaceProps) {
  const { pairs = NO_PAIRS, content, still, onSpecChange, linkTo = here, hrefOf, arrows = false } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sides of a race never change, and pairs are where it starts
  const load = useCallback(
    () => loadRace(content.sides).then((source) => openStore(source, content, pairs)),
    [],
  );
  const { value: store, failed, again } = useFetched(load);

  const place = useMemo(() => store && placeOf(store), [store]);
  useSettled(place, onSpecChange);
  const widget = useMemo(() => store && { store, content, hrefOf }, [store, content, hrefOf]);

  if (!widget)
    return (
      <>
        {failed && <TryAgain what="This race" again={again} />}
        {still}
      </>
    );
  return (
    <Boundary what="This race" instead={still}>
      <RacePanels widget={widget} linkTo={linkTo} arrows={arrows} />
    </Boundary>
  );
}

/** A combination that the engine refuses falls back to the defaults, and says so. */
function openStore(source: RaceSource, content: RaceContent, pairs: readonly Pair[]): RaceStore {
  const { problems, ...spec } = readRace(source, pairs, EMBED_NAMES);
  try {
    return createRace(source, spec, content, problems);
  } catch (e) {
    if (!(e instanceof InputError)) throw e;
    const plain = { ...spec, params: defaults(source.params) };
    return createRace(source, plain, content, [...problems, e.message]);
  }
}

const placeOf = (store: RaceStore): Place => ({
  watch: (moved) =>
    store.subscribe((now, was) => {
      const still = now.tick === was.tick && now.run === was.run && now.clock === was.clock;
      if (!still || now.playing !== was.playing) moved(now.playing);
    }),
  pairs: () => pairsOfRace(store.getState()),
});
