/** The parts of an empty stage, one by one: what a newcomer must be able to name before anything moves. */

import { drawingsOf } from '../figure/drawings.ts';
import type { Drawn, Rect } from '../figure/spec.ts';
import type { Look } from '../model/look.ts';
import type { Scene } from '../scenes/scene.ts';
import type { StageLayout } from '../stage/layout.ts';

export interface Named {
  readonly spot: Rect;
  readonly says: string;
}

/** Of the figure; with the grounds it makes a minute at most. */
const PARTS = 3;

export function namedOf(
  scene: Scene | undefined,
  look: Look,
  layout: StageLayout,
  columns: { readonly guest: string; readonly host: string } | undefined,
  withheld = false,
): readonly Named[] {
  const { width, border, bands, platform, format } = layout;
  const nameOf = (level: string): string =>
    platform.worlds.find((w) => w.level === level && w.column === 'both')?.name ?? level;
  const { y } = bands.user;
  const above = bands.hypervisor.y - y;
  const hypervisor = nameOf('hypervisor');
  const grounds: Named[] = [
    {
      spot: { x: 0, y, width: border, height: above },
      says: `${columns?.guest ?? platform.columns.guest.name}: a virtual machine. Its programs run above, its kernel below.`,
    },
    {
      spot: { x: border, y, width: width - border, height: above },
      says: `${columns?.host ?? platform.columns.host.name}: it works for the guest. What stands side by side is kept apart.`,
    },
    {
      spot: { x: 0, y: bands.hypervisor.y, width, height: bands.hypervisor.height },
      says: `${hypervisor}, the hypervisor, lies under all of them. Whoever falls down to it has left their own code: that costs.`,
    },
  ];
  // Where nobody stands beside the guest there is no second column.
  return [...grounds.filter((g) => g.spot.width > 0), ...partsOf(scene, look, format, withheld)];
}

/** What both sides reach comes first: it is what the stories are about. */
function partsOf(
  scene: Scene | undefined,
  look: Look,
  format: StageLayout['format'],
  withheld: boolean,
): readonly Named[] {
  if (!scene) return [];
  const drawn = drawingsOf(scene.spec, look.view, 'story', format, withheld);
  const parts = scene.spec.parts.flatMap((part, i) => {
    const [spot, own] = [part.at[format], drawn[i]];
    return spot && own ? [{ spot, own, shared: part.tone === 'shared' }] : [];
  });
  return parts
    .sort((a, b) => Number(b.shared) - Number(a.shared))
    .slice(0, PARTS)
    .map(({ spot, own }) => ({ spot, says: saidOf(own) }));
}

const saidOf = ({ title, says }: Drawn): string =>
  title && !says.toLowerCase().includes(title.toLowerCase()) ? `${capital(title)}. ${says}` : says;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
