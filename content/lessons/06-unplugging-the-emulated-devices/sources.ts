/** What this lesson alone rests on. Sources that other pages use too are in content/sources.ts. */
import { linux, type Sources, xen } from '../../source.ts';

export const sources = {
  'xen-version-call': xen('xen/common/kernel.c', 'do_xen_version'),
  'xen-vbd-interface': xen(
    'docs/man/xen-vbd-interface.7.pandoc',
    'Xen guest interface, Notes on Linux as a guest',
  ),
  'linux-netfront': linux('drivers/net/xen-netfront.c', 'netif_init, netfront_probe'),
  'linux-initrd': linux('init/main.c', 'kernel_init_freeable'),
} as const satisfies Sources;
