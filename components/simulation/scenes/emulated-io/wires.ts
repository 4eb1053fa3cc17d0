/** What crossed in a step, as paths from where it left to where it arrived. */
import type { EmulatedIoView, StepRecord } from '@/engine/index.ts';
import type { Tone } from '../../model/worlds.ts';
import type { Point } from '../../stage/geometry.ts';
import type { Box } from '../block-io/layouts.ts';
import type { Plan } from './layouts.ts';

interface Crossing {
  readonly id: string;
  readonly tone: Tone;
  readonly points: readonly Point[];
  /** It went from the last point to the first. */
  readonly back: boolean;
}

type Points = readonly Point[];
const right = (b: Box): number => b.x + b.width;
const bottom = (b: Box): number => b.y + b.height;
const middle = (b: Box): number => b.x + b.width / 2;
const centre = (b: Box): number => b.y + b.height / 2;

/** The page that they share is mapped into QEMU. */
export function mapping({ ioreq, card, mapping: x }: Plan): Points {
  const from = { x, y: ioreq.y };
  if (x > card.x) return [from, { x, y: bottom(card) }];
  return [from, { x, y: centre(card) }, { x: card.x, y: centre(card) }];
}

/** The event channel between the request and dom0's bits: Xen's end is at the page. */
export function channel({ ioreq, events }: Plan): Points {
  const x = middle(ioreq);
  if (!events)
    return [
      { x, y: ioreq.y },
      { x, y: ioreq.y - 40 },
    ];
  const y = centre(events);
  return [
    { x: right(ioreq), y },
    { x: events.x, y },
  ];
}

/** From the request to the vCPU that waits for its answer. */
function answer({ ioreq, line }: Plan): Points {
  const y = bottom(ioreq) - 14;
  return [
    { x: ioreq.x, y },
    { x: line.to + 46, y },
  ];
}

/** The interrupt line, from QEMU's hypercall to the guest's local APIC. */
export const interruptLine = ({ line }: Plan): Points => [
  { x: line.from, y: line.y },
  { x: line.to, y: line.y },
];

/** From the guest's buffer under the table to the corridor between the columns. */
function leave({ buffer, table, corridor }: Plan): Points {
  const y = bottom(table) + 7;
  return [
    { x: middle(buffer), y: bottom(buffer) },
    { x: middle(buffer), y },
    { x: corridor, y },
  ];
}

/** From the corridor into the disk from above, past its token. */
function intoDisk({ disk, corridor: x }: Plan): Points {
  if (x >= disk.x) return [{ x, y: disk.y }];
  const y = disk.y - 6;
  return [
    { x, y },
    { x: disk.x + 20, y },
    { x: disk.x + 20, y: disk.y },
  ];
}

/** Between the guest's buffer and the disk: no processor touches these bytes. */
const direct = (plan: Plan): Points => [...leave(plan), ...intoDisk(plan)];

/** Between the guest's buffer and dom0's page cache. */
const copied = (plan: Plan): Points => [
  ...leave(plan),
  { x: plan.corridor, y: centre(plan.cache) },
  { x: plan.cache.x, y: centre(plan.cache) },
];

/** Between dom0's page cache and the disk. */
const written = (plan: Plan): Points => [
  { x: plan.cache.x, y: centre(plan.cache) },
  { x: plan.corridor, y: centre(plan.cache) },
  ...intoDisk(plan),
];

const tableRead = ({ table, card }: Plan): Points => [
  { x: right(table), y: centre(table) },
  { x: card.x, y: centre(table) },
];

export function crossingsOf(
  record: StepRecord | undefined,
  view: EmulatedIoView,
  before: EmulatedIoView | undefined,
  plan: Plan,
): readonly Crossing[] {
  if (!record) return [];
  const out: Crossing[] = [];
  const add = (id: string, tone: Tone, points: Points, back = false): void => {
    if (!out.some((o) => o.id === id)) out.push({ id, tone, points, back });
  };
  for (const e of record.effects) {
    if (e.kind === 'notify' || e.kind === 'ioreq') add('notify', 'hypervisor', channel(plan));
    if (e.kind === 'dma')
      add('dma', 'hardware', view.cache.direct ? direct(plan) : written(plan), e.dir === 'to-memory');
    if (e.kind === 'copy' && e.payload) add('copy', 'host', copied(plan), e.to === view.data?.at);
    if (e.kind === 'read' && e.place.layout === 'ata_bmdma_prd' && record.domain === 0)
      add('table', 'shared', tableRead(plan));
  }
  if (before?.where === 'blocked' && view.where !== 'blocked') add('answer', 'hypervisor', answer(plan));
  if (before && before.irq.line !== view.irq.line) add('line', 'device-model', interruptLine(plan));
  return out;
}
