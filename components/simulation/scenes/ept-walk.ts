/** The figure of the two-dimensional walk: the grid of loads, the entry at hand, and where the access ended. */
import type { EptWalkView, StepRecord } from '@/engine/index.ts';
import { endingDrawn, endingOf, type Place } from '../figure/parts/walk/ending.ts';
import { addressDrawn, entryDrawn, gridDrawn, lastCell, rightsDrawn } from '../figure/parts/walk/walk.ts';
import {
  type Drawn,
  type Format,
  figure,
  type Passing,
  places,
  type Rect,
  rect,
  type Wire,
} from '../figure/spec.ts';
import { layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';

/** The tables said no in this step: to the guest's kernel or to Xen. */
const refused = (r: StepRecord): boolean =>
  r.effects.some((e) => e.kind === 'exit' || e.kind === 'exception');

function count({ loads }: EptWalkView): Drawn {
  const item = {
    id: 'loads',
    value: String(loads),
    label: loads === 1 ? 'load' : 'loads',
    steady: true,
    says: `${loads} table entries have been loaded.`,
  };
  return { frame: 'bare', says: item.says, body: { kind: 'single', items: [item] } };
}

const GRID = places(rect(132, 82, 372, 302), rect(18, 130, 322, 202));
const ENDS: Readonly<Record<Place, ReturnType<typeof places>>> = {
  fault: places(rect(140, 388, 572, 34), rect(20, 542, 320, 38)),
  exit: places(rect(140, 434, 572, 72), rect(20, 590, 320, 82)),
  found: places(rect(140, 532, 572, 44), rect(84, 736, 260, 40)),
};
/** Where a wire from the grid runs down to whoever is called. */
const GAP: Readonly<Record<Format, number>> = { landscape: 510, portrait: 345, small: 0 };

/** From the last load to whoever is called. */
const refusal = (place: Place, tone: 'guest' | 'hypervisor'): Wire<EptWalkView, Place | 'grid'> => ({
  id: place,
  tone,
  level: 'story',
  from: 'grid.right',
  to: `${place}.top`,
  when: ({ record, view }: Passing<EptWalkView>) =>
    refused(record) && endingOf(view)?.place === place && 'there',
  points: ({ view }, room) => {
    const [at, end] = [GRID[room.format], ENDS[place][room.format]];
    if (!at || !end) return undefined;
    const from = lastCell(view, at, { ...room, width: at.width, height: at.height });
    const x = GAP[room.format];
    return from && [from, { x, y: from.y }, { x, y: (end as Rect).y }];
  },
});

const spec = figure<EptWalkView>()({
  layouts: layoutsOf(
    // One vCPU does nearly everything, so its column has nearly all the room.
    {
      border: 724,
      heights: [54, 350, 94, 60],
      stand: [18, 34, 60, 30],
      lanes: { guest: [66], host: [66] },
    },
    {
      border: 352,
      heights: [50, 510, 146, 56],
      stand: [19, 27, 110, 28],
      lanes: { guest: [42], host: [52] },
    },
  ),
  parts: [
    {
      id: 'address',
      tone: 'guest',
      from: 'story',
      at: places(rect(176, 28, 536, 48), rect(84, 76, 262, 50)),
      draw: addressDrawn,
    },
    { id: 'grid', tone: 'guest', from: 'story', at: GRID, draw: gridDrawn },
    {
      id: 'count',
      tone: 'hardware',
      from: 'story',
      at: places(rect(606, 92, 106, 36), rect(228, 36, 114, 32)),
      draw: count,
    },
    {
      id: 'entry',
      tone: 'hypervisor',
      from: 'mechanism',
      at: places(rect(516, 132, 196, 142), rect(20, 336, 320, 118)),
      draw: entryDrawn,
    },
    {
      id: 'rights',
      tone: 'hardware',
      from: 'mechanism',
      at: places(rect(516, 286, 196, 92), rect(20, 460, 320, 78)),
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
  wires: [refusal('fault', 'guest'), refusal('exit', 'hypervisor')],
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
