/** What is said of a step to those who do not read lines: what happened, why, and what it cost. */
import { COUNTERS, type CounterId, type Depth, fromOf, writeParam } from '@/engine/index.ts';
import type { SimulationContent, Telling } from '../content.ts';
import { toldAt } from './levels.ts';
import type { Look } from './look.ts';
import { namesOf } from './names.ts';
import { reasonOf } from './reason.ts';
import type { Run } from './run.ts';
import { visibleSentence, wordsIn } from './sentence.ts';

export interface Told {
  readonly what: string;
  readonly why: string;
  /** Costs since the step before: "+1 VM exit". */
  readonly costs: readonly string[];
}

/** As one text: for a listener, or for a link's picture. */
export const textOf = ({ what, why, costs }: Told): string =>
  [what, why, costs.length > 0 ? `${costs.join(', ')}.` : ''].filter(Boolean).join(' ');

const WORD_TIME = 330;

/** Milliseconds: a third of a second a word; and time to see what has moved. */
export const readingTime = (text: string): number => Math.max(1500, text.split(' ').length * WORD_TIME);

/** What is said of a step at a level above that of lines. */
export const toldOf = (content: SimulationContent, run: Run, look: Look, level: Depth): Told =>
  level === 'story' ? storyOf(content, run, look.step) : mechanismOf(content, run, look);

/** What is said at a step of the story; at one between two of its stops, what was told last. */
function storyOf(content: SimulationContent, run: Run, step: number): Told {
  const { history } = run;
  const stop = step === 0 ? undefined : toldAt(run, step);
  const moment = step >= history.length ? 'end' : (stop?.moment ?? 'start');
  const again = moment === 'end' ? 0 : (stop?.again ?? 0);
  const said = toldOfMoment(content, run, { moment, again, step: stop?.step ?? 0 });
  return { ...said, costs: costsOf(content, run, 'story', step) };
}

/** What is told of a moment, or of its repetitions. */
export function toldOfMoment(
  content: SimulationContent,
  run: Run,
  { moment, again, step }: { readonly moment: string; readonly again: number; readonly step: number },
): Pick<Told, 'what' | 'why'> {
  const telling = content.story?.[moment];
  if (!telling) return { what: sentenceOf(content.moments[moment] ?? moment), why: '' };
  if (again > 0) return { what: againOf(telling, again), why: '' };
  const { what, why = '' } = caseOf(telling, run, step);
  return { what, why };
}

const sentenceOf = (title: string): string => (/[.?!]$/.test(title) ? title : `${title}.`);

const againOf = ({ what, again }: Telling, n: number): string =>
  (again ?? `The same again, ${n === 1 ? 'once' : '{n} times'}: ${what}`).replaceAll('{n}', String(n));

/** The first case that holds of this run and of what its step returned. */
function caseOf(telling: Telling, { params, history }: Run, step: number): Pick<Telling, 'what' | 'why'> {
  const returned = history
    .record(Math.max(1, step))
    ?.effects.findLast((e) => e.kind === 'return' && typeof e.value === 'boolean');
  const found = telling.cases?.find(
    (c) =>
      Object.entries(c.params ?? {}).every(([id, values]) => values.includes(writeParam(params[id] ?? ''))) &&
      (c.returns === undefined || (returned?.kind === 'return' && returned.value === c.returns)) &&
      (c.after === undefined || history.find(c.after) !== undefined),
  );
  return found ?? telling;
}

/** Of what happened and why together, at the level of mechanism. */
const MOST_WORDS = 40;

/** What is said of a step of the mechanism: the changes that others can see, and the reason of the line. */
function mechanismOf(content: SimulationContent, run: Run, look: Look): Told {
  const costs = costsOf(content, run, 'mechanism', look.step);
  const stop = run.history.stops.mechanism.find((s) => s.step === look.step);
  const { platform } = run.history.instance;
  const title = stop?.moment ? content.moments[stop.moment] : undefined;
  const isEnd = look.step === run.history.length && title === undefined;
  if (!look.record || isEnd) return { ...storyOf(content, run, look.step), costs };
  const why = reasonOf(content, look, undefined).text;
  // What has a name is called by it; of anything else the change itself is said, as far as the reason leaves room.
  const what = title
    ? sentenceOf(title)
    : visibleSentence(look.record, namesOf(content, platform), MOST_WORDS - wordsIn(why));
  if (stop && stop.again > 0)
    return { what: 'Down to the hypervisor and back, as before.', why: what, costs };
  return { what, why, costs };
}

/** What is counted, by its plain name where it has one. */
export function countName({ countNames }: SimulationContent, id: CounterId, n: number): string {
  const { name = id, one = name } = COUNTERS.find((c) => c.id === id) ?? {};
  const [single, several] = countNames?.[id] ?? [one, name];
  return n === 1 ? single : several;
}

export const counted = (content: SimulationContent, id: CounterId, n: number): string =>
  `${n} ${countName(content, id, n)}`;

/** What is paid between this step and the one shown before it. */
function costsOf(content: SimulationContent, run: Run, depth: Depth, step: number): readonly string[] {
  if (step === 0) return [];
  return (content.counts ?? []).flatMap((id) => {
    const paid = paidAt(run, depth, id, step);
    const key = content.countKeys?.[id];
    if (paid <= 0) return [];
    const cost = `+${counted(content, id, paid)}`;
    return [key !== undefined && isFirst(run, depth, id, step) ? `${cost}: ${key}` : cost];
  });
}

/** What the steps after `from` up to `to` cost. */
export function costsBetween(
  content: SimulationContent,
  { history }: Run,
  from: number,
  to: number,
): readonly string[] {
  const [now, was] = [history.ledger(to), history.ledger(from)];
  return (content.counts ?? []).flatMap((id) =>
    now[id] > was[id] ? [`+${counted(content, id, now[id] - was[id])}`] : [],
  );
}

const paidAt = ({ history }: Run, depth: Depth, id: CounterId, step: number): number =>
  history.ledger(step)[id] - history.ledger(fromOf(history.stops, depth, step))[id];

/** Nothing of this kind was paid since the run opened. */
const isFirst = ({ history }: Run, depth: Depth, id: CounterId, step: number): boolean => {
  const { stops, opens } = history;
  const paidBefore = (at: number): number => history.ledger(fromOf(stops, depth, at))[id];
  return depth !== 'lines' && step >= opens && paidBefore(step) === paidBefore(opens);
};
