/** The two buses as a figure shows them, deeper by level: kinds of devices, devices, and each place on a bus. */
import type { UnplugView } from '@/engine/index.ts';
import { type Drawn, type Item, isNarrow, type Room, sentences } from '../../spec.ts';
import { type NameText, pciRows, type RowText, twiceNames, xenbusRows } from './rows.ts';

export type Bus = 'pci' | 'xenbus';

/** A disk or a card on one of the buses. */
interface Device {
  readonly id: string;
  readonly kind: 'disk' | 'card';
  readonly name: string;
  /** QEMU has it; dom0 offers it always. */
  readonly present: boolean;
  readonly connected: boolean;
  readonly seen: RowText['seen'];
  readonly driver: string;
  readonly names: readonly NameText[];
}

/** One row of a bus: what the guest has made of it, its place, and what is behind. */
interface Entry {
  readonly id: string;
  readonly says: string;
  readonly driver: string;
  readonly names: readonly NameText[];
  readonly sign: string | undefined;
  readonly place: readonly [label: string, value: string];
  readonly object: readonly [label: string, value: string];
  readonly present: boolean;
  /** Where a row stands for several devices of a kind: how many there are, and how many of them the guest drives. */
  readonly there?: number;
  readonly used?: number;
}

/** A device has its name a line before its driver is noted: here it is the name that counts. */
function emulated(view: UnplugView): readonly Device[] {
  const rows = pciRows(view);
  const twice = twiceNames(view);
  const named = (found: readonly { readonly name: string }[]): readonly NameText[] =>
    found.map(({ name }) => ({ name, twice: twice.has(name) }));
  return view.bus.flatMap((f, i): readonly Device[] => {
    const { id = '', seen = 'unasked', driver = '' } = rows[i] ?? {};
    const common = { seen, driver, connected: driver !== '' };
    if (f.mac !== null) {
      const names = named(view.cards.filter((c) => c.kind === 'emulated' && c.mac === f.mac));
      return [{ ...common, id, kind: 'card', name: 'card', present: f.present, names }];
    }
    const drives =
      f.drives.length > 0
        ? f.drives
        : f.vdev === null
          ? []
          : [{ vdev: f.vdev, kind: 'disk', present: f.present }];
    return drives.map((d) => {
      const own = view.disks.filter((k) => k.kind === 'emulated' && k.vdev === d.vdev);
      const name = d.kind === 'cd' ? 'CD' : d.vdev;
      return {
        ...common,
        id: `${id}.${d.vdev}`,
        kind: 'disk',
        name,
        present: d.present,
        names: named(own),
      };
    });
  });
}

/** The keyboard is left to the level of lines. */
const paravirtual = (view: UnplugView): readonly Device[] => {
  const rows = xenbusRows(view, true);
  return view.store.flatMap((f, i): readonly Device[] => {
    const { id = '', seen = 'unasked', driver = '', names = [], place } = rows[i] ?? {};
    if (f.type === 'vkbd') return [];
    const name = f.type === 'vif' ? 'card' : f.cdrom ? 'CD' : f.vdev;
    return [
      {
        id,
        kind: f.type === 'vbd' ? 'disk' : 'card',
        name,
        present: true,
        connected: place === 'up',
        seen,
        driver,
        names,
      },
    ];
  });
};

export const devicesOf = (view: UnplugView, bus: Bus): readonly Device[] =>
  bus === 'pci' ? emulated(view) : paravirtual(view);

const MARKS = { unasked: '·', found: '●', silent: '○' } as const;

/** What has become of some devices of a kind. */
function stateOf(devices: readonly Device[], bus: Bus): string {
  const [word, none] = bus === 'pci' ? ['plugged', 'gone'] : ['in use', 'waits'];
  const have = devices.filter((d) => (bus === 'pci' ? d.present : d.connected)).length;
  if (have === 0) return none;
  return have === devices.length ? word : `${have} of ${devices.length}`;
}

function groupEntry(devices: readonly Device[], label: string, bus: Bus): Entry {
  const names = devices.flatMap((d) => d.names);
  const state = stateOf(devices, bus);
  return {
    id: devices[0]?.id ?? label,
    says: `${bus === 'pci' ? 'Emulated' : 'Paravirtual'} ${label}: ${state}${names.length > 0 ? `, driven by the guest as ${names.map((n) => n.name).join(', ')}` : ''}.`,
    driver: devices[0]?.driver ?? '',
    names,
    sign: MARKS[devices[0]?.seen ?? 'unasked'],
    place: ['', ''],
    object: [label, state],
    present: devices.some((d) => d.present),
    there: devices.filter((d) => d.present).length,
    used: devices.filter((d) => d.names.length > 0).length,
  };
}

/** Devices that the level of mechanisms has room for. */
const MOST = 3;

function entriesOf(view: UnplugView, bus: Bus, room: Room): readonly Entry[] {
  if (room.level === 'lines') return lineEntries(view, bus, isNarrow(room.format));
  const devices = devicesOf(view, bus);
  if (room.level === 'mechanism' && devices.length <= MOST)
    return devices.map((d) => groupEntry([d], d.name, bus));
  return (['disk', 'card'] as const).flatMap((kind) => {
    const own = devices.filter((d) => d.kind === kind);
    const name = kind === 'card' && room.level === 'story' ? 'network card' : kind;
    return own.length > 0 ? [groupEntry(own, `${name}${own.length > 1 ? 's' : ''}`, bus)] : [];
  });
}

/** Where there is room, what is gone stands in brackets. */
const partsOf = ({ parts }: RowText, brief: boolean): string =>
  parts.flatMap((p) => (p.present ? [p.name] : brief ? [] : [`(${p.name})`])).join(' ');

const lineEntries = (view: UnplugView, bus: Bus, brief: boolean): readonly Entry[] =>
  (bus === 'pci' ? pciRows(view) : xenbusRows(view, brief)).map((r) => ({
    ...r,
    // The state of a xenbus device says whether it was found.
    sign: bus === 'pci' ? MARKS[r.seen] : undefined,
    place: [r.address, r.seen === 'silent' ? 'ffffffff' : r.place],
    object: [r.present ? r.object : `(${r.object})`, partsOf(r, brief || !r.present)],
  }));

/** A part of each column shows all rows of a bus, so that they stand beside each other. Null without such a bus. */
function column(
  view: UnplugView,
  bus: Bus,
  room: Room,
  drawn: Pick<Drawn, 'title' | 'aside' | 'frame'>,
  itemOf: (entry: Entry) => Omit<Item, 'id' | 'says'>,
): Drawn | null {
  const entries = entriesOf(view, bus, room);
  if (entries.length === 0) return null;
  const items = entries.map((e) => ({ id: e.id, says: e.says, ...itemOf(e) }));
  return {
    ...drawn,
    says: `The rows of ${bus === 'pci' ? 'the PCI bus' : 'xenbus'}. ${sentences(items)}`,
    body: { kind: 'rows', items, room: Math.max(items.length, room.level === 'lines' ? 6 : 3) },
  };
}

/** Characters that the narrower format has room for. */
const LETTERS = 12;
function namesText(all: readonly NameText[]): string {
  const text = all.map((n) => n.name).join(' ');
  return text.length <= LETTERS ? text : `${all[0]?.name} +${all.length - 1}`;
}

/** A device as a block that is there or not: what a newcomer cannot miss. */
function blocks(
  entries: readonly Entry[],
  drawn: Pick<Drawn, 'title' | 'frame' | 'says'>,
  cellOf: (entry: Entry) => Pick<Item, 'value' | 'look'>,
): Drawn {
  const rows = entries.map((e) => ({ label: e.id, cells: [{ id: e.id, says: e.says, ...cellOf(e) }] }));
  return { ...drawn, body: { kind: 'cells', rows, room: 2 } };
}

/** What the guest has made of each device: its driver, or the names that programs use. */
export const names = (view: UnplugView, bus: Bus, room: Room): Drawn | null =>
  column(
    view,
    bus,
    room,
    { title: room.level === 'lines' ? 'guest sees' : 'kernel found', frame: 'bare' },
    (e) => ({
      label: e.names.length > 0 ? '' : e.driver,
      value: e.names.length > 0 ? namesText(e.names) : '',
      look: e.names.some((n) => n.twice) ? 'bad' : e.names.length > 0 ? 'strong' : 'faint',
    }),
  );

/** Slots of a bus. */
const SLOTS = 32;
/** The guest has looked at this bus from end to end. */
export const hasLooked = (view: UnplugView, bus: Bus): boolean =>
  bus === 'pci' ? view.scanned >= SLOTS : view.xenbus.length > 0;

const HOSTS = { pci: 'QEMU', xenbus: 'dom0' } as const;

/** A device that was found, and whether the guest uses it. */
function foundItem({ id, says, names: own, there = 0, used = 0, object: [label] }: Entry): Item {
  const brief = label.replace('network ', '');
  const short = there > 1 ? brief : label;
  if (own.some((n) => n.twice)) return { id, says, value: `${brief}: twice!`, look: 'bad' };
  if (used === 0) return { id, says, value: label };
  return { id, says, value: used < there ? `uses ${used} of ${there} ${short}` : `uses ${short}` };
}

/** What a look at one of the buses has found. Its heading lights with nothing: what stands under it does. */
function foundAt(view: UnplugView, bus: Bus, room: Room): readonly Item[] {
  if (!hasLooked(view, bus)) return [];
  const there = entriesOf(view, bus, room).filter((e) => e.present);
  const at = `at ${HOSTS[bus]}:`;
  if (there.length > 0)
    return [
      { id: bus, value: at, steady: true, says: `The kernel has looked ${at.slice(0, -1)}.` },
      ...there.map(foundItem),
    ];
  const says = `The kernel has looked ${at} there is no disk and no network card.`;
  return [{ id: `${bus}.none`, value: `${at} none`, says }];
}

/** In a story: all that the kernel has found, wherever it looked. */
export function found(view: UnplugView, room: Room): Drawn {
  const own = [...foundAt(view, 'pci', room), ...foundAt(view, 'xenbus', room)];
  const none: Item = {
    id: 'unasked',
    value: 'has not looked',
    says: 'The kernel has not looked for devices yet.',
  };
  const items = own.length > 0 ? own : [none];
  return {
    title: 'kernel found',
    says: `The devices that the guest’s kernel has found. ${sentences(items)}`,
    body: { kind: 'lines', items },
  };
}

/** The places of a bus, on the border between the guest and who is behind. */
export const placesOf = (view: UnplugView, bus: Bus, room: Room): Drawn | null => {
  const found = view.bus.filter((f) => f.seen === 'found').length;
  const aside = bus === 'pci' && view.scanned > 0 ? `${found} found` : '';
  const drawn = { title: bus === 'pci' ? 'PCI bus' : 'xenbus', aside, frame: 'shared' } as const;
  return column(view, bus, room, drawn, ({ sign, place: [label, value] }) => ({
    ...(sign !== undefined && { sign }),
    label,
    value,
    look: sign === MARKS.silent ? 'faint' : 'plain',
  }));
};

/** What stands behind each place: a device of QEMU's, or a backend of dom0's. */
export const objects = (view: UnplugView, bus: Bus, room: Room): Drawn | null =>
  room.level === 'story' ? objectsTold(view, bus, room) : objectRows(view, bus, room);

const OWNERS = { pci: 'QEMU’s devices', xenbus: 'dom0’s devices' } as const;

/** Full: there. Empty: gone. What the guest makes of it is said where the guest is. */
function objectsTold(view: UnplugView, bus: Bus, room: Room): Drawn | null {
  const entries = entriesOf(view, bus, room);
  if (entries.length === 0) return null;
  const drawn = { title: OWNERS[bus], says: `These are ${OWNERS[bus]}. ${sentences(entries)}` };
  return blocks(entries, drawn, ({ object: [label, state], present }) => {
    if (!present) return { value: `no ${label}`, look: 'idle' };
    // Some of several are gone.
    const some = bus === 'pci' && state !== 'plugged';
    return { value: some ? `${state} ${label.replace('network ', '')}` : label, look: 'now' };
  });
}

const objectRows = (view: UnplugView, bus: Bus, room: Room): Drawn | null =>
  column(view, bus, room, { title: OWNERS[bus] }, ({ object: [label, value], present }) => ({
    label,
    value,
    look: present ? 'strong' : 'faint',
  }));
