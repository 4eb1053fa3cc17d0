/** The figure of the two-dimensional walk: the grid of loads, the entry at hand, and where the access ended. */
import type { EptWalkView, StepRecord } from '@/engine/index.ts';
import { endingDrawn, endingOf, type Place } from '../figure/parts/walk/ending.ts';
import {
  addressDrawn,
  asking,
  entryDrawn,
  gridDrawn,
  lastCell,
  rightsDrawn,
} from '../figure/parts/walk/walk.ts';
import {
  type Drawn,
  type Format,
  figure,
  type Passing,
  places,
  type Room,
  rect,
  type Wire,
} from '../figure/spec.ts';
import { layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';

/** The tables said no in this step: to the guest's kernel or to Xen. */
const refused = (r: StepRecord): boolean =>
  r.effects.some((e) => e.kind === 'exit' || e.kind === 'exception');

function count({ loads }: EptWalkView, room: Room): Drawn {
  const what = room.level === 'lines' ? 'load' : 'table read';
  const item = {
    id: 'loads',
    value: String(loads),
    label: loads === 1 ? what : `${what}s`,
    steady: true,
    says: `${loads} table entries have been loaded.`,
  };
  return { frame: 'bare', says: item.says, body: { kind: 'single', items: [item] } };
}

const GRID = places(rect(118, 228, 444, 356), rect(14, 340, 322, 196));
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
  small: [0, 0],
};
/** Under the band of the hypervisor. */
const UNDER: Readonly<Record<Format, number>> = { landscape: 224, portrait: 284, small: 0 };

/** From the last load to whoever is called. */
const refusal = (place: Place, tone: 'guest' | 'hypervisor'): Wire<EptWalkView, Place | 'grid'> => ({
  id: place,
  tone,
  level: 'story',
  from: 'grid.right',
  to: `${place}.right`,
  when: ({ record, view }: Passing<EptWalkView>) =>
    refused(record) && endingOf(view)?.place === place && 'there',
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
  when: ({ view, before }) => view.row !== null && view.row !== before?.row && 'there',
  points: ({ view }, room) => {
    const at = GRID[room.format];
    const from = room.format === 'landscape' ? ADDRESS.landscape : at;
    return at && from ? asking(view, at, room, from === at ? at.y : from.y + from.height) : undefined;
  },
};

const spec = figure<EptWalkView>()({
  layouts: layoutsOf(
    // Hardware does nearly everything, so its band has nearly all the room: no software runs for a walk.
    {
      border: 724,
      walker: true,
      heights: [58, 50, 86, 372],
      stand: [30, 22, 36, 44],
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
      at: places(rect(580, 232, 234, 38), rect(210, 290, 130, 32)),
      draw: count,
    },
    {
      id: 'entry',
      tone: 'hypervisor',
      from: 'mechanism',
      at: places(rect(580, 276, 234, 146), rect(14, 590, 322, 108)),
      draw: entryDrawn,
    },
    {
      id: 'rights',
      tone: 'hardware',
      from: 'mechanism',
      at: places(rect(580, 428, 234, 92), rect(14, 704, 322, 76)),
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
  wires: [asks, refusal('fault', 'guest'), refusal('exit', 'hypervisor')],
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
