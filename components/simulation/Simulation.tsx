import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo } from 'react';
import {
  defaults,
  InputError,
  loadScenario,
  type Pair,
  type RawParams,
  readSpec,
  type Scenario,
  type Spec,
  wayOf,
} from '@/engine/index.ts';
import type { SimulationContent } from './content.ts';
import { pairsOf } from './model/address.ts';
import { arrivalAt } from './model/levels.ts';
import { EMBED_NAMES } from './model/query.ts';
import { isRunOf } from './model/run.ts';
import type { Hold } from './model/withhold.ts';
import { Player } from './Player.tsx';
import { Boundary } from './piece/Boundary.tsx';
import { TryAgain } from './piece/TryAgain.tsx';
import { useFetched } from './piece/use-fetched.ts';
import { widgetOf } from './player-context.ts';
import { loadScene } from './scenes/index.ts';
import type { Scene } from './scenes/scene.ts';
import { createPlayer, type Player as PlayerState, type PlayerStore } from './store.ts';
import { type Place, useSettled } from './use-settled.ts';

export interface SimulationProps {
  /** A scenario's id, or a loader of one. */
  readonly scenario: string | (() => Promise<Scenario>);
  /** The pairs of the address: scenario parameters, at, mode, chrome. Read once. */
  readonly pairs?: readonly Pair[];
  readonly content: SimulationContent;
  /** Called as soon as a step is shown whose reason is wanted: below the story, one that was executed. */
  readonly onStep?: () => void;
  /** Shown until the scenario has arrived. */
  readonly still?: ReactNode;
  /** Told, once things have settled, under which pairs what is shown can be found again. */
  readonly onSpecChange?: (pairs: RawParams) => void;
  /** The address at which a query of this widget opens; this page's by default. */
  readonly linkTo?: (query: string) => string;
  /** It is what its page is about: the arrow keys act from the start. */
  readonly arrows?: boolean;
  /** Where the text beside the widget wants it to be. A new object is a new wish; the reader may leave again. */
  readonly visit?: Visit | undefined;
  /** Something else stands in its place: nobody sees it. */
  readonly away?: boolean;
  /** The text beside it has a question left that a total on the stage would answer. */
  readonly pending?: boolean;
}

export interface Visit {
  readonly pairs: NonNullable<SimulationProps['pairs']>;
  /** The text asks about this place: what comes after it is withheld. */
  readonly hold?: Hold | undefined;
}

interface Opened {
  readonly store: PlayerStore;
  readonly scene: Scene | undefined;
}

const here = (query: string): string => `${location.origin}${location.pathname}${query}`;
const NO_PAIRS: NonNullable<SimulationProps['pairs']> = [];

/** A simulation as a widget: it loads its scenario, runs it, and is from then on a function of its store. */
export function Simulation(props: SimulationProps) {
  const {
    scenario,
    pairs = NO_PAIRS,
    content,
    onStep,
    still,
    onSpecChange,
    linkTo = here,
    arrows,
    visit,
    away = false,
    pending = false,
  } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: pairs are where the widget starts, not where it is
  const load = useCallback(() => open(scenario, pairs), [scenario]);
  const { value: opened, error, failed, again } = useFetched(load);

  const place = useMemo(() => opened && placeOf(opened.store), [opened]);
  useSettled(place, onSpecChange);
  // Before the first picture: what is withheld must not be seen in it.
  useLayoutEffect(() => opened?.store.getState().setPending(pending), [opened, pending]);
  useEffect(() => {
    if (opened && visit) bring(opened.store, visit);
  }, [opened, visit]);
  useEffect(() => {
    if (!opened || !onStep) return;
    const { getState, subscribe } = opened.store;
    // The story has its own words.
    const wants = ({ step, level }: PlayerState) => step > 0 && level !== 'story';
    if (wants(getState())) onStep();
    return subscribe((now) => wants(now) && onStep());
  }, [opened, onStep]);
  useEffect(() => {
    if (away) opened?.store.getState().pause();
  }, [opened, away]);
  const widget = useMemo(() => opened && widgetOf(opened.store, content), [opened, content]);

  if (error instanceof InputError)
    return <p role="alert">{`This simulation could not be opened: ${error.message}`}</p>;
  if (!widget)
    return (
      <>
        {failed && <TryAgain what="This simulation" again={again} />}
        {still}
      </>
    );
  return (
    <Boundary what="This simulation" instead={still}>
      <Player widget={widget} scene={opened?.scene} linkTo={linkTo} arrows={arrows ?? false} />
    </Boundary>
  );
}

async function open(wanted: SimulationProps['scenario'], pairs: readonly Pair[]): Promise<Opened> {
  const scenario = await (typeof wanted === 'string' ? loadScenario(wanted) : wanted());
  const scene = await loadScene(scenario.id);
  const { spec, problems } = readSpec(scenario, pairs, EMBED_NAMES);
  return { store: openStore(scenario, spec, problems), scene };
}

/**
 * Choices that are not possible in this run are left out, then a combination that the scenario refuses falls back to its
 * defaults; either is said.
 */
function openStore(scenario: Scenario, spec: Spec, problems: readonly string[]): PlayerStore {
  try {
    return createPlayer(scenario, spec, problems);
  } catch (e) {
    if (!(e instanceof InputError)) throw e;
    const { schedule, memory, without, ...plain } = spec;
    const next = schedule || memory || without ? plain : { ...spec, params: defaults(scenario.params) };
    return openStore(scenario, next, [...problems, e.message]);
  }
}

/** Brings a widget to an address, with a new run if its parameters are others. */
function bring(store: PlayerStore, { pairs, hold }: Visit): void {
  const { run, apply, pause, withhold } = store.getState();
  const { spec } = readSpec(run.scenario, pairs);
  pause();
  withhold(undefined);
  if (!isRunOf(run, spec)) apply(spec.params, undefined, wayOf(spec));
  const now = store.getState();
  const { level, step, found } = arrivalAt(now.run, spec);
  if (!found) return;
  now.setLevel(level);
  now.goTo(step);
  withhold(hold);
}

const placeOf = (store: PlayerStore): Place => ({
  watch: (moved) =>
    store.subscribe((now, was) => {
      const still =
        now.step === was.step && now.level === was.level && now.mode === was.mode && now.run === was.run;
      if (!still || now.playing !== was.playing) moved(now.playing);
    }),
  pairs: () => pairsOf(store.getState()),
});
