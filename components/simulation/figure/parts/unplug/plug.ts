/** How the guest asks that the plug be pulled, the request by which QEMU hears of it, and the disks behind both ways. */
import type { UnplugView } from '@/engine/index.ts';
import { hex } from '../../../model/format.ts';
import { type Drawn, type Item, type Room, sentences } from '../../spec.ts';
import { type Bus, devicesOf } from './buses.ts';
import { isUnanswered, kindsIn, NOBODY } from './kernel.ts';

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
  const items = lines ? shown : shown.slice(-ROOM);
  const host = configAccesses > 0 ? ` ${configAccesses} accesses went to the host bridge.` : '';
  return {
    title: lines ? '0x10 to 0x13' : 'asks the host',
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

/** What the note asks in plain words, and what QEMU has answered; read while the guest goes on. */
const ASKED: Readonly<Record<Exclude<Access['means'], 'mask'>, string>> = {
  magic: '“may devices go?”',
  version: '“which version?”',
  product: '“I am Linux”',
  build: '“my version”',
};

/** What the note says now, as a newcomer would read it. */
function noteLines({ handshake: all, where, ioreq }: UnplugView): readonly (readonly [string, string])[] {
  const last = all.at(-1);
  // Xen has taken the answer, and the guest goes on.
  if (last?.means === 'mask' && ioreq?.state === 'none' && where === 'guest') return [['state', TOLD.none]];
  if (last?.means === 'mask') {
    const kinds = kindsIn(last.value);
    const state = ioreq?.state === 'none' ? 'answered' : ioreq?.state;
    return [
      ['heading', 'take away:'],
      ['order', kinds.length > 0 ? kinds.join(', ') : 'nothing'],
      ['state', TOLD[state ?? 'answered']],
    ];
  }
  if (last === undefined || where !== 'guest') return [['state', TOLD.none]];
  const asked = last.means === 'magic' && all.length > 1 ? '“am I welcome?”' : ASKED[last.means];
  const answer = answerOf(last);
  return [
    ['asked', asked],
    ['state', answer === '' ? TOLD.answered : `QEMU: ${answer}`],
  ];
}
const TOLD = {
  none: 'empty',
  ready: 'for QEMU to read',
  'in process': 'QEMU has read it',
  answered: 'QEMU: done',
} as const;

/** In a story the page is a note, drawn as long as the guest has something to say to QEMU. */
function note(view: UnplugView): Drawn | null {
  const { handshake: all, scanned, where } = view;
  if (scanned > 0 || isUnanswered(all) || (all.length === 0 && where !== 'blocked')) return null;
  const items = noteLines(view).map(
    ([id, value]): Item => ({
      id,
      value,
      says: `The note says: ${value.replace(/:$/, '')}.`,
      ...(id === 'heading' && { steady: true }),
    }),
  );
  return {
    title: 'note for QEMU',
    frame: 'shared',
    says: `The note that Xen and QEMU share. ${sentences(items)}`,
    body: { kind: 'lines', items },
  };
}

/** The request in the page that Xen and QEMU share. */
export function request(view: UnplugView, room: Room): Drawn | null {
  const { ioreq } = view;
  if (!ioreq) return null;
  if (room.level === 'story') return note(view);
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
    title: lines ? 'ioreq' : 'note for QEMU',
    frame: 'shared',
    says: `The request that Xen and QEMU share. ${sentences(items)}`,
    body: { kind: 'rows', items: lines ? items : items.slice(0, 1), room: 3 },
  };
}

/** A disk can be reached by QEMU's drives while they are there, and by dom0's backends. */
export const isReached = (view: UnplugView, bus: Bus): boolean =>
  devicesOf(view, bus).some((d) => d.kind === 'disk' && d.present);

const WAYS = ['no way', '1 way', '2 ways'] as const;
/** What the ways come to for the guest: something that is offered twice could be used twice. */
const OFFERED = ['not offered', 'offered once', 'offered twice'] as const;

/** How many of the two offer something of a kind. */
const offersOf = (view: UnplugView, kind: 'disk' | 'card'): number =>
  (['pci', 'xenbus'] as const).filter((bus) => devicesOf(view, bus).some((d) => d.kind === kind && d.present))
    .length;

/** In a story: what is real behind the devices, and how often the guest is offered it. */
function realThings(view: UnplugView, most: number, many: boolean): readonly Item[] {
  const { outcome, store } = view;
  const told = (id: string, label: string, offers: number, twice: boolean): Item => {
    const value = twice ? 'used twice!' : (OFFERED[offers] ?? '');
    return { id, label, value, look: twice ? 'bad' : 'strong', says: `To the guest, ${label} is ${value}.` };
  };
  return [
    told('disk', many ? 'the real disks' : 'the real disk', most, outcome.diskTwice.length > 0),
    ...(store.some((f) => f.type === 'vif')
      ? [told('network', 'the network', offersOf(view, 'card'), outcome.cardTwice.length > 0)]
      : []),
  ];
}

/** The disks themselves, and how many ways lead to each; in a story, to all of them together, and to the network. */
export function disks(view: UnplugView, room: Room): Drawn | null {
  const ids = [...new Set(view.store.flatMap((f) => (f.type !== 'vbd' ? [] : [f.cdrom ? 'CD' : f.vdev])))];
  if (ids.length === 0) return null;
  const devices = { QEMU: devicesOf(view, 'pci'), blkback: devicesOf(view, 'xenbus') };
  const waysTo = (name: string): readonly string[] =>
    (['QEMU', 'blkback'] as const).filter((way) => devices[way].some((d) => d.name === name && d.present));
  if (room.level === 'story') {
    const items = realThings(view, Math.max(...ids.map((name) => waysTo(name).length)), ids.length > 1);
    return { says: `What is real. ${sentences(items)}`, body: { kind: 'columns', items } };
  }
  const items = ids.map((name): Item => {
    const ways = waysTo(name);
    const plain = WAYS[ways.length] ?? '';
    return {
      id: name,
      label: `disk ${name}`,
      value: room.level === 'lines' && ways.length < 2 ? (ways[0] ?? plain) : plain,
      look: 'strong',
      says: `To disk ${name} there is ${plain}${ways.length > 0 ? `, through ${ways.join(' and ')}` : ''}.`,
    };
  });
  return { says: `The disks. ${sentences(items)}`, body: { kind: 'columns', items, room: 4 } };
}
