/**
 * The laws of the levels, over the stops of one run: what is a part of what, what is kept on the way from one level to
 * another, and the limits of each, counted from what the still of the stage shows. Each fault is a sentence.
 */
import { renderToStaticMarkup } from 'react-dom/server';
import type { Level, Rect } from '../../components/simulation/figure/spec.ts';
import { focusOf } from '../../components/simulation/model/focus.ts';
import { stepAtDepth } from '../../components/simulation/model/levels.ts';
import { lookAt } from '../../components/simulation/model/look.ts';
import type { Run } from '../../components/simulation/model/run.ts';
import { wordsIn } from '../../components/simulation/model/sentence.ts';
import { toldOf } from '../../components/simulation/model/telling.ts';
import { stillKit } from '../../components/simulation/poster/still-kit.tsx';
import type { Scene } from '../../components/simulation/scenes/scene.ts';
import type { Point } from '../../components/simulation/stage/geometry.ts';
import type { Kit } from '../../components/simulation/stage/kit.ts';
import {
  layoutAt,
  ORIENTATIONS,
  type Orientation,
  stageLayout,
} from '../../components/simulation/stage/layout.ts';
import { Stage } from '../../components/simulation/stage/Stage.tsx';
import type { ScenarioWords } from '../../content/scenarios/words.ts';
import { DEPTHS, type Depth, fromOf } from '../../engine/index.ts';
import { IDENTIFIER, isCode, LIMITS } from '../components/simulation/figure/count.ts';
import { type Seen, type SeenPart, seenOf } from '../components/simulation/figure/seen.ts';

export interface Told {
  readonly run: Run;
  readonly words: ScenarioWords;
  readonly scene: Scene;
}
type Fault = (sentence: string) => void;

/** The levels that leave steps out. */
const BRIEF = ['story', 'mechanism'] as const;

// ── which steps ──────────────────────────────────────────────────────────────────────────────────────

/** Every step at which a level stops, the start before all. */
function stepsAt({ history }: Run, depth: Depth): readonly number[] {
  if (depth === 'lines') return Array.from({ length: history.length + 1 }, (_, i) => i);
  return [0, ...history.stops[depth].map((s) => s.step)];
}

function isPartOfTheNext({ run }: Told, fault: Fault): void {
  const [story, mechanism] = [stepsAt(run, 'story'), stepsAt(run, 'mechanism')];
  const deeper = new Set(mechanism);
  for (const step of story)
    if (!deeper.has(step)) fault(`the mechanism passes over step ${step} of the story`);
  for (const [name, steps] of [
    ['story', story],
    ['mechanism', mechanism],
  ] as const) {
    if (steps.some((s, i) => i > 0 && s <= (steps[i - 1] as number))) fault(`the ${name} is out of order`);
    if (steps.at(-1) !== run.history.length) fault(`the ${name} does not end where the run ends`);
  }
  const stops = story.length - 1;
  if (stops < 2 || stops > 60) fault(`the story has ${stops} steps`);
  if (!story.includes(run.history.opens)) fault('the run opens between two steps of its story');
}

/**
 * Down stays at the step, or opens what was folded at its first step; up leads to the step that contains the line.
 */
function keepsTheMoment({ run }: Told, fault: Fault): void {
  for (const from of DEPTHS)
    for (const to of DEPTHS) {
      if (from === to) continue;
      const steps = stepsAt(run, from);
      const goals = stepsAt(run, to);
      let next = 0;
      for (const [i, step] of steps.entries()) {
        const stop = from === 'lines' ? undefined : run.history.stops[from][i - 1];
        const isFolded = DEPTHS.indexOf(to) > DEPTHS.indexOf(from) && (stop?.again ?? 0) > 0;
        const least = isFolded ? (steps[i - 1] as number) + 1 : step;
        while ((goals[next] as number) < least) next++;
        const arrived = stepAtDepth(run, from, to, step);
        if (arrived !== goals[next])
          fault(`from step ${step} of ${from} to ${to}: ${arrived}, not ${goals[next]}`);
      }
    }
}

// ── what is said ─────────────────────────────────────────────────────────────────────────────────────

/** A sentence says what happened, and never that nothing did. */
const NOTHING = /\b(stays|changes)\b|nothing shared/;
const MOST_WORDS = { story: 20, mechanism: 40 } as const;

function isSaidBriefly({ run, words }: Told, fault: Fault): void {
  for (const level of BRIEF)
    for (const step of stepsAt(run, level)) {
      const look = lookAt(run.scenario, run.history, step, fromOf(run.history.stops, level, step));
      const { what, why, costs } = toldOf(words, run, look, level);
      const said = [what, why].filter(Boolean).join(' ');
      const at = (text: string) => fault(`${level}, step ${step}: ${text}: ${said}`);
      if (!/\p{L}.*[.?!…]$/u.test(what)) at('it says nothing');
      if (wordsIn(said) > MOST_WORDS[level]) at(`${wordsIn(said)} words`);
      if (level === 'story' && IDENTIFIER.test(said)) at('an identifier');
      if (NOTHING.test(said)) at('nothing happened');
      if (/[{}]|undefined|NaN|\[object/.test([said, ...costs].join(' '))) at('a hole');
    }
}

// ── what is drawn ────────────────────────────────────────────────────────────────────────────────────

/** What is lit at once. */
const MOST_LIT = { story: 2, mechanism: 4 } as const;

/** Marks what would move: the still draws it the same. */
const kit: Kit = {
  ...stillKit,
  Wire: (props) => (
    <g data-runs={props.still ? 'no' : 'yes'}>
      <stillKit.Wire {...props} />
    </g>
  ),
};

function drawn({ run, words, scene }: Told, level: Level, step: number, orientation: Orientation): Seen {
  const { history, index } = run;
  const { program, platform } = history.instance;
  const from = level === 'lines' ? step - 1 : fromOf(history.stops, level, step);
  const look = lookAt(run.scenario, history, step, from);
  const layout = stageLayout(layoutAt(scene.layouts, orientation, level), program.threads, platform);
  return seenOf(
    renderToStaticMarkup(
      <Stage
        uid="t"
        look={look}
        layout={layout}
        program={program}
        index={index}
        focus={focusOf(look.record)}
        content={words}
        kit={kit}
        spec={scene.spec}
        level={level}
        label=""
      />,
    ),
  );
}

function keepsItsLimits(seen: Seen, level: 'story' | 'mechanism', fault: Fault): void {
  const { boxes, texts, identifiers } = LIMITS[level];
  const code = seen.texts.filter(isCode);
  if (seen.parts.length > boxes)
    fault(`${seen.parts.length} boxes: ${seen.parts.map((p) => p.title).join(', ')}`);
  if (seen.texts.length > texts) fault(`${seen.texts.length} texts: ${seen.texts.join(' | ')}`);
  if (code.length > identifiers) fault(`code: ${code.join(' | ')}`);
  if (seen.lit > MOST_LIT[level]) fault(`${seen.lit} things are lit`);
  if (seen.running > 1) fault(`${seen.running} things move`);
}

/** On a phone a story may stand closer: the one case in which a part has another place and size than deeper. */
const isCloser = ({ layouts }: Scene, orientation: Orientation): boolean =>
  orientation === 'portrait' && layouts.phone !== undefined;

/** A part without a frame has its rectangle from the figure. */
function boxOf({ box }: SeenPart, scene: Scene, orientation: Orientation): Rect {
  const format = isCloser(scene, orientation) ? 'phone' : orientation;
  const own = scene.spec.parts.map((p) => p.at[format]).find((at) => at?.x === box.x && at.y === box.y);
  return own ?? box;
}

/** A wire may end at the ring around whoever runs. */
const NEAR = 6;
const isBeside = ({ x }: Point, box: Rect): boolean => x >= box.x - NEAR && x <= box.x + box.width + NEAR;
const isAt = ({ x, y }: Point, box: Rect): boolean =>
  x >= box.x - NEAR && x <= box.x + box.width + NEAR && y >= box.y - NEAR && y <= box.y + box.height + NEAR;

/** A wire joins what is drawn: parts, and tokens. Where a token has moved on since, the wire ends in its lane. */
function hasItsCauses(seen: Seen, { scene }: Told, orientation: Orientation, fault: Fault): void {
  const boxes = seen.parts.map((p) => boxOf(p, scene, orientation));
  for (const points of [...seen.passing, ...seen.resting])
    for (const end of [points[0], points.at(-1)]) {
      if (!end) fault('a wire has no ends');
      else if (!boxes.some((b) => isAt(end, b)) && !seen.tokens.some(({ box }) => isBeside(end, box)))
        fault(`a wire ends at nothing, ${end.x} ${end.y}`);
    }
}

/**
 * What a level shows a deeper one shows too, at the same place, in the same colour, under the same name: the plain one
 * down to the mechanism; at the level of lines the specification's name stands in its place.
 */
function contradictsNothing(here: Seen, deeper: Seen, level: Level, fault: Fault): void {
  for (const part of here.parts) {
    const other = deeper.parts.find((p) => p.box.x === part.box.x && p.box.y === part.box.y);
    const name = part.title || `${part.box.x} ${part.box.y}`;
    if (!other) {
      if (level === 'mechanism') fault(`${level} does not show ${name}`);
      continue;
    }
    if (other.tone !== part.tone) fault(`${level} shows ${name} in the colour of ${other.tone}`);
    // One without a frame has the same rectangle, which is not drawn.
    if (Math.abs(other.box.width - part.box.width) + Math.abs(other.box.height - part.box.height) > 0)
      fault(`${level} shows ${name} in another size`);
    // A part without a title is named by what it holds.
    if (level === 'mechanism' && part.title && other.title && other.title !== part.title)
      fault(`${level} calls ${name} ${other.title}`);
  }
  if (level === 'mechanism' && JSON.stringify(here.tokens) !== JSON.stringify(deeper.tokens))
    fault(`${level} has other tokens: ${JSON.stringify(here.tokens)} ${JSON.stringify(deeper.tokens)}`);
}

/** How many of the stops of the mechanism are drawn, and of those of the story on every level: one of so many. */
const EVERY = { mechanism: 9, lines: 7 } as const;

export const LAWS = [
  'each level is a part of the next, and the story has 2 to 60 steps',
  'a change of level keeps the moment',
  'what is said is brief, says what happened, and has no holes',
  'the limits of what is drawn hold',
  'a wire joins things that are drawn',
  'what is drawn at one level is the same at the deeper ones',
  'the drawing has one size at all steps',
] as const;
export type Law = (typeof LAWS)[number];

/** @param nth of the run among those that are drawn: each shows others of its stops. None is drawn without it. */
export function lawsOf(
  told: Told,
  nth: number | undefined,
  report: (law: Law, sentence: string) => void,
): void {
  isPartOfTheNext(told, (s) => report(LAWS[0], s));
  keepsTheMoment(told, (s) => report(LAWS[1], s));
  isSaidBriefly(told, (s) => report(LAWS[2], s));
  if (nth === undefined) return;
  const frames = new Map<string, string>();
  for (const level of BRIEF)
    for (const [i, step] of stepsAt(told.run, level).entries()) {
      if (level === 'mechanism' && (i + nth) % EVERY.mechanism !== 0) continue;
      // Both formats come up at every stop of the story, in one run or the next.
      const orientation = ORIENTATIONS[(i + nth) % 2] as Orientation;
      const at = (law: Law) => (s: string) => report(law, `${level}, ${orientation}, step ${step}: ${s}`);
      const seen = drawn(told, level, step, orientation);
      keepsItsLimits(seen, level, at(LAWS[3]));
      if (level === 'story') hasItsCauses(seen, told, orientation, at(LAWS[4]));
      if (level === 'story' && !isCloser(told.scene, orientation)) {
        contradictsNothing(seen, drawn(told, 'mechanism', step, orientation), 'mechanism', at(LAWS[5]));
        if ((i + nth) % EVERY.lines === 0)
          contradictsNothing(seen, drawn(told, 'lines', step, orientation), 'lines', at(LAWS[5]));
      }
      const size = frames.get(`${level} ${orientation}`) ?? seen.frame;
      frames.set(`${level} ${orientation}`, size);
      if (seen.frame !== size) at(LAWS[6])(`${seen.frame}, not ${size}`);
    }
}
