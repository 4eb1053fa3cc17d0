/** Makes the small pictures of the list of simulations. On the server only: a browser gets them as part of the page. */
import type { ReactNode } from 'react';
import { depthsOf } from '@/components/simulation/model/levels.ts';
import { lookAt } from '@/components/simulation/model/look.ts';
import { openPoster } from '@/components/simulation/poster/open-poster.ts';
import { GENERIC, stageLayout } from '@/components/simulation/stage/layout.ts';
import { Vignette } from '@/components/simulation/vignette/Vignette.tsx';
import { LABELS, type WordedScenario } from '@/content/scenarios/index.ts';
import { fromOf } from '@/engine/index.ts';

const made = new Map<string, Promise<ReactNode>>();

/** One for each moment, however often React asks. */
export function vignetteOf(scenario: WordedScenario, at: string): Promise<ReactNode> {
  const key = `${scenario} ${at}`;
  const picture = made.get(key) ?? make(scenario, at);
  made.set(key, picture);
  return picture;
}

async function make(scenario: WordedScenario, at: string): Promise<ReactNode> {
  const { run, step, scene } = await openPoster(scenario, [['at', at]]);
  const { threads } = await LABELS[scenario]();
  const { platform, program } = run.history.instance;
  // Where nothing is told yet it is the step of the mechanism that is drawn, as plainly.
  const depth = depthsOf(run).includes('story') ? 'story' : 'mechanism';
  return (
    <Vignette
      spec={scene?.spec}
      look={lookAt(run.scenario, run.history, step, fromOf(run.history.stops, depth, step))}
      layout={stageLayout((scene?.layouts ?? GENERIC).landscape, program.threads, platform)}
      texts={threads}
    />
  );
}
