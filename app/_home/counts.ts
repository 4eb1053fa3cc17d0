/** What the front page counts: the guest's calls for one write, by the engine, while the page is made. */
import type { Way } from '@/components/home/way.ts';
import type { Ledger } from '@/engine/index.ts';
import { runOf } from '../_lessons/runs.ts';

/** A call: the guest touches a register that is emulated, or makes a hypercall. */
const calls = ({ P, Hg }: Ledger): number => P + Hg;

/** The calls of the scenario's default run, before and after the disk has done its work. */
export async function wayOf(id: string): Promise<Way> {
  const { scenario, history } = await runOf(id);
  const answer = scenario.told?.goals.find((g) => g.id === 'answer');
  const done = answer?.moments.map((moment) => history.find(moment)).find((step) => step !== undefined);
  if (done === undefined) throw new Error(`${id} does not say when its disk is done.`);
  const before = calls(history.ledger(done));
  return { before, after: calls(history.ledger(history.length)) - before };
}
