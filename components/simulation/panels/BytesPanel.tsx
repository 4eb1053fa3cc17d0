import { memo } from 'react';
import { hexRows } from '../model/hex-rows.ts';
import { lookAt } from '../model/look.ts';
import type { Run } from '../model/run.ts';
import { placeAt } from '../model/run-index.ts';
import { privateChanges, touchesIn } from '../model/touches.ts';
import { usePlayer } from '../player-context.ts';
import { Bytes } from './Bytes.tsx';

const ROWS = 4;
/** How far back the bytes panel looks for the last step that touched memory. */
const BACK = 60;

function lastTouching(run: Run, step: number): number {
  for (let n = step; n > Math.max(0, step - BACK); n--) {
    const look = lookAt(run.scenario, run.history, n);
    if (touchesIn(look.record).length > 0) return n;
    if (privateChanges(look.record, look.before, look.state).length > 0) return n;
  }
  return step;
}

/** The bytes, live: those of this step, or of the last one that touched any. */
export const BytesPanel = memo(function BytesPanel() {
  const run = usePlayer((p) => p.run);
  const step = usePlayer((p) => p.step);
  const shown = lastTouching(run, step);
  return <BytesAt run={run} step={shown} fresh={shown === step} />;
});

interface BytesAtProps {
  readonly run: Run;
  readonly step: number;
  readonly fresh: boolean;
}

const BytesAt = memo(function BytesAt({ run, step, fresh }: BytesAtProps) {
  const look = lookAt(run.scenario, run.history, step);
  const touches = touchesIn(look.record);
  return (
    <Bytes
      touches={touches}
      privates={privateChanges(look.record, look.before, look.state)}
      hex={hexRows(look.before?.ram, look.state.ram, touches, ROWS)}
      fresh={fresh}
      nameOf={(at) => placeAt(run.index, at)}
    />
  );
});
