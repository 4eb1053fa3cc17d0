/** What crossed in a step, as paths from where it left to where it arrived. */
import type { EmulatedIoView, StepRecord } from '@/engine/index.ts';
import type { Tone } from '../../model/worlds.ts';
import type { Box } from '../block-io/layouts.ts';
import type { Plan } from './layouts.ts';

export interface Crossing {
  readonly id: string;
  readonly tone: Tone;
  readonly d: string;
  /** It went from the end of the path to its start. */
  readonly back: boolean;
}

const right = (b: Box): number => b.x + b.width;
const bottom = (b: Box): number => b.y + b.height;
const middle = (b: Box): number => b.x + b.width / 2;
const centre = (b: Box): number => b.y + b.height / 2;

/** The page that they share is mapped into QEMU. */
export const mapping = ({ ioreq, card, mapping: x }: Plan): string =>
  x > card.x ? `M${x} ${ioreq.y}V${bottom(card)}` : `M${x} ${ioreq.y}V${centre(card)}H${card.x}`;

/** The event channel between the request and dom0's bits: Xen's end is at the page. */
export const channel = ({ ioreq, events }: Plan): string =>
  events ? `M${right(ioreq)} ${centre(events)}H${events.x}` : `M${middle(ioreq)} ${ioreq.y}V${ioreq.y - 40}`;

/** From the request to the vCPU that waits for its answer. */
const answer = ({ ioreq, line }: Plan): string => `M${ioreq.x} ${bottom(ioreq) - 14}H${line.to + 46}`;

/** The interrupt line, from QEMU's hypercall to the guest's local APIC. */
export const interruptLine = ({ line }: Plan): string => `M${line.from} ${line.y}H${line.to}`;

/** From the guest's buffer under the table to the corridor between the columns. */
const leave = ({ buffer, table, corridor }: Plan): string =>
  `M${middle(buffer)} ${bottom(buffer)}V${bottom(table) + 7}H${corridor}`;

/** Into the disk from above, past its token. */
const intoDisk = ({ disk }: Plan, x: number): string =>
  x >= disk.x ? `V${disk.y}` : `V${disk.y - 6}H${disk.x + 20}V${disk.y}`;

/** Between the guest's buffer and the disk: no processor touches these bytes. */
const direct = (plan: Plan): string => `${leave(plan)}${intoDisk(plan, plan.corridor)}`;

/** Between the guest's buffer and dom0's page cache. */
const copied = (plan: Plan): string => `${leave(plan)}V${centre(plan.cache)}H${plan.cache.x}`;

/** Between dom0's page cache and the disk. */
const written = (plan: Plan): string =>
  `M${plan.cache.x} ${centre(plan.cache)}H${plan.corridor}${intoDisk(plan, plan.corridor)}`;

const tableRead = ({ table, card }: Plan): string => `M${right(table)} ${centre(table)}H${card.x}`;

export function crossingsOf(
  record: StepRecord | undefined,
  view: EmulatedIoView,
  before: EmulatedIoView | undefined,
  plan: Plan,
): readonly Crossing[] {
  if (!record) return [];
  const out: Crossing[] = [];
  const add = (id: string, tone: Tone, d: string, back = false): void => {
    if (!out.some((o) => o.id === id)) out.push({ id, tone, d, back });
  };
  const inBuffer = (at: number): boolean => at === view.data?.at;
  for (const e of record.effects) {
    if (e.kind === 'notify' || e.kind === 'ioreq') add('notify', 'hypervisor', channel(plan));
    if (e.kind === 'dma')
      add('dma', 'hardware', view.cache.direct ? direct(plan) : written(plan), e.dir === 'to-memory');
    if (e.kind === 'copy' && e.payload) add('copy', 'host', copied(plan), inBuffer(e.to));
    if (e.kind === 'read' && e.place.layout === 'ata_bmdma_prd' && record.domain === 0)
      add('table', 'shared', tableRead(plan));
  }
  if (before?.where === 'blocked' && view.where !== 'blocked') add('answer', 'hypervisor', answer(plan));
  if (before && before.irq.line !== view.irq.line) add('line', 'device-model', interruptLine(plan), false);
  return out;
}
