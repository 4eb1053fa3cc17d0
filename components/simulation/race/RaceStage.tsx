import { memo, useId } from 'react';
import { liveKit } from '../motion/live-kit.ts';
import { Moving } from '../motion/Moving.tsx';
import { useExplanations } from '../stage/use-explanations.ts';
import { useSwipe } from '../stage/use-swipe.ts';
import { momentHref } from './address.ts';
import { RaceFigure } from './RaceFigure.tsx';
import { RaceSideView } from './RaceSideView.tsx';
import { useGame, useRace } from './race-context.ts';
import { ofSide } from './source.ts';
import { placeAt, standing, toldAtPlace } from './telling.ts';

/** A side of the race: drawn again only when it has moved. */
export const RaceStage = memo(function RaceStage({ side: index }: { readonly side: number }) {
  const uid = `r${useId().replaceAll(/[^a-z0-9]/gi, '')}`;
  const { content, store, hrefOf } = useRace();
  const side = useGame((g) => ofSide(g.run.sides, index));
  const place = useGame((g) => placeAt(g, index));
  const still = useGame((g) => place.is !== 'going' && g.tick < g.run.clocks[g.clock].length);
  const travel = useGame((g) => g.travel);
  const { pointed, handlers } = useExplanations();
  const swipe = useSwipe((by) => store.getState().stepBy(by));
  const words = ofSide(content.sides, index);
  return (
    <RaceSideView
      name={words.name}
      standing={standing(side, words, content, place)}
      still={still}
      told={pointed ? { what: pointed, why: '', costs: [] } : toldAtPlace(side, words, place)}
      href={momentHref(hrefOf, side, place.step)}
      figure={
        <Moving travel={travel} className={undefined}>
          <RaceFigure
            uid={uid}
            side={side}
            step={place.step}
            from={place.from}
            content={words.simulation}
            name={words.name}
            kit={liveKit}
            handlers={{ ...handlers, ...swipe }}
          />
        </Moving>
      }
    />
  );
});
