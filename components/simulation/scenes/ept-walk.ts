/** The figure of the two-dimensional walk: the grid of loads, the entry at hand, and where the access ended. */
import type { EptWalkView, StepRecord } from '@/engine/index.ts';
import { endingDrawn, endingOf, type Place } from '../figure/parts/walk/ending.ts';
import {
  addressDrawn,
  asking,
  entryDrawn,
  gridDrawn,
  isAsked,
  lastCell,
  rightsDrawn,
} from '../figure/parts/walk/walk.ts';
import {
  type Drawn,
  type Format,
  figure,
  type Item,
  places,
  type Room,
  rect,
  type Wire,
} from '../figure/spec.ts';
import { layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';
import { has } from './steps.ts';

/** The tables said no in this step: to the guest's kernel or to Xen. */
const refused = (r: StepRecord): boolean => has(r, 'exit', 'exception');

/** Reads without a hypervisor: one for each table of the guest that this walk needs. */
const ownReads = ({ cells }: EptWalkView): number =>
  cells.filter((c) => c.column === 0 && c.state !== 'unneeded').length;

function count(view: EptWalkView, room: Room): Drawn {
  const { loads, row, outcome } = view;
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
  const searches = row !== null && outcome.kind !== 'data';
  const bare: Item = {
    id: 'bare',
    value: `without Xen: ${ownReads(view)}`,
    steady: true,
    says: `On a bare machine ${ownReads(view)} table entries would have been loaded.`,
  };
  return {
    title: searches ? (room.width > 200 ? 'processor searches' : 'searching') : 'processor',
    says: `${item.says} ${bare.says}`,
    body: { kind: 'single', items: [item] },
    below: { body: { kind: 'lines', items: [bare] }, share: 0.45 },
  };
}

const GRID = places(rect(60, 228, 502, 356), rect(14, 340, 322, 196));
const ADDRESS = places(rect(176, 30, 536, 48), rect(92, 30, 256, 48));
const ENDS: Readonly<Record<Place, ReturnType<typeof places>>> = {
  fault: places(rect(240, 92, 472, 34), rect(92, 88, 256, 50)),
  exit: places(rect(240, 141, 472, 72), rect(92, 184, 256, 90)),
  found: places(rect(580, 526, 234, 54), rect(14, 542, 322, 42)),
};
/** Where a wire from the grid runs up to whoever is called: beside the grid, and past the boxes on the way. */
const BESIDE: Readonly<Record<Format, readonly [grid: number, box: number]>> = {
  landscape: [571, 722],
  portrait: [344, 353],
  phone: [344, 353],
  small: [0, 0],
};
/** Under the band of the hypervisor. */
const UNDER: Readonly<Record<Format, number>> = { landscape: 224, portrait: 284, phone: 284, small: 0 };

/** From the last load to whoever is called. */
const refusal = (place: Place, tone: 'guest' | 'hypervisor'): Wire<EptWalkView, Place | 'grid'> => ({
  id: place,
  tone,
  level: 'story',
  from: 'grid.right',
  to: `${place}.right`,
  when: ({ record, view }) => refused(record) && endingOf(view)?.place === place && 'there',
  points: ({ view }, room) => {
    const [at, end] = [GRID[room.format], ENDS[place][room.format]];
    if (!at || !end) return undefined;
    const from = lastCell(view, at, room);
    const [beside, past] = BESIDE[room.format];
    const y = end.y + end.height / 2;
    return (
      from && [
        from,
        { x: beside, y: from.y },
        { x: beside, y: UNDER[room.format] },
        { x: past, y: UNDER[room.format] },
        { x: past, y },
        { x: end.x + end.width, y },
      ]
    );
  },
});

/** What the guest names goes to the nested tables: the reason of each row. */
const asks: Wire<EptWalkView, 'address' | 'grid'> = {
  id: 'asks',
  tone: 'guest',
  level: 'story',
  from: 'address.bottom',
  to: 'grid.top',
  when: ({ view, before }) =>
    view.row !== null &&
    isAsked(view, view.row) &&
    !(before && before.row === view.row && isAsked(before, view.row)) &&
    'there',
  points: ({ view }, room) => {
    const at = GRID[room.format];
    const from = room.format === 'landscape' ? ADDRESS.landscape : at;
    return at && from ? asking(view, at, room, from === at ? at.y : from.y + from.height) : undefined;
  },
};

/** The byte, from where the search ended to the program that asked. */
const byte: Wire<EptWalkView, Place | 'address' | 'grid'> = {
  id: 'byte',
  tone: 'hardware',
  level: 'story',
  upTo: 'story',
  from: 'found.top',
  to: 'address.bottom',
  when: ({ view, before }) => view.outcome.kind === 'data' && before?.outcome.kind !== 'data' && 'there',
  points: ({ view }, room) => {
    const [at, end, top] = [GRID[room.format], ENDS.found[room.format], ADDRESS[room.format]];
    const from = at && lastCell(view, at, room);
    if (!from || !end || !top) return undefined;
    const up = { x: BESIDE[room.format][0], y: top.y + top.height };
    const mid = { x: up.x, y: from.y };
    // Past the box that tells of it.
    return room.format === 'landscape' ? [from, { x: end.x, y: from.y }, mid, up] : [from, mid, up];
  },
};

const spec = figure<EptWalkView>()({
  layouts: layoutsOf(
    // Hardware does nearly everything, so its band has nearly all the room: no software runs for a walk.
    {
      border: 724,
      walker: true,
      heights: [58, 50, 86, 372],
      stand: [30, 22, 36, 26],
      lanes: { guest: [66], host: [66] },
    },
    {
      border: 320,
      walker: true,
      heights: [60, 58, 138, 508],
      storyFloor: 316,
      stand: [27, 28, 21, 28],
      lanes: { guest: [48], host: [52] },
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
    { id: 'grid', tone: 'guest', from: 'story', at: GRID, draw: gridDrawn },
    {
      id: 'count',
      tone: 'hardware',
      from: 'story',
      at: places(rect(580, 228, 234, 56), rect(196, 284, 146, 54)),
      draw: count,
    },
    {
      id: 'entry',
      tone: 'hypervisor',
      from: 'mechanism',
      at: places(rect(580, 288, 234, 146), rect(14, 590, 322, 108)),
      draw: entryDrawn,
    },
    {
      id: 'rights',
      tone: 'hardware',
      from: 'mechanism',
      at: places(rect(580, 438, 234, 84), rect(14, 704, 322, 76)),
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
      from: 'story',
      at: ENDS.found,
      draw: (v, room) => endingDrawn(v, 'found', room),
    },
  ],
  wires: [asks, byte, refusal('fault', 'guest'), refusal('exit', 'hypervisor')],
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
