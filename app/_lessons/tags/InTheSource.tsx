import { simulationHref } from '../../_simulation/href.ts';
import { CitedSources } from '../CitedSources.tsx';
import type { TagContext } from './context.ts';

/** Where to read on: the lesson's run line by line, and the places in real code. */
export const InTheSource = ({ scenario }: TagContext) => (
  <>
    <h2 id="in-the-source">In the source</h2>
    <p>
      <a href={simulationHref(scenario, [['level', 'lines']])}>Read the same run line by line</a>: each line
      is of a function that is named. These are the places in which to read on.
    </p>
    <CitedSources scenario={scenario} />
  </>
);
