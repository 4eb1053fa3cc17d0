/** Tags that stand beside the stage, and the stage itself. */
import { Children, isValidElement, type ReactNode } from 'react';
import { PassageOnStage } from '@/components/lesson/PassageOnStage.tsx';
import { StageLesson } from '@/components/lesson/StageLesson.tsx';
import { StageLink } from '@/components/lesson/StageLink.tsx';
import { Why } from '@/components/lesson/Why.tsx';
import { DEPTH_NAMES } from '@/components/simulation/model/levels.ts';
import { siteHref } from '@/components/site/SiteLink.tsx';
import { race } from '@/content/race/index.ts';
import { DEPTHS, type Depth } from '@/engine/index.ts';
import { LiveRace } from '../../_race/LiveRace.tsx';
import { RaceStill } from '../../_race/RaceStill.tsx';
import { LiveSimulation } from '../../_simulation/LiveSimulation.tsx';
import { Still } from '../../_simulation/Still.tsx';
import { RACE } from '../lessons.ts';
import type { TagContext } from './context.ts';
import { LedgerTable, type NamedRun } from './LedgerTable.tsx';
import { type PlaceProps, placeOf } from './place.ts';

type WithChildren = TagContext & { readonly children: ReactNode };

const BARE = [['chrome', 'stage']] as const;

/** Text beside the stage, which follows it. What stands before the first heading is the opening. */
export function Stage({ lesson, children }: WithChildren) {
  const parts = Children.toArray(children);
  const first = parts.findIndex((part) => isValidElement(part) && part.type === 'h2');
  if (first < 0) throw new Error('The text beside a stage has no heading that ends its opening.');
  const stages = lesson.stages.map((id) => ({
    id,
    island:
      id === RACE ? (
        <LiveRace>
          <RaceStill />
        </LiveRace>
      ) : (
        <LiveSimulation scenario={id} pairs={BARE}>
          <Still scenario={id} withheld={lesson.asked.has(id)} />
        </LiveSimulation>
      ),
  }));
  return (
    <StageLesson stages={stages} opening={parts.slice(0, first)}>
      {parts.slice(first)}
    </StageLesson>
  );
}

interface PassageProps extends WithChildren, Omit<PlaceProps, 'at' | 'scenario'> {
  /** Left out where the race is on the stage. */
  readonly at?: string;
  readonly race?: boolean;
  /** The fragment of the page's address; the moment where nothing is said. */
  readonly id?: string;
}

/** A passage that brings the stage to a moment of a run, or to the race. */
export async function Passage({
  scenario,
  at,
  race: isRace,
  id = at ?? RACE,
  children,
  ...rest
}: PassageProps) {
  if (isRace)
    return (
      <PassageOnStage
        id={id}
        title={rest.title ?? race.title}
        place={{ stage: RACE, pairs: [], title: race.title }}
        href={siteHref('/compare')}
      >
        {children}
      </PassageOnStage>
    );
  if (!at) throw new Error('A passage has neither a moment nor the race.');
  const { place, href } = await placeOf({ scenario, at, ...rest });
  return (
    <PassageOnStage id={id} title={place.title} place={place} href={href} note={noteOf(rest.level)}>
      {children}
    </PassageOnStage>
  );
}

/** A stage that shows more boxes than before says why. */
const noteOf = (level: PlaceProps['level']): string | undefined =>
  isDepth(level) && level !== 'story' ? `The stage looks deeper here: ${DEPTH_NAMES[level]}.` : undefined;
const isDepth = (level: string | undefined): level is Depth => DEPTHS.some((d) => d === level);

interface TryProps extends WithChildren, Pick<PlaceProps, 'level'> {
  readonly ask: string;
  readonly params: string;
  readonly name: string;
  readonly against: readonly NamedRun[];
  /** The moment in which the change is seen. */
  readonly at?: string;
}

/** A change to predict: which counts will move? */
export async function Try({ scenario, params, name, against, ask, at = 'end', level, children }: TryProps) {
  const { place, href } = await placeOf({ scenario, params, at, level, title: name });
  return (
    <>
      <p>
        <strong>{ask}</strong>
      </p>
      <Why ask="The ledgers, and why">
        <LedgerTable scenario={scenario} runs={[...against, { params, name }]} />
        {children}
        <p>
          <StageLink place={place} href={href}>
            See it on the stage
          </StageLink>
        </p>
      </Why>
    </>
  );
}
