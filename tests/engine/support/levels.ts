// The steps at which the levels of a run stop.
import {
  History,
  instantiate,
  loadScenario,
  type RawParams,
  readAt,
  readParams,
  stepAt,
} from '../../../engine/index.ts';

/** The steps of a run, as the engine itself counts them. */
export async function stepsOf(id: string, raw: RawParams = {}) {
  const scenario = await loadScenario(id);
  const history = new History(instantiate(scenario, readParams(scenario.params, raw)));
  const { length, opens, stops } = history;
  return {
    length,
    opens,
    /** From the event in the title on, without it. */
    story: stops.story.map((stop) => stop.step).filter((step) => step > opens),
    mechanism: stops.mechanism.map((stop) => stop.step).filter((step) => step > opens),
    /** The step of a moment, as the page writes it. */
    at: (moment: string): string => {
      const step = stepAt(history, readAt(moment));
      if (step === undefined) throw new Error(`${id} has no ${moment}.`);
      return String(step);
    },
  };
}
