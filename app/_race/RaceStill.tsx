// Imported for its styles: they belong to the page, which shows the still before any script runs.
import './make-race-still.tsx';
import { RaceStillOnce, type RaceStillProps } from './RaceStillOnce.tsx';

/** The race as a still, with its styles. */
export const RaceStill = (props: RaceStillProps) => <RaceStillOnce {...props} />;
