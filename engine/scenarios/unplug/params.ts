import { InputError } from '../../core/assert.ts';
import { choice, flag, params, text } from '../../stories/schema.ts';

/** In the kernel; a module that the initrd brings; a module that it does not; not built at all. */
const BUILDS = ['built-in', 'in-initrd', 'not-in-initrd', 'not-built'] as const;
const MAX_CMDLINE = 512;

function readCmdline(typed: string): string {
  if (typed.length > MAX_CMDLINE || !/^[\x20-\x7e]*$/.test(typed))
    throw new InputError(`The command line takes at most ${MAX_CMDLINE} printable ASCII characters.`);
  return typed;
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

export const unplugParams = params(
  {
    cmdline: text('', readCmdline, [
      'xen_emul_unplug=all',
      'xen_emul_unplug=ide-disks',
      'xen_emul_unplug=aux-ide-disks',
      'xen_emul_unplug=nics',
      'xen_emul_unplug=ide-disks,nics',
      'xen_emul_unplug=unnecessary',
      'xen_emul_unplug=never',
      'xen_nopv',
    ]),
    blkfront: choice(BUILDS, 'in-initrd'),
    netfront: choice(BUILDS, 'in-initrd'),
    /**
     * QEMU as it is; one with a blacklist, as qemu-xen-traditional had; one that answers version 0; a platform device
     * without the ports; no platform device (xl: xen_platform_pci=0).
     */
    host: choice(['qemu', 'blacklist', 'version-0', 'no-protocol', 'no-device']),
    guest: choice(['hvm', 'pvh', 'pv']),
    viridian: flag(false),
    disk: choice(['hda', 'xvda']),
    'second-disk': flag(false),
    cdrom: flag(false),
    scsi: flag(false),
    nvme: flag(false),
    'second-nic': flag(false),
    scan: choice(['brief', 'every-access']),
  },
  [
    ({ guest, host }) =>
      guest !== 'hvm' &&
      host !== 'qemu' &&
      `A ${guest.toUpperCase()} guest has no device model, so what its ports answer cannot be chosen.`,
    ({ guest, nvme, scan }) =>
      guest !== 'hvm' &&
      (nvme || scan === 'every-access') &&
      `A ${guest.toUpperCase()} guest has no emulated PCI bus: leave out the NVMe disk and the accesses of the scan.`,
    ({ guest, viridian }) =>
      guest === 'pv' &&
      viridian &&
      'Hyper-V’s leaves are for HVM and PVH guests: choose another guest, or leave them out.',
    ({ host, cmdline }) =>
      host === 'no-device' &&
      asksUnnecessary(cmdline) &&
      'Without the platform device Linux has no place for its grant table, so its PV drivers could not work: choose another host.',
  ],
);
export type Choices = ReturnType<typeof unplugParams.values>;
