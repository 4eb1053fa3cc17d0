import { InputError } from '../../core/assert.ts';
import type { DomainType } from '../../mechanisms/domain.ts';
import type { Param, Params } from '../../stories/params.ts';

const GUESTS = ['hvm', 'pvh', 'pv'] as const;
/** A frontend: in the kernel; a module that the initrd brings; a module that it does not; not built at all. */
const FRONTENDS = ['built-in', 'in-initrd', 'not-in-initrd', 'not-built'] as const;
export type FrontendBuild = (typeof FRONTENDS)[number];
/**
 * The host: QEMU as it is; one with a blacklist, as qemu-xen-traditional had; one that answers version 0; a platform device
 * without the ports; no platform device (xl: xen_platform_pci=0).
 */
const HOSTS = ['qemu', 'blacklist', 'version-0', 'no-protocol', 'no-device'] as const;
export type Host = (typeof HOSTS)[number];
const DISKS = ['hda', 'xvda'] as const;
const SCANS = ['brief', 'every-access'] as const;

const MAX_CMDLINE = 512;
function checkCmdline(text: string): void {
  if (text.length > MAX_CMDLINE || !/^[\x20-\x7e]*$/.test(text))
    throw new InputError(`The command line takes at most ${MAX_CMDLINE} printable ASCII characters.`);
}

export const params: readonly Param[] = [
  {
    kind: 'text',
    id: 'cmdline',
    default: '',
    check: checkCmdline,
    suggestions: [
      'xen_emul_unplug=all',
      'xen_emul_unplug=ide-disks',
      'xen_emul_unplug=aux-ide-disks',
      'xen_emul_unplug=nics',
      'xen_emul_unplug=ide-disks,nics',
      'xen_emul_unplug=unnecessary',
      'xen_emul_unplug=never',
      'xen_nopv',
    ],
  },
  { kind: 'choice', id: 'blkfront', options: FRONTENDS, default: 'in-initrd' },
  { kind: 'choice', id: 'netfront', options: FRONTENDS, default: 'in-initrd' },
  { kind: 'choice', id: 'host', options: HOSTS, default: 'qemu' },
  { kind: 'choice', id: 'guest', options: GUESTS, default: 'hvm' },
  { kind: 'flag', id: 'viridian', default: false },
  { kind: 'choice', id: 'disk', options: DISKS, default: 'hda' },
  { kind: 'flag', id: 'second-disk', default: false },
  { kind: 'flag', id: 'cdrom', default: false },
  { kind: 'flag', id: 'scsi', default: false },
  { kind: 'flag', id: 'nvme', default: false },
  { kind: 'flag', id: 'second-nic', default: false },
  { kind: 'choice', id: 'scan', options: SCANS, default: 'brief' },
];

/** The parameters as the setup uses them. */
export interface Choices {
  readonly cmdline: string;
  readonly blkfront: FrontendBuild;
  readonly netfront: FrontendBuild;
  readonly host: Host;
  readonly guest: DomainType;
  readonly viridian: boolean;
  /** Disks of the guest's configuration, by the name that they have there. */
  readonly disks: readonly string[];
  readonly cdrom: boolean;
  readonly nvme: boolean;
  /** MAC addresses of the guest's cards. */
  readonly macs: readonly string[];
  readonly everyAccess: boolean;
}

/** As the recorded guest had it (unplug-variants.json), and the next one. */
const MACS = ['00:16:3e:00:00:12', '00:16:3e:00:00:13'] as const;

export function choices(p: Params): Choices {
  const pick = <T extends string>(id: string, options: readonly T[]): T =>
    options.find((o) => o === p[id]) ?? (options[0] as T);
  const first = pick('disk', DISKS);
  const c: Choices = {
    cmdline: String(p.cmdline),
    blkfront: pick('blkfront', FRONTENDS),
    netfront: pick('netfront', FRONTENDS),
    host: pick('host', HOSTS),
    guest: pick('guest', GUESTS),
    viridian: p.viridian === true,
    // A SCSI disk is the fourth, so that its PV name is free: hda, sda and xvda would all be xvda.
    disks: [
      first,
      ...(p['second-disk'] === true ? [first === 'hda' ? 'hdb' : 'xvdb'] : []),
      ...(p.scsi === true ? ['sdd'] : []),
    ],
    cdrom: p.cdrom === true,
    nvme: p.nvme === true,
    macs: p['second-nic'] === true ? MACS : MACS.slice(0, 1),
    everyAccess: pick('scan', SCANS) === 'every-access',
  };
  refuse(c);
  return c;
}

/** As parse_xen_emul_unplug() reads it: an item matches every name that begins with it, and this is the only one with a u. */
const asksUnnecessary = (cmdline: string): boolean =>
  cmdline.split(/\s+/).some((word) => {
    const [name, ...value] = word.split('=');
    const items = value.join('=').split(',');
    return (
      name?.replaceAll('-', '_') === 'xen_emul_unplug' &&
      items.some((i) => i !== '' && 'unnecessary'.startsWith(i))
    );
  });

/** Combinations that make no sense. */
function refuse(c: Choices): void {
  const emulates = c.guest === 'hvm';
  const name = c.guest.toUpperCase();
  if (!emulates && c.host !== 'qemu')
    throw new InputError(`A ${name} guest has no device model, so what its ports answer cannot be chosen.`);
  if (!emulates && (c.nvme || c.everyAccess))
    throw new InputError(
      `A ${name} guest has no emulated PCI bus: leave out the NVMe disk and the accesses of the scan.`,
    );
  if (c.guest === 'pv' && c.viridian)
    throw new InputError(
      'Hyper-V’s leaves are for HVM and PVH guests: choose another guest, or leave them out.',
    );
  if (c.host === 'no-device' && asksUnnecessary(c.cmdline))
    throw new InputError(
      'Without the platform device Linux has no place for its grant table, so its PV drivers could not work: choose another host.',
    );
}
