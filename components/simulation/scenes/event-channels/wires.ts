/** What crossed in a step: an event from its sender to a bit, a vector from station to station, an interrupt to a vCPU. */
import type { EventChannelsView, State, StepRecord } from '@/engine/index.ts';
import { standingIn, type Tone, worldNamed } from '../../model/worlds.ts';
import type { Point } from '../../stage/geometry.ts';
import type { StageLayout } from '../../stage/layout.ts';
import type { Plan } from './layouts.ts';
import { stateX, stationsAt, wayY } from './Ways.tsx';
import { wayOf } from './ways.ts';

export interface Crossing {
  readonly id: string;
  readonly tone: Tone;
  readonly points: readonly Point[];
}

const VCPUS: Readonly<Record<string, number>> = { guest: 0, guest1: 1 };
/** Half of a token. */
const TOKEN = { x: 30, y: 12 };
/** From the top of the page to its first row of pending bits. */
const BITS = 118;
/** The gutter between the figures and the edge of the narrow stage. */
const GUTTER = 6;

/** Between the two pages, through the hypervisor. */
function channel({ page, peer }: Plan, landscape: boolean, from: number): readonly Point[] {
  const y = page.y + BITS;
  const right = page.x + page.width;
  const way = landscape
    ? [
        { x: peer.x, y },
        { x: right, y },
      ]
    : [
        { x: right, y: peer.y + 34 },
        { x: right + GUTTER, y: peer.y + 34 },
        { x: right + GUTTER, y },
        { x: right, y },
      ];
  return from === 0 ? way : [...way].reverse();
}

/** From Xen's own timer up to the page. */
function fromXen({ page, peer }: Plan, layout: StageLayout): readonly Point[] {
  const landscape = layout.orientation === 'landscape';
  const right = page.x + page.width;
  const x = landscape ? peer.x - GUTTER : right + GUTTER;
  const y = page.y + BITS;
  const foot = layout.stand.hypervisor;
  return [
    { x: (layout.lanes.timer ?? layout.width - 100) + (landscape ? -TOKEN.x : TOKEN.x), y: foot },
    { x, y: foot },
    { x, y },
    { x: right, y },
  ];
}

/** Where a thread's token stands. */
function standOf(layout: StageLayout, state: State, thread: string): number {
  const top = state.threads[thread]?.top;
  return layout.stand[top ? worldNamed(layout.platform, standingIn(top, 0)).level : 'kernel'];
}

/** From the end of the way in to the vCPU's token. */
function toVcpu(plan: Plan, layout: StageLayout, state: State, thread: string): readonly Point[] {
  const lane = layout.lanes[thread] ?? 0;
  const y = wayY(plan, VCPUS[thread] ?? 0);
  const stand = standOf(layout, state, thread);
  if (layout.orientation === 'portrait') {
    const side = plan.ways.x - 2 * GUTTER + 3;
    return [
      { x: stateX(plan), y },
      { x: side, y },
      { x: side, y: stand + TOKEN.y + 4 },
      { x: lane, y: stand + TOKEN.y + 4 },
      { x: lane, y: stand + TOKEN.y },
    ];
  }
  return [
    { x: stateX(plan), y },
    { x: lane, y },
    { x: lane, y: stand + TOKEN.y },
  ];
}

/** dom0 is called back when Xen returns to it. */
function toDom0({ peer }: Plan, layout: StageLayout, state: State): readonly Point[] {
  const lane = layout.lanes.dom0 ?? 0;
  const right = peer.x + peer.width;
  const y = peer.y + 30;
  const stand = standOf(layout, state, 'dom0');
  const landing = stand < y ? stand + TOKEN.y : stand - TOKEN.y;
  if (layout.orientation === 'landscape')
    return [
      { x: right, y },
      { x: lane, y },
      { x: lane, y: landing },
    ];
  return [
    { x: right, y },
    { x: right + GUTTER, y },
    { x: right + GUTTER, y: stand },
    { x: lane + TOKEN.x - 8, y: stand },
  ];
}

/** A value that went from one station to the next. */
function moved(view: EventChannelsView, before: EventChannelsView, plan: Plan): readonly Crossing[] {
  return view.guest.vcpus.flatMap((v, row) => {
    const old = before.guest.vcpus[row];
    if (!old) return [];
    const now = wayOf(v).stations;
    const was = wayOf(old).stations;
    const { x, width } = stationsAt(plan, now.length);
    const y = wayY(plan, row);
    const filled = (i: number): boolean => now[i]?.value !== '' && was[i]?.value === '';
    return now.flatMap((s, i): readonly Crossing[] => {
      if (!filled(i)) return [];
      const from = i === 0 ? plan.ways.x + plan.ways.width : x(i - 1);
      return [
        {
          id: `way.${row}.${s.id}`,
          tone: 'hypervisor',
          points: [
            { x: from, y },
            { x: x(i) + width, y },
          ],
        },
      ];
    });
  });
}

export function crossingsOf(
  record: StepRecord | undefined,
  view: EventChannelsView,
  before: EventChannelsView | undefined,
  plan: Plan,
  layout: StageLayout,
  state: State,
): readonly Crossing[] {
  if (!record) return [];
  const out: Crossing[] = before ? [...moved(view, before, plan)] : [];
  for (const e of record.effects) {
    if (e.kind === 'notify' && e.from !== e.to)
      out.push({
        id: 'notify',
        tone: 'hypervisor',
        points:
          e.from > 1 ? fromXen(plan, layout) : channel(plan, layout.orientation === 'landscape', e.from),
      });
    if (e.kind === 'interrupt')
      out.push({
        id: 'interrupt',
        tone: 'hypervisor',
        points:
          record.thread === 'dom0' ? toDom0(plan, layout, state) : toVcpu(plan, layout, state, record.thread),
      });
  }
  return out;
}
