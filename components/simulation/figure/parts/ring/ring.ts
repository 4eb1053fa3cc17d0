/** The shared ring as drawings: a circle of slots with its indices, a straight strip of them, or how many wait. */
import type { RingView } from '@/engine/index.ts';
import { byteId } from '../../../model/focus.ts';
import { plural } from '../../../model/format.ts';
import { BLANK } from '../../fit.ts';
import { TITLE } from '../../place.ts';
import { type Cells, type Drawn, type Item, type Look, type Room, sentences } from '../../spec.ts';
import { BACKEND, FRONTEND, INDICES, type IndexInfo, SHARED } from './indices.ts';
import { type Cell, dialOf } from './ring-cells.ts';
import { SLOT_LOOKS } from './slots.ts';

const SLOT: Readonly<Record<Cell['state'], Look>> = {
  free: 'idle',
  filling: 'private',
  request: 'published',
  consumed: 'taken',
  answering: 'private',
  response: 'published',
};

const slotItem = ({ slot, state, at }: Pick<Cell, 'slot' | 'state' | 'at'>): Item => {
  const { glyph, name, tone } = SLOT_LOOKS[state];
  return {
    id: `slot:${slot}`,
    value: glyph,
    look: SLOT[state],
    tone,
    lights: [byteId(at)],
    says: `Slot ${slot}: ${name}.`,
  };
};

/** The keys of the records in which the two drivers keep their own indices. */
export type PrivateKeys = Readonly<Record<'frontend' | 'backend', string>>;
const BLOCK: PrivateKeys = { frontend: 'blkfront.ring', backend: 'blkback.ring' };

/** An index by name and value. Its plain name is its meaning. */
export const indexItem = (ring: RingView, index: IndexInfo, keys: PrivateKeys = BLOCK): Item => ({
  id: index.name,
  label: index.plain,
  term: index.name,
  value: String(ring[index.name]),
  look: 'strong',
  lights: [index.id(ring, keys)],
  says: `The index ${index.name} is ${ring[index.name]}: ${index.means}${index.owner === 'shared' ? '' : ', private'}.`,
});

/** What the circle draws from: plain values, so that an equal circle is not drawn again. */
export interface DialData {
  readonly size: number;
  readonly cells: readonly Cell[];
  readonly folded: number;
  readonly foldFrom: number;
  readonly foldTo: number;
  /** Where each index points, in turns, in the order of `INDICES`. */
  readonly turns: readonly number[];
}

function summary(ring: RingView): string {
  const counts = new Map<string, number>();
  for (const s of ring.slots)
    counts.set(SLOT_LOOKS[s.state].name, (counts.get(SLOT_LOOKS[s.state].name) ?? 0) + 1);
  return `The ring has ${ring.nr_ents} slots: ${[...counts].map(([name, n]) => `${n} ${name}`).join('; ')}.`;
}

/** How many slots are in each state, for the sentence under a strip. */
const count = (ring: RingView, state: Cell['state']): number =>
  ring.slots.filter((s) => s.state === state).length;

/** What waits for whom, in plain words. */
function waits(ring: RingView): string {
  const [requests, answers] = [count(ring, 'request'), count(ring, 'response')];
  if (requests > 0) return `${plural(requests, 'request')} ${requests === 1 ? 'waits' : 'wait'}`;
  if (answers > 0) return `${plural(answers, 'answer')} ${answers === 1 ? 'waits' : 'wait'}`;
  const hidden = count(ring, 'filling') + count(ring, 'answering');
  if (hidden > 0) return 'not counted yet';
  return count(ring, 'consumed') > 0 ? 'being worked on' : 'empty';
}

/** Slots of a straight strip: as many as are read at once. */
const STRIP = 8;

/** So many slots around the oldest that is in use. */
function slotsIn(ring: RingView, most: number): RingView['slots'] {
  const size = Math.min(most, ring.nr_ents);
  const first = Math.floor((ring.rsp_cons % ring.nr_ents) / size) * size;
  return ring.slots.slice(first, first + size);
}
const inRow = (cells: readonly Item[]): Cells => ({ kind: 'cells', rows: [{ label: '', cells }] });
/** A slot that is set aside, and into which nothing has been written yet, looks free. */
const withBlank = (ring: RingView, unwritten: number | null | undefined): RingView => ({
  ...ring,
  slots: ring.slots.map((s) => (s.slot === unwritten ? { ...s, state: 'free' } : s)),
});
const stripOf = (ring: RingView): Cells => inRow(slotsIn(ring, STRIP).map(slotItem));
const titleOf = ({ pages }: RingView): string => (pages === 1 ? 'shared page' : 'shared pages');

/** A slot in words, as wide as a word. */
const WORD = 52;
/** What lies in a slot. Whether the count includes it is told by its look, and by the count. */
const SLOT_WORDS: Readonly<Record<Cell['state'], string>> = {
  free: '',
  filling: 'request',
  request: 'request',
  consumed: 'taken',
  answering: 'answer',
  response: 'answer',
};

/** Under a number there is a second word to say: whether it counts yet, and that it has been copied, not removed. */
const NUMBER_WORDS: typeof SLOT_WORDS = {
  ...SLOT_WORDS,
  filling: 'uncounted',
  answering: 'uncounted',
  consumed: 'copied out',
};

/** What a page in words needs to know beyond the ring. */
export interface PageText {
  /** Who takes requests, and who takes answers. */
  readonly takers: readonly [requests: string, answers: string];
  /** A slot that is set aside, and into which nothing has been written yet. */
  readonly unwritten?: number | null;
  /** What lies in each slot, where it is a number. */
  readonly numbers?: readonly number[];
}

/** A slot with a word in it, or with its number over the word. */
function wordItem(slot: RingView['slots'][number], { unwritten, numbers }: PageText, wide: boolean): Item {
  if (slot.state === 'free' || slot.slot === unwritten) {
    const free = slotItem({ ...slot, state: 'free' });
    return numbers && wide ? { ...free, label: BLANK } : free;
  }
  const item = slotItem(slot);
  const number = numbers?.[slot.slot];
  if (number === undefined) return { ...item, value: SLOT_WORDS[slot.state] };
  const word = NUMBER_WORDS[slot.state];
  const says = `${item.says.slice(0, -1)}; it holds the number ${number}.`;
  return { ...item, value: String(number), says, ...(wide && { label: word }) };
}

/** The few slots that find room with a word in each: those around the oldest that is in use. All, where a number does. */
function wordsOf(ring: RingView, text: PageText, width: number): Cells {
  const fit = text.numbers ? STRIP : 2 ** Math.floor(Math.log2(width / WORD));
  const slots = slotsIn(ring, fit);
  const wide = width / slots.length >= WORD;
  return inRow(slots.map((s) => wordItem(s, text, wide)));
}

/** Height of the lines under the slots. */
const UNDER_SLOTS = 52;

/** The shared page in words: a few slots, the two counts, and at which request or answer each side wants to be rung. */
export function pageDrawn(ring: RingView, room: Room, text: PageText): Drawn {
  const { req_prod, req_event, rsp_prod, rsp_event } = ring;
  const idsOf = (...names: readonly string[]) =>
    SHARED.filter((i) => names.includes(i.name)).map((i) => i.id(ring, BLOCK));
  const [requests, answers] = text.takers;
  const notes = [
    { who: requests, name: 'req_event', note: `ring me at request ${req_event}` },
    { who: answers, name: 'rsp_event', note: `ring me at answer ${rsp_event}` },
  ].map(
    ({ who, name, note }): Item => ({
      id: `note:${who}`,
      value: `${who} asks: “${note}”`,
      lights: idsOf(name),
      says: `In the shared page stands a note of ${who}: “${note}”.`,
    }),
  );
  const counts = `${plural(req_prod, 'request')}, ${plural(rsp_prod, 'answer')}`;
  const count: Item = {
    id: 'counts',
    value: `counted: ${counts}`,
    lights: idsOf('req_prod', 'rsp_prod'),
    says: `The counts in the shared page: ${counts} so far.`,
  };
  const items = [count, ...notes];
  return {
    title: titleOf(ring),
    aside: 'both can reach it',
    frame: 'shared',
    says: `Both sides can reach this page, which has ${plural(ring.nr_ents, 'slot')}. ${sentences(items)}`,
    body: wordsOf(ring, text, room.width),
    below: { body: { kind: 'lines', items }, share: UNDER_SLOTS / (room.height - TITLE) },
  };
}

/** At which request or answer somebody wants to be rung, where there is little room. */
const briefNote = (ring: RingView, who: string, name: 'req_event' | 'rsp_event'): Item => ({
  id: `note:${who}`,
  value: `ring ${who} at ${ring[name]}`,
  lights: SHARED.filter((i) => i.name === name).map((i) => i.id(ring, BLOCK)),
  says: `In the shared page stands a note: ring ${who} at ${name === 'req_event' ? 'request' : 'answer'} ${ring[name]}.`,
});

/** The ring as a straight strip of slots, over its shared indices or, in a story, over what waits. */
export function stripDrawn(own: RingView, room: Room, text?: PageText): Drawn {
  const title = titleOf(own);
  const frame = 'shared';
  const ring = room.level === 'story' ? withBlank(own, text?.unwritten) : own;
  if (room.level === 'story') {
    const items: readonly Item[] = [
      { id: 'waits', value: waits(ring), says: `In the shared page: ${waits(ring)}.` },
      ...(text?.takers ?? []).map((who, i) => briefNote(ring, who, i === 0 ? 'req_event' : 'rsp_event')),
    ];
    const below = { body: { kind: 'lines', items }, share: 0.55 } as const;
    return {
      title,
      frame,
      says: `Both sides can reach this page. ${sentences(items)}`,
      body: stripOf(ring),
      below,
    };
  }
  const items = SHARED.map((i) => indexItem(ring, i));
  const below = { body: { kind: 'rows', items }, share: 0.6 } as const;
  return {
    title,
    aside: waits(ring),
    frame,
    says: `${summary(ring)} ${sentences(items)}`,
    body: stripOf(ring),
    below,
  };
}

/** What one side keeps to itself: its two indices, and what it is at. */
export function sideDrawn(
  side: {
    readonly name: string;
    readonly plain: string;
    readonly state: string;
    /** What it has at hand, in a story. */
    readonly notes?: readonly Item[];
    readonly indices: readonly IndexInfo[];
  },
  ring: RingView,
  room: Room,
  keys: PrivateKeys = BLOCK,
): Drawn {
  const { name, plain, state, notes = [], indices } = side;
  const last: Item = { id: 'state', value: state, look: 'soft', says: `Now ${name} is at this: ${state}.` };
  if (room.level === 'story')
    return {
      title: plain,
      says: sentences([last, ...notes]),
      body: { kind: 'lines', items: [last, ...notes] },
    };
  const items = indices.map((i) => indexItem(ring, i, keys));
  return {
    title: room.level === 'lines' ? name : plain,
    frame: 'private',
    says: `What ${name} keeps to itself. ${sentences(items)} ${last.says}`,
    body: { kind: 'rows', items: [...items, last] },
  };
}

/** The ring as a circle, in which indices wrap; less deep as a strip. */
export function ringDrawn(ring: RingView, room: Room, text: PageText): Drawn {
  if (room.level === 'story' && room.format !== 'small') return pageDrawn(ring, room, text);
  if (room.level !== 'lines') return stripDrawn(ring, room, text);
  const { cells, folded, foldFrom, foldTo, turnOf } = dialOf(ring);
  const items = [
    ...cells.map(slotItem),
    ...SHARED.map((i) => indexItem(ring, i)),
    ...[...FRONTEND, ...BACKEND].map((i) => pointer(ring, i)),
  ];
  const data: DialData = {
    size: ring.nr_ents,
    cells,
    folded,
    foldFrom,
    foldTo,
    turns: INDICES.map((i) => turnOf(ring[i.name])),
  };
  return {
    title: titleOf(ring),
    aside: `${ring.nr_ents} slots`,
    frame: 'shared',
    says: `${summary(ring)} ${SHARED.map((i) => `${i.name} ${ring[i.name]}`).join(', ')}.`,
    items,
    data,
  };
}

/** Where a private index points: its value stands with its driver. */
const pointer = (ring: RingView, index: IndexInfo): Item => ({
  id: index.name,
  lights: [index.id(ring, BLOCK)],
  look: 'plain',
  sign: String(ring[index.name]),
  says: `The pointer of ${index.name} stands at slot ${ring[index.name] & (ring.nr_ents - 1)}.`,
});
