/** The figure of the two-dimensional walk: the grid of loads, the entry at hand, and where the access ended. */
import type { EptWalkView, StepRecord } from '@/engine/index.ts';
import { endingDrawn, endingOf, type Place } from '../figure/parts/walk/ending.ts';
import {
  addressDrawn,
  asking,
  entryDrawn,
  gridDrawn,
  isAsked,
  outOfGrid,
  pageEdge,
  reading,
  rightsDrawn,
} from '../figure/parts/walk/walk.ts';
import {
  type Drawn,
  type Format,
  figure,
  type Item,
  isNarrow,
  places,
  type Room,
  rect,
  type Wire,
} from '../figure/spec.ts';
import type { Point } from '../stage/geometry.ts';
import { layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';
import { has } from './steps.ts';

/** The tables said no in this step: to the guest's kernel or to Xen. */
const refused = (r: StepRecord): boolean => has(r, 'exit', 'exception');

/** Reads without a hypervisor: one for each table of the guest that this walk needs. */
const ownReads = ({ cells }: EptWalkView): number =>
  cells.filter((c) => c.column === 0 && c.state !== 'unneeded').length;

function count(view: EptWalkView, room: Room): Drawn {
  const { loads } = view;
  const what = room.level === 'lines' ? 'load' : 'table read';
  const item = {
    id: 'loads',
    value: String(loads),
    label: loads === 1 ? what : `${what}s`,
    steady: true,
    says: `${loads} table entries have been loaded.`,
  };
  if (room.level !== 'story')
    return { frame: 'bare', says: item.says, body: { kind: 'single', items: [item] } };
  const own = ownReads(view);
  const [short, which] = [`without Xen: ${own}`, 'the guest’s tables only'];
  const says = `On a bare machine ${own} table entries would have been loaded.`;
  const bare: readonly Item[] = isNarrow(room.format)
    ? [{ id: 'bare', value: `${short} (${which})`, steady: true, says }]
    : [
        { id: 'bare', value: short, steady: true, says },
        { id: 'which', value: `(${which})`, steady: true, says: 'These are the guest’s tables only.' },
      ];
  return {
    title: 'guest’s CPU so far',
    says: `${item.says} ${says}`,
    body: { kind: 'single', items: [item] },
    below: { body: { kind: 'lines', items: bare }, share: isNarrow(room.format) ? 0.42 : 0.48 },
  };
}

/** Memory, and beside it in landscape or over it the processor. */
const GRID = places(rect(190, 202, 616, 266), rect(14, 340, 322, 196), null, rect(20, 252, 326, 264));
const ADDRESS = places(rect(190, 29, 642, 50), rect(92, 30, 256, 48), null, rect(104, 27, 252, 48));
const ENDS: Readonly<Record<Place, ReturnType<typeof places>>> = {
  fault: places(rect(240, 88, 430, 34), rect(92, 88, 256, 50), null, rect(104, 83, 206, 34)),
  exit: places(rect(240, 131, 430, 60), rect(92, 184, 256, 90), null, rect(104, 134, 206, 36)),
  found: places(rect(584, 476, 242, 54), rect(14, 542, 322, 42)),
};
/** Where a wire that leaves the grid runs up: beside the grid, and past the boxes on the way. */
const BESIDE: Readonly<Record<Format, number>> = { landscape: 826, portrait: 353, phone: 352, small: 0 };
/** From where the processor reads, and where that runs beside the memory. */
const READER: Readonly<Record<Format, { readonly from: Point; readonly x: number }>> = {
  landscape: { from: { x: 140, y: 230 }, x: 180 },
  portrait: { from: { x: 20, y: 308 }, x: 7 },
  phone: { from: { x: 20, y: 212 }, x: 9 },
  small: { from: { x: 0, y: 0 }, x: 0 },
};

type End = Place | 'address' | 'grid';

/** From under the last load to whoever is called. */
function toWhom(place: Place, view: EptWalkView, room: Room): readonly Point[] | undefined {
  const [at, end, x] = [GRID[room.format], ENDS[place][room.format], BESIDE[room.format]];
  const out = at && outOfGrid(view, at, room, x);
  if (!out || !end) return undefined;
  const y = end.y + end.height / 2;
  return [...out, { x, y }, { x: end.x + end.width, y }];
}

const refusal = (place: Place, tone: 'guest' | 'hypervisor'): Wire<EptWalkView, End> => ({
  id: place,
  tone,
  level: 'story',
  from: 'grid.right',
  to: `${place}.right`,
  when: ({ record, view }) => refused(record) && endingOf(view)?.place === place && 'there',
  points: ({ view }, room) => toWhom(place, view, room),
});

/** Whoever was called writes the entry that was read last, so that it allows the access. */
const mends = (place: Place, tone: 'guest' | 'hypervisor'): Wire<EptWalkView, End> => ({
  id: `${place}-mends`,
  tone,
  level: 'story',
  upTo: 'story',
  from: 'grid.right',
  to: `${place}.right`,
  when: ({ record, view }) => {
    const last = view.cells.find((c) => c.current);
    const writes = record.effects.some((e) => e.kind === 'write' && e.place.at === last?.at);
    return writes && endingOf(view)?.place === place && 'back';
  },
  points: ({ view }, room) => toWhom(place, view, room),
});

const isAskedNow = (view: EptWalkView): boolean => view.row !== null && isAsked(view, view.row);

/** What the guest names goes to the nested tables: the reason of each row. */
const asks: Wire<EptWalkView, End> = {
  id: 'asks',
  tone: 'guest',
  level: 'story',
  from: 'address.bottom',
  to: 'grid.top',
  when: ({ view, before }) =>
    isAskedNow(view) && !(before && before.row === view.row && isAskedNow(before)) && 'there',
  points: ({ view }, room) => {
    const at = GRID[room.format];
    if (!at) return undefined;
    // Above the level of lines the processor is seen to set out by itself.
    if (room.level !== 'lines' && view.row === view.rows[0])
      return reading(view, at, room, READER[room.format]);
    const from = room.format === 'landscape' ? ADDRESS.landscape : at;
    return asking(view, at, room, from === at ? at.y : from.y + from.height);
  },
};

/** The processor at its own: it sets out, and it reads what stands in the first row and in that of the page. */
const reads: Wire<EptWalkView, End> = {
  id: 'reads',
  tone: 'guest',
  level: 'story',
  upTo: 'story',
  from: 'grid.left',
  to: 'grid.left',
  when: ({ record, view }) =>
    ((record.procedure === 'page walk' && record.label === 'begin') ||
      (has(record, 'walk') && (view.row === 0 || view.row === view.rows[0]))) &&
    'there',
  points: ({ view }, room) => {
    const at = GRID[room.format];
    return at ? reading(view, at, room, READER[room.format]) : undefined;
  },
};

/** The byte, from its page to the program that asked: past the guest's kernel and Xen, who are not asked. */
const byte: Wire<EptWalkView, End> = {
  id: 'byte',
  tone: 'guest',
  level: 'story',
  upTo: 'story',
  from: 'grid.right',
  to: 'address.bottom',
  when: ({ view, before, record }) =>
    view.outcome.kind === 'data' &&
    before?.outcome.kind !== 'data' &&
    (record.label === 'data' ? (view.access === 'write' ? 'back' : 'there') : false),
  points: ({ view }, room) => {
    const [at, top, x] = [GRID[room.format], ADDRESS[room.format], BESIDE[room.format]];
    if (!at || !top) return undefined;
    const from = pageEdge(view, at, room);
    return [from, { x, y: from.y }, { x, y: top.y + top.height }];
  },
};

const spec = figure<EptWalkView>()({
  layouts: layoutsOf(
    // Hardware does nearly everything, so its band has nearly all the room: no software runs for a walk. Nothing ever
    // stands beside the guest: who else acts in some runs acts in Xen, so the guest has the whole width.
    {
      border: 840,
      walker: true,
      heights: [56, 46, 66, 394],
      storyFloor: 282,
      stand: [28, 23, 33, 36],
      lanes: { guest: [94], host: [110] },
    },
    {
      border: 360,
      walker: true,
      heights: [60, 58, 138, 508],
      stand: [27, 28, 21, 28],
      lanes: { guest: [48], host: [52] },
    },
    {
      phone: {
        border: 360,
        walker: true,
        heights: [54, 44, 60, 354],
        stand: [27, 22, 30, 30],
        lanes: { guest: [52], host: [52] },
      },
    },
  ),
  parts: [
    {
      id: 'address',
      tone: 'guest',
      from: 'story',
      at: ADDRESS,
      draw: addressDrawn,
    },
    { id: 'grid', tone: 'hardware', from: 'story', at: GRID, draw: gridDrawn },
    {
      id: 'count',
      tone: 'guest',
      from: 'story',
      at: places(rect(14, 260, 160, 92), rect(196, 284, 146, 54), null, rect(108, 186, 238, 60)),
      draw: count,
    },
    {
      id: 'entry',
      tone: 'hypervisor',
      from: 'mechanism',
      at: places(rect(190, 476, 386, 106), rect(14, 590, 322, 108)),
      draw: entryDrawn,
    },
    {
      id: 'rights',
      tone: 'hardware',
      from: 'mechanism',
      at: places(rect(14, 476, 168, 84), rect(14, 704, 322, 76)),
      draw: rightsDrawn,
    },
    {
      id: 'fault',
      tone: 'guest',
      from: 'story',
      at: ENDS.fault,
      draw: (v, room) => endingDrawn(v, 'fault', room),
    },
    {
      id: 'exit',
      tone: 'hypervisor',
      from: 'story',
      at: ENDS.exit,
      draw: (v, room) => endingDrawn(v, 'exit', room),
    },
    {
      id: 'found',
      tone: 'hardware',
      from: 'mechanism',
      at: ENDS.found,
      draw: (v, room) => endingDrawn(v, 'found', room),
    },
  ],
  wires: [
    asks,
    reads,
    byte,
    refusal('fault', 'guest'),
    refusal('exit', 'hypervisor'),
    mends('fault', 'guest'),
    mends('exit', 'hypervisor'),
  ],
  key: [
    { sign: '5', means: 'the guest’s entry, loaded', tone: 'guest', look: 'private' },
    { sign: '3', means: 'Xen’s entry, loaded', look: 'private' },
    { sign: '6', means: 'the last load', look: 'now' },
    { sign: '', means: 'still to come', look: 'idle' },
    { sign: '–', means: 'need not be loaded', tone: 'hardware', look: 'faint' },
    { sign: '◂', means: 'the level being worked for', tone: 'guest' },
  ],
});

export const eptWalkScene = sceneOf(spec, {
  title: 'What the processor remembers',
  load: () => import('../figure/parts/walk/Remembered.tsx'),
});
