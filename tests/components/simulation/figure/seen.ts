/** What a reader sees of a stage, read from the still that a page shows: from the drawing itself, not from what it is made of. */
import type { Rect } from '@/components/simulation/figure/spec.ts';
import type { Point } from '@/components/simulation/stage/geometry.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Names of its classes, as the style sheets have them. */
  readonly classes: readonly string[];
  readonly children: (Element | string)[];
}

export interface SeenPart {
  readonly box: Rect;
  readonly title: string;
  readonly tone: string;
}
export interface SeenToken {
  readonly box: Rect;
  readonly name: string;
  readonly tone: string;
  readonly running: boolean;
}
export interface Seen {
  /** The window into the drawing. */
  readonly frame: string;
  /** The boxes of the figure. */
  readonly parts: readonly SeenPart[];
  readonly tokens: readonly SeenToken[];
  /**
   * Of the figure. Label, value and sign of one thing are one text. Names of bands and columns, of the rows and columns
   * of a table, and cells without words are none; nor are the tokens' names and what they have paid at a border.
   */
  readonly texts: readonly string[];
  /** Things that are marked as touched or changed. */
  readonly lit: number;
  /** Wires along which something passes in this step. */
  readonly passing: readonly (readonly Point[])[];
  /** How many of the drawn paths have something running along them; the others only light. */
  readonly running: number;
  /** Wires that are drawn while nothing passes. */
  readonly resting: readonly (readonly Point[])[];
}

const TONES = ['guest', 'hypervisor', 'host', 'device-model', 'hardware', 'shared'];
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
};
const plain = (text: string): string => text.replace(/&[#\w]+;/g, (e) => ENTITIES[e] ?? e);

/** React's own markup is well formed, and escapes every bracket in texts and attributes. */
function parse(markup: string): Element {
  const root: Element = { name: '', attributes: {}, classes: [], children: [] };
  const open = [root];
  for (const [, closing, name, attributes = '', text] of markup.matchAll(/<(\/?)([\w-]+)([^>]*)>|([^<]+)/g)) {
    const parent = open.at(-1) as Element;
    if (text !== undefined) parent.children.push(plain(text));
    else if (closing) open.pop();
    else {
      const pairs = [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, k, v]) => [k, plain(v ?? '')]);
      const own = Object.fromEntries(pairs) as Record<string, string>;
      const classes = (own.class ?? '').split(' ').map((c) => c.replace(/^_(.+)_\w+$/, '$1'));
      const element = { name: name ?? '', attributes: own, classes, children: [] };
      parent.children.push(element);
      open.push(element);
    }
  }
  return root;
}

const elementsIn = ({ children }: Element): readonly Element[] =>
  children.filter((c): c is Element => typeof c !== 'string');
function* within(element: Element): Generator<Element> {
  for (const child of elementsIn(element)) {
    yield child;
    yield* within(child);
  }
}
const all = (element: Element, name: string): readonly Element[] =>
  [...within(element)].filter((e) => e.classes.includes(name));
const textOf = (e: Element): string =>
  e.children
    .map((c) => (typeof c === 'string' ? c : c.name === 'tspan' ? ` ${textOf(c)} ` : textOf(c)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
const toneOf = (e: Element): string => e.classes.find((c) => TONES.includes(c)) ?? '';
const placeOf = ({ attributes }: Element): Point => {
  const [, x = 'NaN', y = 'NaN'] =
    /translate\(([\d.-]+)[ ,]+([\d.-]+)\)/.exec(attributes.transform ?? '') ?? [];
  return { x: Number(x), y: Number(y) };
};
/** The corners of a path of straight lines. */
function pointsOf({ attributes }: Element): readonly Point[] {
  const numbers = [...(attributes.d ?? '').matchAll(/[\d.-]+/g)].map(Number);
  return numbers.flatMap((x, i) => (i % 2 === 0 ? [{ x, y: numbers[i + 1] ?? Number.NaN }] : []));
}

/** What of a part is not the name of a row or a column. */
const TITLES = ['title', 'titleQuiet', 'aside'];
const FRAMES = ['ownFrame', 'sharedFrame', 'privateFrame', 'quietFrame'];

function partOf(g: Element): SeenPart {
  const inside = elementsIn(g)[0] as Element;
  const frame = elementsIn(inside).find((e) => e.name === 'rect' && FRAMES.includes(e.classes[0] ?? ''));
  const title = elementsIn(inside).find(
    (e) => e.classes.includes('title') || e.classes.includes('titleQuiet'),
  );
  return {
    box: {
      ...placeOf(g),
      width: Number(frame?.attributes.width ?? Number.NaN),
      height: Number(frame?.attributes.height ?? Number.NaN),
    },
    title: title ? textOf(title) : '',
    tone: toneOf(inside),
  };
}

/** The texts of a thing that explains itself: its own are one, those of the things within it theirs. */
function textsOf(thing: Element): readonly string[] {
  const own: string[] = [];
  const others: string[] = [];
  const walk = (e: Element): void => {
    for (const child of elementsIn(e)) {
      if (child.attributes['data-explain'] !== undefined) others.push(...textsOf(child));
      else if (child.name !== 'text') walk(child);
      else if (!thing.attributes.role || TITLES.some((c) => child.classes.includes(c)))
        own.push(textOf(child));
    }
  };
  walk(thing);
  return [own.join(' '), ...others];
}

const MARKS = ['bar', 'outline', 'litLeader'];
/** It is marked itself, and not only something in it. */
const isLit = (thing: Element): boolean =>
  thing.classes.includes('litLeader') ||
  elementsIn(thing).some((e) => e.classes.some((c) => MARKS.includes(c)));

export function seenOf(markup: string): Seen {
  const svg = elementsIn(parse(markup))[0] as Element;
  const figure = all(svg, 'figure')[0] ?? { ...svg, children: [] };
  const parts = elementsIn(figure).filter((e) => e.attributes.transform !== undefined);
  const wires = elementsIn(figure).filter((e) => e.attributes.transform === undefined);
  const tokens = all(svg, 'pill').length > 0 ? [...within(svg)].filter(isToken) : [];
  const labels = wires.flatMap((w) => all(w, 'wireLabel')).map(textOf);
  const texts = [...parts.flatMap((p) => elementsIn(p).flatMap(textsOf)), ...labels];
  return {
    frame: svg.attributes.viewBox ?? '',
    parts: parts.map(partOf),
    tokens: tokens.map(tokenOf),
    texts: texts.filter((t) => /\p{L}{2}/u.test(t)),
    lit: [...within(figure)].filter((e) => e.attributes['data-explain'] !== undefined && isLit(e)).length,
    passing: all(figure, 'passing').map(pointsOf),
    running: [...within(svg)].filter((e) => e.attributes['data-runs'] === 'yes').length,
    resting: all(figure, 'wire').map(pointsOf),
  };
}

function tokenOf(t: Element): SeenToken {
  const { x, y } = placeOf(t);
  const pill = elementsIn(t).find((e) => e.classes.includes('pill')) as Element;
  const [width, height] = [Number(pill.attributes.width), Number(pill.attributes.height)];
  return {
    box: { x: x - width / 2, y: y - height / 2, width, height },
    name: textOf(elementsIn(t).find((e) => e.name === 'text') as Element),
    tone: toneOf(t),
    running: t.classes.includes('running'),
  };
}

const isToken = (e: Element): boolean =>
  ['running', 'waiting', 'finished'].some((c) => e.classes.includes(c)) &&
  elementsIn(e).some((c) => c.classes.includes('pill'));
