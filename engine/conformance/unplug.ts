/**
 * Recordings of real guests that booted with their emulated devices unplugged, or not: the accesses to the fixed ports, in
 * order, and the devices that the guest ended up with. Both are replayed by booting the engine's guest with the same settings.
 */
import { InputError } from '../core/assert.ts';
import { run } from '../core/machine.ts';
import type { DomainType } from '../mechanisms/domain.ts';
import type { Configuration } from '../scenarios/unplug/configuration.ts';
import { setup } from '../scenarios/unplug/story.ts';
import { inspect, type UnplugView } from '../scenarios/unplug/view.ts';
import { untilItSleeps } from '../stories/system.ts';
import { arr, type Obj, obj, quoted, str } from './decode.ts';
import { type Outcome, Tally } from './outcome.ts';
import { readAccess } from './port-access.ts';

/** The recorded guests: Debian's kernel, whose frontends are modules of the initrd; upstream QEMU; one IDE disk, one card. */
const RECORDED: Configuration = {
  cmdline: '',
  blkfront: 'in-initrd',
  netfront: 'in-initrd',
  host: 'qemu',
  guest: 'hvm',
  viridian: false,
  disks: ['hda'],
  cdrom: false,
  nvme: false,
  macs: ['00:16:3e:00:00:12'],
  scan: 'brief',
};
const MAX_STEPS = 200_000;

/** Boots a guest and looks at what it has. */
function boot(c: Configuration): UnplugView {
  const { program, initial } = setup(c);
  let steps = 0;
  return inspect(run(program, initial, (s) => (steps++ < MAX_STEPS ? untilItSleeps(program, s) : undefined)));
}

// ── the accesses ────────────────────────────────────────────────────────────────────────────────────

const VALUES = 'all|ide-disks|aux-ide-disks|nics|unnecessary|never';
const LIST = new RegExp(`(?<![\\w-])((?:${VALUES})(?:,(?:${VALUES}))*)(?![\\w-])`);

/** What a sequence is called says how the guest was started: its type, and the option that it was given. */
function settingOf(name: string): { readonly guest: DomainType; readonly cmdline: string } {
  const option = /xen_emul_unplug=([^\s()]*)/.exec(name);
  const rest = option ? name.replace(option[0], '') : name;
  const guest = /\bpvh\b/i.test(rest) ? 'pvh' : /\bpv\b/i.test(rest) ? 'pv' : 'hvm';
  if (option) return { guest, cmdline: option[0] };
  if (/\b(xen_)?nopv\b/.test(rest)) return { guest, cmdline: 'xen_nopv' };
  const list = LIST.exec(rest);
  return { guest, cmdline: list ? `xen_emul_unplug=${list[1]}` : '' };
}

const CALLED = { hvm: 'an HVM', pvh: 'a PVH', pv: 'a PV' } as const;

export function replayUnplugPorts(file: Obj): Outcome {
  const tally = new Tally();
  const notes: string[] = [];
  for (const [name, list] of Object.entries(obj(file.sequences, 'sequences'))) {
    const at = `sequences[${JSON.stringify(name)}]`;
    const setting = settingOf(name);
    const recorded = arr(list, at).map((a, i) => readAccess(a, `${at}[${i}]`));
    const got = boot({ ...RECORDED, ...setting }).handshake;
    tally.fact(at, 'number of accesses', recorded.length, got.length);
    for (const [i, a] of recorded.entries()) {
      const g = got[i];
      const where = `${at}[${i}]`;
      tally.fact(where, 'direction', a.dir, g?.dir ?? 'no access');
      tally.fact(where, 'port', a.port, g?.port ?? 'no access');
      tally.fact(where, 'value', a.value, g?.value ?? 'no access');
      if (a.size !== undefined) tally.fact(where, 'width', a.size, g?.size ?? 'no access');
    }
    const option = setting.cmdline === '' ? 'no option' : setting.cmdline;
    notes.push(`${name}: replayed by booting ${CALLED[setting.guest]} guest with ${option}`);
  }
  for (const part of ['bootPortIoTop', 'bootExitHandlers'])
    if (file[part] !== undefined) tally.skip('counts of a whole boot, firmware included', 1);
  return tally.outcome('unplug port accesses', notes);
}

// ── the devices ─────────────────────────────────────────────────────────────────────────────────────

interface Variant {
  readonly cmdline: string;
  readonly guest_type: string;
  readonly pci: readonly string[];
  readonly xenbus: readonly string[];
  readonly block: readonly string[];
  readonly net: readonly string[];
  readonly dmesg: readonly string[];
}
const texts = (v: unknown, at: string): readonly string[] => arr(v, at).map((x, i) => str(x, `${at}[${i}]`));
function readVariant(v: unknown, at: string): Variant {
  const o = obj(v, at);
  const list = (key: string): readonly string[] => texts(o[key], `${at}.${key}`);
  return {
    cmdline: str(o.cmdline, `${at}.cmdline`),
    guest_type: str(o.guest_type, `${at}.guest_type`),
    pci: list('pci'),
    xenbus: list('xenbus'),
    block: list('block'),
    net: list('net'),
    dmesg: list('dmesg'),
  };
}

/** The name of a disk in the guest's configuration, from its number (Xen docs/man/xen-vbd-interface.7). */
function vdevOf(number: number, at: string): string {
  const major = number >>> 8;
  const minor = number & 0xff;
  const letter = (n: number): string => String.fromCharCode(97 + n);
  if (major === 3 || major === 22) return `hd${letter((minor >>> 6) + (major === 22 ? 2 : 0))}`;
  if (major === 8) return `sd${letter(minor >>> 4)}`;
  if (major === 202) return `xvd${letter(minor >>> 4)}`;
  throw new InputError(`${at}: a disk of number ${number} is of no kind that is known.`);
}

function macOf(card: string, at: string): string {
  const m = /^\S+ driver \S* ?mac ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})$/.exec(card);
  if (!m?.[1])
    throw new InputError(`${at} must read “eth0 driver vif mac 00:16:3e:00:00:12”, not ${quoted(card)}.`);
  return m[1];
}

const CDROM = 'hdc';
const unique = (list: readonly string[]): readonly string[] => [...new Set(list)];

/**
 * The guest's configuration, as far as it shows: xenstore lists every disk and card whatever was unplugged. A guest that
 * knew nothing of Xen saw the emulated ones only.
 */
function configurationOf(v: Variant, at: string): Configuration {
  const vbds = v.xenbus.flatMap((x) => {
    const m = /^vbd-(\d+) /.exec(x);
    return m ? [vdevOf(Number(m[1]), at)] : [];
  });
  const emulated = v.block
    .filter((b) => /^sd[a-z]$/.test(b))
    .map((_, i) => `hd${String.fromCharCode(97 + i)}`);
  const cdrom = v.block.some((b) => b.startsWith('sr'));
  const disks = (vbds.length > 0 ? vbds : emulated).filter((d) => !(cdrom && d === CDROM));
  const seen = unique(v.net.map((n, i) => macOf(n, `${at}.net[${i}]`)));
  const vifs = v.xenbus.filter((x) => x.startsWith('vif-')).length;
  const cards = v.xenbus.length > 0 ? vifs : seen.length;
  const macs = Array.from({ length: cards }, (_, i) => seen[i] ?? `00:16:3e:00:00:${hex(i, 2)}`);
  const guest = v.guest_type === 'PVH' ? 'pvh' : v.guest_type === 'PV' ? 'pv' : 'hvm';
  return { ...RECORDED, cmdline: v.cmdline, guest, disks, cdrom, macs, nvme: v.block.includes('nvme0n1') };
}

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');
const pciLine = (f: UnplugView['bus'][number]): string => {
  const [vendor, device] = f.id.split(':');
  const line = `0000:00:${hex(f.slot, 2)}.${f.fn} 0x${vendor}:0x${device} class 0x${f.class} driver ${f.driver ?? ''}`;
  return line.trimEnd();
};
const GUEST_TYPES = { native: '', pv: 'PV', hvm: 'HVM' } as const;
const guestType = ({ domainType, pvh }: UnplugView['detection']): string =>
  domainType === 'hvm' && pvh ? 'PVH' : GUEST_TYPES[domainType];

/** Kernel messages that this model has: a recorded one that begins so must be among the engine's, and the other way round. */
const TOLD = ['Booting ', 'Hypervisor detected', 'platform_pci_unplug: ', 'blkfront_probe: ', 'insmod: '];
const told = (messages: readonly string[]): readonly string[] =>
  [...messages].filter((m) => TOLD.some((t) => m.startsWith(t))).sort();

function list(tally: Tally, at: string, expected: readonly string[], got: readonly string[]): void {
  tally.fact(at, 'number of entries', expected.length, got.length);
  for (const [i, e] of expected.entries()) tally.fact(`${at}[${i}]`, 'entry', e, got[i] ?? 'missing');
}

export function replayUnplugVariants(file: Obj): Outcome {
  const tally = new Tally();
  for (const [name, raw] of Object.entries(obj(file.cases, 'cases'))) {
    const at = `cases[${JSON.stringify(name)}]`;
    const recorded = readVariant(raw, at);
    const choices = configurationOf(recorded, at);
    if (choices.guest !== guestNamed(name, choices.guest))
      tally.fact(`${at}.guest_type`, 'the guest', recorded.guest_type, name);
    const view = boot(choices);
    tally.fact(`${at}.guest_type`, 'the guest', recorded.guest_type, guestType(view.detection));
    list(tally, `${at}.pci`, recorded.pci, view.bus.filter((f) => f.seen === 'found').map(pciLine));
    list(
      tally,
      `${at}.xenbus`,
      [...recorded.xenbus].sort(),
      view.xenbus.map((d) => `${d.type}-${d.id} state ${d.state} driver ${d.driver ?? ''}`.trimEnd()).sort(),
    );
    list(tally, `${at}.block`, [...recorded.block].sort(), view.disks.map((d) => d.name).sort());
    list(
      tally,
      `${at}.net`,
      recorded.net,
      view.cards.map((c) => `${c.name} driver ${c.driver} mac ${c.mac}`),
    );
    list(tally, `${at}.dmesg`, told(recorded.dmesg), told(view.messages));
    tally.skip('kernel messages about other things', recorded.dmesg.length - told(recorded.dmesg).length);
    const o = raw as Obj;
    tally.skip('clock sources', o.clocksource === undefined ? 0 : 1);
    tally.skip('interrupt counts', Array.isArray(o.irqs) ? o.irqs.length : 0);
  }
  return tally.outcome('devices for each unplug setting', [
    'the guest’s disks and cards are read from xenstore’s list, its settings from its command line',
  ]);
}

/** What a case is called may say which guest it is of; otherwise what the file says of it stands. */
function guestNamed(name: string, otherwise: DomainType): DomainType {
  if (/^pvh\b/.test(name)) return 'pvh';
  if (/^pv\b/.test(name)) return 'pv';
  return /^(pvhvm|hvm|xen_)/.test(name) ? 'hvm' : otherwise;
}
