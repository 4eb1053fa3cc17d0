import { memo } from 'react';
import { horizon, isWaiting } from '../model/withhold.ts';
import { usePlayer, useWidget } from '../player-context.ts';
import { Transport } from './Transport.tsx';

/** The transport, live. */
export const TransportPanel = memo(function TransportPanel() {
  const { store } = useWidget();
  const actions = store.getState();
  const atStart = usePlayer((p) => p.step <= p.range.from);
  const atEnd = usePlayer((p) => p.step >= horizon(p));
  const playing = usePlayer((p) => p.playing);
  const waits = usePlayer(isWaiting);
  return (
    <Transport
      {...{ atStart, atEnd, playing, waits }}
      onFirst={() => actions.goTo(0)}
      onPreviousChapter={actions.previousChapter}
      onPrevious={() => actions.stepBy(-1)}
      onPlay={actions.togglePlay}
      onNext={() => actions.stepBy(1)}
      onNextChapter={actions.nextChapter}
      onLast={() => actions.goTo(Number.POSITIVE_INFINITY)}
    />
  );
});
