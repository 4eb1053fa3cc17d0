/**
 * Runs that together reach all that any parameters reach: every line, both outcomes of every branch, every answer.
 * Chosen by `npm run cover`; what every step must keep is checked over these.
 */
export const cover: readonly string[] = [
  '',
  'cmdline=xen_emul_unplug=ide-disks,nics blkfront=not-in-initrd host=no-protocol viridian=on disk=xvda cdrom=on scsi=on nvme=on',
  'cmdline=xen_nopv',
  'cmdline=xen_emul_unplug=aux-ide-disks second-disk=on cdrom=on scsi=on nvme=on',
  'cmdline=xen_emul_unplug=never',
  'cmdline=xen_emul_unplug=all netfront=built-in guest=pv',
  'cmdline=xen_emul_unplug=unnecessary host=no-protocol',
  'cmdline=xen_emul_unplug=ide-disks,nics blkfront=built-in netfront=not-in-initrd scsi=on nvme=on',
  'guest=pvh',
  'cmdline=xen_emul_unplug=ide-disks,floppy',
  'cmdline=xen_emul_unplug=nics blkfront=not-in-initrd host=no-device cdrom=on scsi=on scan=every-access',
  'blkfront=not-built netfront=not-built',
  'cmdline=xen_emul_unplug=all blkfront=built-in netfront=not-in-initrd host=version-0',
  'host=blacklist',
  'blkfront=not-in-initrd netfront=not-in-initrd',
];
