/** What passed in a beat, as any scene at a glance can draw it: through the hypervisor, or straight across. */
import type { Effect } from '@/engine/index.ts';
import type { Look } from '../../model/look.ts';
import type { Tone } from '../../model/worlds.ts';
import type { Point } from '../../stage/geometry.ts';
import type { StageLayout } from '../../stage/layout.ts';

export interface Pass {
  readonly id: 'copy' | 'dma' | 'to-host' | 'to-guest';
  readonly tone: Tone;
  /** Where the scene has no path of its own for it. */
  readonly points?: readonly Point[];
}

export function passesOf({ record }: Look, layout: StageLayout): readonly Pass[] {
  const out = new Map<Pass['id'], Pass>();
  for (const e of record?.effects ?? []) {
    const pass = passOf(e, layout);
    if (pass) out.set(pass.id, pass);
  }
  return [...out.values()];
}

function passOf(e: Effect, layout: StageLayout): Pass | undefined {
  switch (e.kind) {
    case 'copy':
      return e.payload ? { id: 'copy', tone: 'shared' } : undefined;
    case 'dma':
      return { id: 'dma', tone: 'hardware' };
    case 'ioreq':
      return { id: 'to-host', tone: 'hypervisor', points: bell(layout, true) };
    case 'notify':
      return e.to === 0
        ? { id: 'to-host', tone: 'hypervisor', points: bell(layout, true) }
        : { id: 'to-guest', tone: 'hypervisor', points: bell(layout, false) };
    default:
      return undefined;
  }
}

/** From one domain to the other through the hypervisor: an event, and not a byte of data. */
function bell({ bands, lanes, border }: StageLayout, toHost: boolean): readonly Point[] {
  const { y, height } = bands.hypervisor;
  const low = y + height - 12;
  const { guest = border - 100, dom0 = border + 74 } = lanes;
  const [from, to] = toHost ? [guest, dom0] : [dom0, guest];
  return [
    { x: from, y: y + 4 },
    { x: from, y: low },
    { x: to, y: low },
    { x: to, y: y - 8 },
  ];
}
