// Imported for its styles: they belong to the page, which shows the still before any script runs.
import './make-still.tsx';
import { StillOnce, type StillProps } from './StillOnce.tsx';

/** The widget as a still, with its styles. */
export const Still = (props: StillProps) => <StillOnce {...props} />;
