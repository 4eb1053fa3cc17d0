/** Opens an address as the pages do, and says in short texts what is on the stage then. */
import { readRace, tickAt } from '@/components/simulation/race/address.ts';
import { loadRace } from '@/components/simulation/race/load-race.ts';
import { raceOf } from '@/components/simulation/race/source.ts';
import { readFrontmatter } from '@/content/frontmatter.ts';
import { race } from '@/content/race/index.ts';
import {
  defaults,
  History,
  InputError,
  instantiate,
  loadScenario,
  readSpec,
  type Scenario,
  type Spec,
  stepAt,
} from '@/engine/index.ts';
import { parseHead } from '../content/frontmatter.ts';
import { lessonFolders, readLesson } from '../content/lessons.ts';

/** One stage: the line that was executed last, by whom, and what all steps so far cost. */
export interface Shown {
  /** `procedure.label`; `start` before the first step. */
  readonly line: string;
  readonly thread: string;
  /** The moment at or before it, with its number: `kicked.1`. */
  readonly chapter: string;
  /** Counters that are not zero, as `X 1, Hg 2`. */
  readonly ledger: string;
  readonly step: number;
}

export interface Opened {
  /** One for a simulation or a passage of a lesson, one for each side of a race. */
  readonly stages: readonly Shown[];
  readonly mode: string;
  readonly chrome: string;
  /** Sentences about what could not be read. */
  readonly problems: readonly string[];
}

function shownAt(history: History, step: number): Shown {
  const record = history.record(step);
  const chapter = history.occurrences.findLast((o) => o.step <= step);
  const ledger = Object.entries(history.ledger(step)).filter(([, n]) => n !== 0);
  return {
    line: record ? `${record.procedure}.${record.label}` : 'start',
    thread: record?.thread ?? '',
    chapter: chapter ? `${chapter.id}.${chapter.nth}` : 'start',
    ledger: ledger.map(([id, n]) => `${id} ${n}`).join(', '),
    step,
  };
}

/** What a page lets others put into its address. */
const IGNORED = ['theme'];

/**
 * @param address `simulations/<id>/?…`, `embed/<id>/?…`, `compare/?…`, or `lessons/<slug>/#<moment>` for the passage
 * of a lesson that stands at that moment
 */
export async function open(address: string): Promise<Opened> {
  const { pathname, searchParams, hash } = new URL(address, 'http://any/');
  const [page, name = ''] = pathname.split('/').filter(Boolean);
  if (page === 'compare') return openRace([...searchParams]);
  if (page === 'lessons') return openPassage(name, hash.slice(1));
  const scenario = await loadScenario(name);
  const { spec, problems } = readSpec(scenario, searchParams, IGNORED);
  return opened(scenario, spec, problems);
}

function opened(scenario: Scenario, spec: Spec, problems: readonly string[]): Opened {
  const { mode, chrome } = spec;
  let history: History;
  const said = [...problems];
  try {
    history = new History(instantiate(scenario, spec.params));
  } catch (e) {
    if (!(e instanceof InputError)) throw e;
    said.push(e.message);
    history = new History(instantiate(scenario, defaults(scenario.params)));
  }
  return { stages: [shownAt(history, stepAt(history, spec.at) ?? 0)], mode, chrome, problems: said };
}

async function openPassage(slug: string, moment: string): Promise<Opened> {
  const folder = lessonFolders().find((f) => f.replace(/^\d+-/, '') === slug);
  if (!folder) throw new Error(`There is no lesson ${slug}.`);
  const { head, tags } = readLesson(folder);
  const passage = tags.find((t) => t.name === 'Passage' && t.attributes.at === moment);
  if (!passage) throw new Error(`The lesson ${slug} has no passage at ${moment}.`);
  return open(`simulations/${readFrontmatter(parseHead(head)).scenario}/?at=${moment}`);
}

async function openRace(pairs: readonly (readonly [string, string])[]): Promise<Opened> {
  const source = await loadRace(race.sides);
  const { params, clock, at, problems } = readRace(source, pairs, IGNORED);
  const run = raceOf(source, params);
  const tick = tickAt(run, clock, at) ?? 0;
  const stages = run.sides.map(({ run: { history } }, side) =>
    shownAt(history, run.clocks[clock].places[side]?.[tick]?.step ?? 0),
  );
  // A race has no mode and no chrome of its own.
  return { stages, mode: 'watch', chrome: 'full', problems };
}
