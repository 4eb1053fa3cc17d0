/** What crossed in a step: the request on its way between the guest, Xen and QEMU. */
import type { StepRecord, UnplugView } from '@/engine/index.ts';
import type { Tone } from '../../model/worlds.ts';
import type { Point } from '../../stage/geometry.ts';
import type { StageLayout } from '../../stage/layout.ts';
import type { Plan } from './layouts.ts';

export interface Crossing {
  readonly id: string;
  readonly tone: Tone;
  readonly points: readonly Point[];
}

/** Between the guest's lane and the request. */
function toRequest({ request }: Plan, layout: StageLayout): readonly Point[] {
  const y = request.y + request.height - 8;
  return [
    { x: (layout.lanes.guest ?? 0) + 44, y },
    { x: request.x, y },
  ];
}
/** From the request to dom0: an event. */
function toDom0({ request }: Plan, layout: StageLayout): readonly Point[] {
  const y = request.y + request.height / 2;
  const x = layout.lanes.dom0 ?? layout.width - 120;
  return [
    { x: request.x + request.width, y },
    { x, y },
    { x, y: layout.stand.kernel + 15 },
  ];
}

export function crossingsOf(
  record: StepRecord | undefined,
  view: UnplugView,
  before: UnplugView | undefined,
  plan: Plan,
  layout: StageLayout,
): readonly Crossing[] {
  if (!record) return [];
  const out: Crossing[] = [];
  if (record.effects.some((e) => e.kind === 'ioreq'))
    out.push({ id: 'ask', tone: 'hypervisor', points: toDom0(plan, layout) });
  if (before?.where === 'blocked' && view.where !== 'blocked')
    out.push({ id: 'answer', tone: 'device-model', points: [...toRequest(plan, layout)].reverse() });
  return out;
}
