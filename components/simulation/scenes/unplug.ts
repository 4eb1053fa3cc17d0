/**
 * The figure of unplug: two buses to the same disks and cards, one of emulated slots that empty, one of directories that
 * stay; what the guest has made of each; and the ports by which it asks that the emulated ones be pulled out.
 */
import type { UnplugView } from '@/engine/index.ts';
import {
  type Bus,
  devicesOf,
  found,
  hasLooked,
  names,
  objects,
  placesOf,
} from '../figure/parts/unplug/buses.ts';
import { drivers, isUnanswered, known } from '../figure/parts/unplug/kernel.ts';
import { disks, handshake, isReached, request } from '../figure/parts/unplug/plug.ts';
import { type Format, figure, type Passing, places, type Room, rect } from '../figure/spec.ts';
import type { Point } from '../stage/geometry.ts';
import { layoutsOf } from '../stage/layout.ts';
import { sceneOf } from './scene.ts';
import { has, letOn } from './steps.ts';

type View = UnplugView;

/** The kind of QEMU's device that was there before the step and is gone. */
function pulled({ view, before }: Passing<View>): 'disk' | 'card' | undefined {
  const now = devicesOf(view, 'pci');
  return before && devicesOf(before, 'pci').find((d, i) => d.present && !now[i]?.present)?.kind;
}
/** There is something to find on this bus. */
const isThere = (view: View, bus: Bus): boolean => devicesOf(view, bus).some((d) => d.present);

const at = (x: number, y: number): Point => ({ x, y });
const corners = (...xy: readonly (readonly [x: number, y: number])[]): readonly Point[] =>
  xy.map(([x, y]) => at(x, y));

/** From QEMU's token to the device that it takes away: its legs up to the device's row, and the y of each row. */
const PULLS = {
  landscape: { legs: corners([714, 50], [664, 50]), to: 621, disk: 104, card: 198 },
  portrait: { legs: corners([342, 43], [349, 43]), to: 339, disk: 140, card: 214 },
  phone: { legs: corners([300, 76], [300, 81], [340, 81]), to: 336, disk: 117, card: 137 },
} as const;

function pullPoints(kind: 'disk' | 'card' | undefined, format: Format): readonly Point[] | undefined {
  if (!kind || format === 'small') return undefined;
  const { legs, to, [kind]: y } = PULLS[format];
  return [...legs, at(legs.at(-1)?.x ?? to, y), at(to, y)];
}

/** In a story wires end at who hears them, not at the border of where they live. */
const STORY = {
  leave: {
    landscape: corners([109, 515], [340, 515]),
    phone: corners([48, 438], [48, 430], [94, 430]),
  },
  ring: {
    landscape: corners([57, 534], [57, 577], [682, 577], [682, 310]),
    phone: corners(
      [48, 474],
      [48, 488],
      [218, 488],
      [218, 402],
      [184, 402],
      [184, 212],
      [220, 212],
      [220, 204],
    ),
  },
  letOn: {
    landscape: corners([772, 534], [772, 577], [57, 577], [57, 534]),
    phone: corners([300, 474], [300, 490], [48, 490], [48, 474]),
  },
  wake: {
    landscape: corners([682, 310], [682, 328], [772, 328], [772, 314]),
    phone: corners([220, 204], [220, 215], [300, 215], [300, 211]),
  },
  read: {
    landscape: corners([502, 500], [772, 500], [772, 76]),
    phone: corners([212, 446], [340, 446], [340, 81], [300, 81], [300, 77]),
  },
};

function storyPoints(wire: keyof typeof STORY, { level, format }: Room): readonly Point[] | undefined {
  if (level !== 'story' || format === 'small' || format === 'portrait') return undefined;
  return STORY[wire][format];
}

/** From each side's devices down to what is real, past the tokens of dom0. */
const WAYS = {
  emulated: {
    from: 'emulated.right:0.95',
    to: 'disks.top:0.413',
    bends: { landscape: [{ x: 632 }], portrait: [{ x: 342 }, { y: 796 }] },
    fixed: { phone: corners([336, 142], [350, 142], [350, 504]) },
  },
  paravirtual: {
    from: 'paravirtual.right:0.95',
    to: 'disks.top:0.39',
    bends: { landscape: [{ x: 625 }], portrait: [{ x: 345 }, { y: 800 }] },
    fixed: { phone: corners([336, 282], [344, 282], [344, 504]) },
  },
} as const;

/** The kernel has looked at this bus from end to end in this step. */
const looks =
  (bus: Bus) =>
  ({ view, before }: Passing<View>): boolean =>
    before !== undefined && hasLooked(view, bus) && !hasLooked(before, bus);
/** It uses more devices of this bus than before. */
const takes =
  (bus: Bus) =>
  ({ view, before }: Passing<View>): boolean =>
    before !== undefined && usedOf(view, bus) > usedOf(before, bus);
const usedOf = (view: View, bus: Bus): number =>
  devicesOf(view, bus).filter((d) => d.names.length > 0).length;
const looksOrTakes = (bus: Bus) => (p: Passing<View>) => (looks(bus)(p) || takes(bus)(p)) && 'there';

/** The note was something else before. */
const noteBecame = (state: 'in process' | 'answered', { view, before }: Passing<View>): boolean =>
  before !== undefined && before.ioreq?.state !== state && view.ioreq?.state === state;

/** The guest's processor is back from its order, with what was answered. */
const isBack = ({ view, before }: Passing<View>): boolean =>
  before !== undefined &&
  before.where !== 'guest' &&
  view.where === 'guest' &&
  view.scanned === 0 &&
  view.handshake.at(-1)?.means === 'mask';

/** The kernel has heard more of QEMU than before, and is at work again. */
const isAnswered = ({ view, before }: Passing<View>): boolean =>
  before !== undefined &&
  view.where === 'guest' &&
  view.handshake.length > before.handshake.length &&
  !isUnanswered(view.handshake);

/** The two sides of the figure, and their buses. */
const SIDES = [
  ['emulated', 'pci'],
  ['paravirtual', 'xenbus'],
] as const;

const spec = figure<View>()({
  layouts: layoutsOf(
    {
      heights: [236, 192, 126, 62],
      stand: [24, 26, 60, 31],
      // What the kernel knows stands close to its token.
      caption: 12,
      // Threads in the program's order: QEMU where there is one, dom0's vCPU.
      lanes: { guest: [57], host: [68, 158] },
    },
    { heights: [236, 382, 152, 52], stand: [19, 21, 29, 26], lanes: { guest: [46], host: [46, 112] } },
    {
      phone: {
        heights: [134, 244, 96, 42],
        stand: [27, 27, 50, 26],
        lanes: { guest: [48], host: [60, 140] },
      },
    },
  ),
  parts: [
    {
      id: 'emulatedNames',
      tone: 'guest',
      from: 'mechanism',
      at: places(rect(210, 34, 130, 216), rect(16, 86, 92, 166), null, null),
      draw: (view, room) => names(view, 'pci', room),
    },
    {
      id: 'pci',
      tone: 'shared',
      from: 'mechanism',
      at: places(rect(343, 34, 162, 216), rect(112, 86, 118, 166), null, null),
      draw: (view, room) => placesOf(view, 'pci', room),
    },
    {
      id: 'emulated',
      tone: 'device-model',
      from: 'story',
      at: places(rect(511, 34, 110, 216), rect(232, 86, 107, 166), null, rect(190, 86, 146, 66)),
      draw: (view, room) => objects(view, 'pci', room),
    },
    {
      id: 'paravirtualNames',
      tone: 'guest',
      from: 'story',
      at: places(rect(231, 272, 109, 170), rect(16, 316, 92, 138), null, rect(10, 277, 136, 112)),
      draw: (view, room) => (room.level === 'story' ? found(view, room) : names(view, 'xenbus', room)),
    },
    {
      id: 'xenbus',
      tone: 'shared',
      from: 'mechanism',
      at: places(rect(343, 272, 162, 170), rect(112, 316, 118, 138), null, null),
      draw: (view, room) => placesOf(view, 'xenbus', room),
    },
    {
      id: 'paravirtual',
      tone: 'host',
      from: 'story',
      at: places(rect(511, 272, 110, 170), rect(232, 316, 107, 138), null, rect(190, 220, 146, 74)),
      draw: (view, room) => objects(view, 'xenbus', room),
    },
    {
      id: 'known',
      tone: 'guest',
      from: 'story',
      at: places(rect(109, 272, 119, 68), rect(18, 460, 152, 68), null, rect(10, 208, 136, 67)),
      draw: known,
    },
    {
      id: 'drivers',
      tone: 'guest',
      from: 'lines',
      at: places(rect(106, 344, 122, 108), rect(18, 532, 152, 102), null, null),
      draw: drivers,
    },
    {
      id: 'handshake',
      tone: 'guest',
      from: 'mechanism',
      at: places(rect(130, 462, 202, 112), rect(18, 693, 144, 97), null, null),
      draw: handshake,
    },
    {
      id: 'request',
      tone: 'shared',
      from: 'story',
      at: places(rect(340, 462, 162, 100), rect(196, 693, 138, 72), null, rect(94, 413, 118, 67)),
      draw: request,
    },
    {
      id: 'disks',
      tone: 'hardware',
      from: 'story',
      at: places(rect(504, 594, 310, 36), rect(104, 804, 238, 34), null, rect(92, 504, 262, 32)),
      draw: disks,
    },
  ],
  wires: [
    // Across the bus, from what the guest has made of a device to the device.
    ...SIDES.flatMap(([side, bus]) =>
      (
        [
          [`${side}Names.right`, `${bus}.left`],
          [`${bus}.right`, `${side}.left`],
        ] as const
      ).map(([from, to]) => ({
        id: `drives.${from}`,
        tone: 'guest' as const,
        level: 'mechanism' as const,
        from,
        to,
        rests: (view: View) => usedOf(view, bus) > 0,
        when: () => false as const,
      })),
    ),
    // In a story the kernel looks at who has devices, and uses what it has found there.
    {
      id: 'finds.emulated',
      tone: 'guest',
      level: 'story',
      upTo: 'story',
      from: 'paravirtualNames.top',
      to: 'emulated.left',
      fixed: { phone: corners([146, 296], [168, 296], [168, 119], [190, 119]) },
      rests: (view) => hasLooked(view, 'pci') && isThere(view, 'pci'),
      when: looksOrTakes('pci'),
    },
    {
      id: 'finds.paravirtual',
      // The list, and what is found in it, are reached through memory that both share.
      tone: 'shared',
      level: 'story',
      upTo: 'story',
      from: 'paravirtualNames.right',
      to: 'paravirtual.left',
      fixed: { phone: corners([146, 330], [176, 330], [176, 257], [190, 257]) },
      rests: (view) => hasLooked(view, 'xenbus'),
      when: looksOrTakes('xenbus'),
    },
    // In a story all that is offered leads to what is real; deeper, a disk to its disk.
    {
      id: 'leads.emulated',
      tone: 'device-model',
      level: 'story',
      upTo: 'story',
      ...WAYS.emulated,
      rests: (view) => isThere(view, 'pci'),
      when: () => false,
    },
    {
      id: 'leads.paravirtual',
      tone: 'host',
      level: 'story',
      upTo: 'story',
      ...WAYS.paravirtual,
      rests: (view) => isThere(view, 'xenbus'),
      when: () => false,
    },
    {
      id: 'way.emulated',
      tone: 'device-model',
      level: 'mechanism',
      ...WAYS.emulated,
      rests: (view) => isReached(view, 'pci'),
      when: () => false,
    },
    {
      id: 'way.paravirtual',
      tone: 'host',
      level: 'mechanism',
      ...WAYS.paravirtual,
      rests: (view) => isReached(view, 'xenbus'),
      when: () => false,
    },
    {
      id: 'ask',
      tone: 'hypervisor',
      level: 'mechanism',
      from: 'request.right',
      to: 'lane:dom0',
      when: ({ record }) => has(record, 'ioreq') && 'there',
    },
    // In a story the processor of the guest, which runs Xen, leaves the note, and then rings.
    {
      id: 'leaves',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'lane:guest',
      to: 'request.left',
      when: ({ record }) => has(record, 'ioreq') && 'there',
      points: (_, room) => storyPoints('leave', room),
    },
    {
      id: 'rings',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'lane:guest',
      to: 'lane:dom0',
      when: ({ record }) => record.side === 'guest' && has(record, 'notify') && 'there',
      points: (_, room) => storyPoints('ring', room),
    },
    // QEMU has Xen let the processor of the guest go on.
    {
      id: 'lets-on',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'lane:qemu',
      to: 'lane:guest',
      when: letOn,
      points: (_, room) => storyPoints('letOn', room),
    },
    {
      id: 'wake',
      tone: 'host',
      level: 'story',
      upTo: 'story',
      from: 'lane:dom0',
      to: 'lane:qemu',
      // A story shows who is woken only where what he is woken for is still to be done.
      when: ({ record, view }) =>
        view.ioreq?.state === 'ready' && record.thread === 'dom0' && has(record, 'wake') && 'there',
      points: (_, room) => storyPoints('wake', room),
    },
    {
      id: 'read',
      tone: 'device-model',
      level: 'story',
      upTo: 'story',
      from: 'request.right',
      to: 'lane:qemu',
      when: (p) => (noteBecame('in process', p) ? 'there' : noteBecame('answered', p) && 'back'),
      points: (_, room) => storyPoints('read', room),
    },
    // Xen takes the answer, and the guest goes on; where several were given, the last is shown.
    {
      id: 'answer.note',
      tone: 'hypervisor',
      level: 'story',
      upTo: 'story',
      from: 'request.left',
      to: 'lane:guest',
      when: (p) => (isBack(p) || isAnswered(p)) && 'there',
    },
    {
      id: 'answer',
      tone: 'device-model',
      level: 'mechanism',
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
