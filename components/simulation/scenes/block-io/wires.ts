/** What crossed in a step, as paths from where it left to where it arrived. */
import type { BlockIoView, StepRecord } from '@/engine/index.ts';
import type { Tone } from '../../model/worlds.ts';
import { type Point, polar } from '../../stage/geometry.ts';
import type { Box, Plan } from './layouts.ts';
import { type Dial, dialOf } from './ring-cells.ts';

export interface Crossing {
  readonly id: string;
  readonly tone: Tone;
  readonly d: string;
}

const middle = (b: Box): number => b.x + b.width / 2;
const bottom = (b: Box): number => b.y + b.height;

/** The event channel: through the hypervisor, from one domain's bits to the other's. */
export function channel(plan: Plan, toBackend: boolean): string {
  const [from, to] = toBackend
    ? [plan.guestEvents, plan.backendEvents]
    : [plan.backendEvents, plan.guestEvents];
  return `M${middle(from)} ${bottom(from)}V${plan.wire}H${middle(to)}V${bottom(to) + 1}`;
}

/** Between the granted page and the disk, past everything: no CPU touches these bytes. */
export function direct(plan: Plan, toDisk: boolean): string {
  const { data, disk, dma } = plan;
  const y = data.y + data.height / 2;
  const down = `M${data.x + data.width} ${y}H${dma}V${disk.y}`;
  const up = `M${dma} ${disk.y}V${y}H${data.x + data.width}`;
  return toDisk ? down : up;
}

export function bounce(plan: Plan, toPage: boolean): string {
  const a = { x: plan.buffer.x + plan.buffer.width, y: plan.buffer.y + plan.buffer.height / 2 };
  const b = { x: plan.data.x + Math.min(30, plan.data.width / 4), y: plan.data.y };
  return toPage ? `M${a.x} ${a.y}H${b.x}V${b.y}` : `M${b.x} ${b.y}V${a.y}H${a.x}`;
}

/** Between what a driver keeps to itself and a slot. */
function slotWire(
  plan: Plan,
  dial: Dial,
  slotAt: number,
  guest: boolean,
  write: boolean,
): string | undefined {
  const cell = dial.cells.find((c) => c.at === slotAt);
  if (!cell) return undefined;
  const box = guest ? plan.frontend : plan.backend;
  const turn = (cell.from + cell.to) / 2;
  const rim = polar(plan.ring, plan.ring.outer + 2, turn);
  const bend = polar(plan.ring, plan.ring.outer + 64, turn);
  const start: Point = { x: guest ? box.x + box.width * 0.75 : box.x + box.width * 0.25, y: box.y };
  return write
    ? `M${start.x} ${start.y}Q${bend.x} ${bend.y} ${rim.x} ${rim.y}`
    : `M${rim.x} ${rim.y}Q${bend.x} ${bend.y} ${start.x} ${start.y}`;
}

export function crossingsOf(
  record: StepRecord | undefined,
  view: BlockIoView,
  plan: Plan,
): readonly Crossing[] {
  if (!record) return [];
  const out: Crossing[] = [];
  const dial = dialOf(view.ring);
  const slots = new Set(view.ring.slots.map((s) => s.at));
  const add = (id: string, tone: Tone, d: string | undefined): void => {
    if (d && !out.some((o) => o.id === id)) out.push({ id, tone, d });
  };
  for (const e of record.effects) {
    if (e.kind === 'notify') add('notify', 'hypervisor', channel(plan, e.to === view.events.backend.domain));
    if (e.kind === 'dma') add('dma', 'hardware', direct(plan, e.dir === 'to-device'));
    if (e.kind === 'copy' && e.payload) add('bounce', 'shared', bounce(plan, e.to === view.data?.page?.at));
    const touched = touchedSlot(e, slots);
    if (touched) add('slot', 'shared', slotWire(plan, dial, touched.at, record.domain !== 0, touched.write));
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
