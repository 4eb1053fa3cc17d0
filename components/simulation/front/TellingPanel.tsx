import { memo } from 'react';
import { type Told, toldOf } from '../model/telling.ts';
import { isWaiting } from '../model/withhold.ts';
import { useContent, useLook, usePlayer } from '../player-context.ts';
import { Telling } from './Telling.tsx';

interface TellingPanelProps {
  /** The sentence of what is pointed at: it stands in the place of the step's own while something is. */
  readonly pointed: string | undefined;
  /** Names the parts of the stage, one by one. */
  readonly onNames: () => void;
}

const Begin = ({ onNames }: Pick<TellingPanelProps, 'onNames'>) => (
  <>
    <span>Press → or Play.</span>
    <button type="button" onClick={onNames}>
      Name the parts first
    </button>
  </>
);

/** What is said of the step on the stage. */
export const TellingPanel = memo(function TellingPanel({ pointed, onNames }: TellingPanelProps) {
  const told = useTold();
  const begins = usePlayer((p) => p.step === p.run.history.opens && !p.playing && !isWaiting(p));
  if (pointed !== undefined) return <Telling what={pointed} why="" costs={[]} />;
  return <Telling {...told} hint={begins ? <Begin onNames={onNames} /> : undefined} />;
});

function useTold(): Told {
  const content = useContent();
  const run = usePlayer((p) => p.run);
  const level = usePlayer((p) => p.level);
  return toldOf(content, run, useLook(), level);
}
