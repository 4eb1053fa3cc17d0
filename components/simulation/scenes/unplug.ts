/**
 * The figure of unplug: two buses to the same disks and cards, one of emulated slots that empty, one of directories that
 * stay; what the guest has made of each; and the ports by which it asks that the emulated ones be pulled out.
 */
import type { UnplugView } from '@/engine/index.ts';
import { type Bus, devicesOf, names, objects, placesOf } from '../figure/parts/unplug/buses.ts';
import { drivers, known } from '../figure/parts/unplug/kernel.ts';
import { disks, handshake, isReached, request } from '../figure/parts/unplug/plug.ts';
import { type Format, figure, type Passing, places, rect } from '../figure/spec.ts';
import type { Point } from '../stage/geometry.ts';
import { layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';
import { has, letOn } from './steps.ts';

type View = UnplugView;

/** The guest drives a device of this bus. */
const drives = (view: View, bus: Bus): boolean => devicesOf(view, bus).some((d) => d.names.length > 0);

/** The kind of QEMU's device that was there before the step and is gone. */
function pulled({ view, before }: Passing<View>): 'disk' | 'card' | undefined {
  const now = devicesOf(view, 'pci');
  return before && devicesOf(before, 'pci').find((d, i) => d.present && !now[i]?.present)?.kind;
}
/** There is something to find on this bus. */
const isThere = (view: View, bus: Bus): boolean => devicesOf(view, bus).some((d) => d.present);

/** From QEMU's token to the device that it takes away. */
function pullPoints(kind: 'disk' | 'card' | undefined, format: Format): readonly Point[] | undefined {
  if (!kind || format === 'small') return undefined;
  const [from, bend, to, disk, card] =
    format === 'landscape'
      ? [{ x: 749, y: 50 }, 690, 652, 104, 200]
      : [{ x: 342, y: 43 }, 349, 339, 140, 214];
  const y = kind === 'disk' ? disk : card;
  return [from, { x: bend, y: from.y }, { x: bend, y }, { x: to, y }];
}

/** The two sides of the figure, and their buses. */
const SIDES = [
  ['emulated', 'pci'],
  ['paravirtual', 'xenbus'],
] as const;

const spec = figure<View>()({
  layouts: layoutsOf(
    {
      heights: [236, 192, 126, 62],
      stand: [24, 22, 60, 31],
      // What the kernel knows stands close to its token.
      caption: 12,
      // Threads in the program's order: QEMU where there is one, dom0's vCPU.
      lanes: { guest: [66], host: [58, 140] },
    },
    { heights: [236, 382, 152, 52], stand: [19, 21, 29, 26], lanes: { guest: [46], host: [46, 112] } },
  ),
  parts: [
    {
      id: 'emulatedNames',
      tone: 'guest',
      from: 'story',
      at: places(rect(210, 34, 126, 216), rect(16, 86, 92, 166)),
      draw: (view, room) => names(view, 'pci', room),
    },
    {
      id: 'pci',
      tone: 'shared',
      from: 'mechanism',
      at: places(rect(340, 34, 162, 216), rect(112, 86, 118, 166)),
      draw: (view, room) => placesOf(view, 'pci', room),
    },
    {
      id: 'emulated',
      tone: 'device-model',
      from: 'story',
      at: places(rect(508, 34, 144, 216), rect(232, 86, 107, 166)),
      draw: (view, room) => objects(view, 'pci', room),
    },
    {
      id: 'paravirtualNames',
      tone: 'guest',
      from: 'story',
      at: places(rect(238, 272, 98, 170), rect(16, 316, 92, 138)),
      draw: (view, room) => names(view, 'xenbus', room),
    },
    {
      id: 'xenbus',
      tone: 'shared',
      from: 'mechanism',
      at: places(rect(340, 272, 162, 170), rect(112, 316, 118, 138)),
      draw: (view, room) => placesOf(view, 'xenbus', room),
    },
    {
      id: 'paravirtual',
      tone: 'host',
      from: 'story',
      at: places(rect(508, 272, 144, 170), rect(232, 316, 107, 138)),
      draw: (view, room) => objects(view, 'xenbus', room),
    },
    {
      id: 'known',
      tone: 'guest',
      from: 'story',
      at: places(rect(122, 272, 112, 68), rect(18, 460, 152, 68)),
      draw: known,
    },
    {
      id: 'drivers',
      tone: 'guest',
      from: 'lines',
      at: places(rect(112, 344, 122, 108), rect(18, 532, 152, 102)),
      draw: drivers,
    },
    {
      id: 'handshake',
      tone: 'guest',
      from: 'story',
      at: places(rect(130, 462, 202, 112), rect(18, 693, 144, 97)),
      draw: handshake,
    },
    {
      id: 'request',
      tone: 'shared',
      from: 'mechanism',
      at: places(rect(340, 462, 162, 76), rect(196, 693, 138, 72)),
      draw: request,
    },
    {
      id: 'disks',
      tone: 'hardware',
      from: 'story',
      at: places(rect(504, 594, 310, 36), rect(104, 804, 238, 34)),
      draw: disks,
    },
  ],
  wires: [
    ...SIDES.map(([side, bus]) => ({
      id: `drives.${side}`,
      tone: 'guest' as const,
      level: 'story' as const,
      from: `${side}Names.right` as const,
      to: `${side}.left` as const,
      rests: (view: View) => drives(view, bus),
      when: () => false as const,
    })),
    // In a story, what the guest would find is joined to who has it.
    ...SIDES.map(([side, bus]) => ({
      id: `finds.${side}`,
      tone: 'guest' as const,
      level: 'story' as const,
      upTo: 'story' as const,
      from: `${side}Names.right` as const,
      to: `${side}.left` as const,
      rests: (view: View) => isThere(view, bus),
      when: () => false as const,
    })),
    {
      id: 'way.emulated',
      tone: 'device-model',
      level: 'story',
      from: 'emulated.right:0.6',
      to: 'disks.top:0.1',
      bends: { landscape: [{ x: 668 }, { y: 586 }], portrait: [{ x: 342 }, { y: 796 }] },
      rests: (view) => isReached(view, 'pci'),
      when: () => false,
    },
    {
      id: 'way.paravirtual',
      tone: 'host',
      level: 'story',
      from: 'paravirtual.right:0.3',
      to: 'disks.top:0.15',
      bends: { landscape: [{ x: 674 }, { y: 590 }], portrait: [{ x: 345 }, { y: 800 }] },
      rests: (view) => isReached(view, 'xenbus'),
      when: () => false,
    },
    {
      id: 'ask',
      tone: 'hypervisor',
      level: 'story',
      from: 'handshake.right:0.85',
      to: 'lane:dom0',
      when: ({ record }) => has(record, 'ioreq') && 'there',
    },
    {
      id: 'answer',
      tone: 'device-model',
      level: 'story',
      from: 'handshake.left',
      to: 'lane:guest',
      bends: { portrait: [{ x: 12 }, { y: 662 }] },
      when: letOn,
    },
    {
      id: 'pull',
      tone: 'device-model',
      level: 'story',
      from: 'lane:qemu',
      to: 'emulated.right:0.85',
      when: (p) => pulled(p) !== undefined && 'there',
      points: (p, room) => pullPoints(pulled(p), room.format),
    },
  ],
  key: [
    { sign: '●', means: 'found, or loaded', from: 'mechanism' },
    { sign: '○', means: 'silent, or nothing to drive', from: 'mechanism' },
    { sign: '·', means: 'not asked yet', from: 'mechanism' },
    { sign: '×', means: 'refused', look: 'bad', from: 'lines' },
    { sign: '–', means: 'missing', look: 'bad', from: 'lines' },
    { sign: '( )', means: 'pulled out', from: 'lines' },
    { sign: 'sda', means: 'the same device twice', look: 'bad' },
  ],
});

export const unplugScene = sceneOf(spec);
