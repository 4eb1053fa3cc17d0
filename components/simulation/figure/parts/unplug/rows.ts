/** What the rows of the two buses say, derived from the view and from nothing drawn. */
import type { UnplugView } from '@/engine/index.ts';

type PciFunction = UnplugView['bus'][number];
type Frontend = UnplugView['store'][number];

/** A disk or card as programs see it, and whether it is there twice. */
export interface NameText {
  readonly name: string;
  readonly twice: boolean;
}
export interface RowText {
  readonly id: string;
  /** `1.1 8086:7010`. */
  readonly place: string;
  readonly address: string;
  /** What stands behind it: a card of QEMU's, a backend of dom0's. */
  readonly object: string;
  readonly parts: readonly { readonly name: string; readonly present: boolean }[];
  readonly present: boolean;
  readonly seen: 'unasked' | 'found' | 'silent';
  readonly driver: string;
  readonly names: readonly NameText[];
  /** The whole row in one sentence. */
  readonly says: string;
}

/** What a function is, in a word or two. */
const KINDS: Readonly<Record<string, string>> = {
  i440FX: 'host bridge',
  PIIX3: 'ISA bridge',
  'piix3-ide': 'IDE',
  PIIX4_PM: 'power',
  'xen-platform': 'Xen platform',
  lsi53c895a: 'SCSI',
  e1000: 'network card',
  nvme: 'NVMe',
};
const SEEN = { unasked: 'not asked yet', found: 'found by the scan', silent: 'silent when asked' } as const;

export const twiceNames = ({ outcome }: UnplugView): ReadonlySet<string> =>
  new Set([...outcome.diskTwice, ...outcome.cardTwice].flat());

export function pciRows(view: UnplugView): readonly RowText[] {
  const twice = twiceNames(view);
  const taken = new Set<string>();
  return view.bus.map((f) => rowOf(view, f, twice, taken));
}

function rowOf(view: UnplugView, f: PciFunction, twice: ReadonlySet<string>, taken: Set<string>): RowText {
  const kind = KINDS[f.type] ?? f.type;
  const names = namesOf(view, f, taken).map((name) => ({ name, twice: twice.has(name) }));
  const parts = [
    ...f.drives.map((d) => ({ name: d.kind === 'cd' ? 'CD' : d.vdev, present: d.present })),
    ...(f.vdev === null || f.vdev === kind.toLowerCase() ? [] : [{ name: f.vdev, present: f.present }]),
  ];
  const drives = parts.map((p) => `${p.name}${p.present ? '' : ' gone'}`).join(', ');
  return {
    id: `${f.slot}.${f.fn}`,
    // A place that was emptied before anybody asked looks like any other empty place.
    place: f.present || f.seen === 'found' ? f.id : '',
    address: `${f.slot}.${f.fn}`,
    object: kind,
    parts,
    present: f.present,
    seen: f.seen,
    driver: f.driver ?? '',
    names,
    says: `Slot ${f.slot}, function ${f.fn}, ${f.id}: ${kind}${drives ? ` with ${drives}` : ''}, ${f.present ? 'in QEMU' : 'gone from QEMU'}; ${SEEN[f.seen]}${f.driver ? `; driver ${f.driver}` : ''}${names.length > 0 ? `: ${names.map((n) => n.name).join(', ')}` : ''}.`,
  };
}

/** Names of what an emulated device became: by the disk behind it, or in order for cards. */
function namesOf(view: UnplugView, f: PciFunction, taken: Set<string>): readonly string[] {
  if (f.driver === null) return [];
  const behind = new Set([...f.drives.map((d) => d.vdev), f.vdev].filter((v) => v !== null));
  const disks = view.disks.filter((d) => d.kind === 'emulated' && behind.has(d.vdev));
  if (f.mac === null) return disks.map((d) => d.name);
  const card = view.cards.find((c) => c.kind === 'emulated' && c.mac === f.mac && !taken.has(c.name));
  if (!card) return [];
  taken.add(card.name);
  return [card.name];
}

const BACKENDS = { vbd: 'blkback', vif: 'netback', vkbd: 'keyboard' } as const;

const BRIEF = { Initialising: 'init', Connected: 'up' } as const;

export function xenbusRows(view: UnplugView, brief: boolean): readonly RowText[] {
  const twice = twiceNames(view);
  return view.store.map((f) => {
    const device = view.xenbus.find((d) => d.type === f.type && d.id === f.id);
    const names = ownNames(view, f, device?.driver !== null && device !== undefined);
    const seen = device ? 'found' : 'unasked';
    return {
      id: `${f.type}-${f.id}`,
      place: device ? (brief ? BRIEF[device.state] : device.state) : '',
      address: `${f.type}-${f.id}`,
      object: BACKENDS[f.type],
      parts: f.type === 'vbd' ? [{ name: f.cdrom ? 'CD' : f.vdev, present: true }] : [],
      present: true,
      seen,
      driver: device?.driver ?? '',
      names: names.map((name) => ({ name, twice: twice.has(name) })),
      says: `Device ${f.type}-${f.id} in xenstore, ${BACKENDS[f.type]} behind it: ${device ? `state ${device.state}, ${device.driver ? `driver ${device.driver}` : 'no driver'}` : 'not looked at yet'}${names.length > 0 ? `: ${names.join(', ')}` : ''}.`,
    };
  });
}

function ownNames(view: UnplugView, f: Frontend, bound: boolean): readonly string[] {
  if (!bound) return [];
  if (f.type === 'vbd')
    return view.disks.filter((d) => d.kind === 'pv' && d.vdev === f.vdev).map((d) => d.name);
  if (f.type === 'vif')
    return view.cards.filter((c) => c.kind === 'pv' && c.mac === f.mac).map((c) => c.name);
  return [];
}
