/** What crossed in a step, as paths from where it left to where it arrived. */
import type { BlockIoView, StepRecord } from '@/engine/index.ts';
import type { Tone } from '../../model/worlds.ts';
import type { Point } from '../../stage/geometry.ts';
import type { Box, Plan } from './layouts.ts';
import { leaderPoints } from './leader.ts';
import type { Dial } from './ring-cells.ts';

export interface Crossing {
  readonly id: string;
  readonly tone: Tone;
  readonly points: readonly Point[];
  /** It went from the last point to the first. */
  readonly back: boolean;
}

const middle = (b: Box): number => b.x + b.width / 2;
const bottom = (b: Box): number => b.y + b.height;

/** The event channel: through the hypervisor, from the guest's bits to the driver domain's. */
export const channel = ({ guestEvents: from, backendEvents: to, wire }: Plan): readonly Point[] => [
  { x: middle(from), y: bottom(from) },
  { x: middle(from), y: wire },
  { x: middle(to), y: wire },
  { x: middle(to), y: bottom(to) },
];

/** From the granted page to the disk, past everything: no CPU touches these bytes. */
const direct = ({ data, disk, dma }: Plan): readonly Point[] => [
  { x: data.x + data.width, y: dma.y },
  dma,
  { x: dma.x, y: disk.y },
];

/** From the program's buffer into the granted page. */
function bounce({ buffer, data }: Plan): readonly Point[] {
  const right = buffer.x + buffer.width;
  if (data.x < right) {
    const x = (data.x + right) / 2;
    return [
      { x, y: bottom(buffer) },
      { x, y: data.y },
    ];
  }
  const y = buffer.y + buffer.height / 2;
  const x = data.x + 30;
  return [
    { x: right, y },
    { x, y },
    { x, y: data.y },
  ];
}

/** Outside the leaders' orbits. */
const ORBIT = 25;

/** From what a driver keeps to itself into a slot. */
function slotWire(plan: Plan, dial: Dial, at: number, guest: boolean): readonly Point[] | undefined {
  const cell = dial.cells.find((c) => c.at === at);
  if (!cell) return undefined;
  const box = guest ? plan.frontend : plan.backend;
  const side = { x: guest ? box.x + box.width : box.x, y: box.y + 10 };
  const top = { x: guest ? box.x + 40 : box.x + box.width - 40, y: box.y };
  return leaderPoints({
    centre: plan.ring,
    orbit: plan.ring.outer + ORBIT,
    from: plan.leave === 'side' ? side : top,
    leave: plan.leave,
    turn: (cell.from + cell.to) / 2,
    tip: plan.ring.outer + 1,
  });
}

export function crossingsOf(
  record: StepRecord | undefined,
  view: BlockIoView,
  dial: Dial,
  plan: Plan,
): readonly Crossing[] {
  if (!record) return [];
  const out: Crossing[] = [];
  const slots = new Set(view.ring.slots.map((s) => s.at));
  const add = (id: string, tone: Tone, points: readonly Point[] | undefined, back = false): void => {
    if (points && !out.some((o) => o.id === id)) out.push({ id, tone, points, back });
  };
  for (const e of record.effects) {
    if (e.kind === 'notify') add('notify', 'hypervisor', channel(plan), e.to !== view.events.backend.domain);
    if (e.kind === 'dma') add('dma', 'hardware', direct(plan), e.dir === 'to-memory');
    if (e.kind === 'copy' && e.payload) add('bounce', 'shared', bounce(plan), e.from === view.data?.page?.at);
    const touched = touchedSlot(e, slots);
    if (touched) add('slot', 'shared', slotWire(plan, dial, touched.at, record.domain !== 0), !touched.write);
  }
  return out;
}

function touchedSlot(
  e: StepRecord['effects'][number],
  slots: ReadonlySet<number>,
): { readonly at: number; readonly write: boolean } | undefined {
  if (e.kind === 'copy' && slots.has(e.to)) return { at: e.to, write: true };
  if (e.kind === 'copy' && slots.has(e.from)) return { at: e.from, write: false };
  if ((e.kind === 'write' || e.kind === 'read') && slots.has(e.place.at))
    return { at: e.place.at, write: e.kind === 'write' };
  return undefined;
}
