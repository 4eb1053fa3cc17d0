/** How the guest asks that the plug be pulled, the request by which QEMU hears of it, and the disks behind both ways. */
import type { UnplugView } from '@/engine/index.ts';
import { hex } from '../../../model/format.ts';
import { type Drawn, type Item, type Room, sentences } from '../../spec.ts';
import { type Bus, devicesOf } from './buses.ts';

type Access = UnplugView['handshake'][number];
/** The accesses of a handshake that goes all the way. */
const ACCESSES = 6;
/** Those that are in sight in plain words. */
const ROOM = 3;

const PLAIN: Readonly<Record<Access['means'], string>> = {
  magic: 'unplug?',
  version: 'version?',
  product: 'I am Linux',
  build: 'my version',
  mask: 'take these away!',
};

const MAGIC = 0x49d2;
const NOBODY = 0xffff;
/** What a read has answered, in a word. */
function answerOf({ dir, means, value }: Access): string {
  if (dir === 'out') return '';
  if (means === 'version') return String(value);
  if (value === NOBODY) return 'none';
  return value === MAGIC ? 'yes' : 'no';
}

function accessItem(a: Access, i: number, room: Room): Item {
  const common = {
    id: String(i),
    sign: a.dir === 'in' ? '←' : '→',
    says: `Access ${i + 1} ${a.dir === 'in' ? 'reads' : 'writes'} port 0x${hex(a.port, 2)}: ${hex(a.value, 1)}, ${a.means}.`,
  };
  // The same number is read once more at the end: whether it is still right.
  const label = a.means === 'magic' && i > 0 ? 'welcome?' : PLAIN[a.means];
  if (room.level !== 'lines') return { ...common, label, value: answerOf(a) };
  return { ...common, label: hex(a.port, 2), value: hex(a.value, 1), note: a.means };
}

/** The accesses to the fixed ports: each left the guest for QEMU and came back. Null without a device model. */
export function handshake(view: UnplugView, room: Room): Drawn | null {
  const { handshake: all, configAccesses, where, deviceModel } = view;
  if (!deviceModel) return null;
  const lines = room.level === 'lines';
  const shown = all.map((a, i) => accessItem(a, i, room));
  // Before the first there is nothing to see; then what was said last.
  const told = room.level === 'story' ? 1 : ROOM;
  if (room.level === 'story' && all.length === 0 && where !== 'blocked') return null;
  const items = lines ? shown : shown.slice(-told);
  const host = configAccesses > 0 ? ` ${configAccesses} accesses went to the host bridge.` : '';
  return {
    title: lines ? '0x10 to 0x13' : 'kernel to QEMU',
    aside: lines && configAccesses > 0 ? `+ ${configAccesses}` : lines && where === 'blocked' ? 'waits' : '',
    says: `The handshake by port accesses. ${sentences(shown) || 'There is none yet.'}${host}`,
    body: {
      kind: 'rows',
      items,
      room: lines ? ACCESSES : ROOM,
      ...(lines && { stops: [0.28, 0.6] as const }),
    },
  };
}

const STATES = {
  none: 'free',
  ready: 'for QEMU',
  'in process': 'QEMU has it',
  answered: 'answered',
} as const;

/** The request in the page that Xen and QEMU share. */
export function request({ ioreq }: UnplugView, room: Room): Drawn | null {
  if (!ioreq) return null;
  const rows: readonly (readonly [id: string, label: string, value: string])[] = [
    ['state', 'state', STATES[ioreq.state]],
    [
      'port',
      ioreq.read ? 'read' : 'write',
      ioreq.size === 0 ? '' : `0x${hex(ioreq.port, 2)}, ${ioreq.size} B`,
    ],
    ['data', 'data', ioreq.size === 0 ? '' : hex(ioreq.data, 1)],
  ];
  const items = rows.map(
    ([id, label, value]): Item => ({
      id,
      label,
      value,
      says: `The request’s ${label} is ${value || 'not set'}.`,
    }),
  );
  const lines = room.level === 'lines';
  return {
    title: lines ? 'ioreq' : 'request',
    frame: 'shared',
    says: `The request that Xen and QEMU share. ${sentences(items)}`,
    body: { kind: 'rows', items: lines ? items : items.slice(0, 1), room: 3 },
  };
}

/** A disk can be reached by QEMU's drives while they are there, and by dom0's backends. */
export const isReached = (view: UnplugView, bus: Bus): boolean =>
  devicesOf(view, bus).some((d) => d.kind === 'disk' && d.present);

const WAYS = ['no way', '1 way', '2 ways'] as const;

/** What the ways to a disk come to: two of them are a danger while the guest may find both. */
function findsText(
  { outcome: { finished, diskTwice } }: UnplugView,
  ways: number,
  what: string,
  { width }: Room,
): string {
  const twice = diskTwice.length > 0 ? 'used twice!' : !finished && ways > 1 ? 'could be found twice' : '';
  if (twice === '') return `the real ${what}`;
  return width > 250 ? `the real ${what}: ${twice}` : twice;
}

/** The disks themselves, and how many ways lead to each; in a story, to all of them together. */
export function disks(view: UnplugView, room: Room): Drawn | null {
  const ids = [...new Set(view.store.flatMap((f) => (f.type !== 'vbd' ? [] : [f.cdrom ? 'CD' : f.vdev])))];
  if (ids.length === 0) return null;
  const devices = { QEMU: devicesOf(view, 'pci'), blkback: devicesOf(view, 'xenbus') };
  const waysTo = (name: string): readonly string[] =>
    (['QEMU', 'blkback'] as const).filter((way) => devices[way].some((d) => d.name === name && d.present));
  const items = ids.map((name): Item => {
    const ways = waysTo(name);
    const plain = WAYS[ways.length] ?? '';
    return {
      id: name,
      label: room.level === 'story' ? findsText(view, ways.length, 'disk', room) : `disk ${name}`,
      value: room.level === 'lines' && ways.length < 2 ? (ways[0] ?? plain) : plain,
      look: 'strong',
      says: `To disk ${name} there is ${plain}${ways.length > 0 ? `, through ${ways.join(' and ')}` : ''}.`,
    };
  });
  const most = Math.max(...ids.map((name) => waysTo(name).length));
  const together: Item = {
    id: 'all',
    label: findsText(view, most, `${ids.length} disks`, room),
    value: WAYS[most] ?? '',
    look: 'strong',
    says: `To the disks there is ${WAYS[most]}.`,
  };
  return {
    says: `The disks. ${sentences(items)}`,
    body: {
      kind: 'columns',
      ...(room.level === 'story' ? { items: ids.length > 1 ? [together] : items } : { items, room: 4 }),
    },
  };
}
