/**
 * What Linux asks to be unplugged, and which drivers it then lets load: one word on the command line, one word written to a
 * port, and a note of it. Source: Linux 6.1 arch/x86/xen/platform-pci-unplug.c, include/xen/platform_pci.h.
 */
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, linux, procedure, ret } from '../core/procedure.ts';
import { type Key, rec } from '../core/state.ts';
import { ioreqMechanism } from './ioreq.ts';
import { kernelLogMechanism, say } from './kernel-log.ts';
import {
  linuxDetectMechanism,
  linuxXenKey,
  xenDomain,
  xenHvmDomain,
  xenPvDomain,
  xenPvhDomain,
} from './linux-detect.ts';
import type { Mechanism } from './mechanism.ts';

export const XEN_UNPLUG_ALL_IDE_DISKS = 1 << 0;
export const XEN_UNPLUG_ALL_NICS = 1 << 1;
export const XEN_UNPLUG_AUX_IDE_DISKS = 1 << 2;
export const XEN_UNPLUG_ALL = XEN_UNPLUG_ALL_IDE_DISKS | XEN_UNPLUG_ALL_NICS | XEN_UNPLUG_AUX_IDE_DISKS;
/** Never written to a port: they do not fit. */
export const XEN_UNPLUG_UNNECESSARY = 1 << 16;
export const XEN_UNPLUG_NEVER = 1 << 17;

export const XEN_IOPORT_MAGIC_VAL = 0x49d2;
export const XEN_IOPORT_LINUX_PRODNUM = 3;
export const XEN_IOPORT_LINUX_DRVVER = 1;
const XEN_IOPORT_MAGIC = 0x10;
const XEN_IOPORT_PROTOVER = 0x12;
export const XEN_PLATFORM_ERR_MAGIC = -1;
export const XEN_PLATFORM_ERR_PROTOCOL = -2;
export const XEN_PLATFORM_ERR_BLACKLIST = -3;

/** The kernel's two notes, and what it was built with. */
export interface LinuxUnplug {
  /** `boot_command_line`. */
  readonly cmdline: string;
  /** `xen_emul_unplug`: what was asked for. */
  readonly xen_emul_unplug: number;
  /** `xen_platform_pci_unplug`: what was done, or taken as done. */
  readonly xen_platform_pci_unplug: number;
  /** CONFIG_XEN_BLKDEV_FRONTEND, CONFIG_XEN_NETDEV_FRONTEND: y or m. */
  readonly blkfrontBuilt: boolean;
  readonly netfrontBuilt: boolean;
}
export const unplugKey: Key<LinuxUnplug> = 'linux.unplug';

const unplug = (symbol: string) => ({
  source: linux('arch/x86/xen/platform-pci-unplug.c', symbol),
  world: 'kernel' as const,
});

// ── the command line ────────────────────────────────────────────────────────────────────────────────

interface Words extends Locals {
  left: readonly string[];
  word: string;
}
export const parse_early_param = procedure<Words>(
  'parse_early_param',
  { source: linux('init/main.c', 'parse_early_param, do_early_param'), world: 'kernel' },
  [
    line('words', 'the words of the command line', (m, l) => {
      l.left = m.rec(unplugKey).cmdline.split(/\s+/).filter(Boolean);
    }),
    line('next', 'while (a word is left)', (m, l) => {
      const [word, ...left] = l.left;
      if (word === undefined) return m.passOver(ret());
      l.word = word;
      l.left = left;
      return undefined;
    }),
    line('unplug', '  xen_emul_unplug=…: parse_xen_emul_unplug(what follows)', (m, l) => {
      const [name, ...value] = l.word.split('=');
      // parameq(): a dash and an underscore are the same.
      return name?.replaceAll('-', '_') === 'xen_emul_unplug' && l.word.includes('=')
        ? call('parse_xen_emul_unplug', { arg: value.join('=') })
        : m.passOver();
    }),
    line('xen-nopv', '  xen_nopv: if (xen_cpuid_base()) nopv = true', (m, l) => {
      l.base = 0;
      return l.word.replaceAll('-', '_') === 'xen_nopv'
        ? call('hypervisor_cpuid_base', {}, 'base')
        : m.passOver();
    }),
    line('nopv', '  nopv: nopv = true', (m, l) => {
      if (!l.base && l.word !== 'nopv') return m.passOver(goto('next'));
      m.patch(linuxXenKey, { nopv: true });
      return goto('next');
    }),
  ],
);

interface Items extends Locals {
  arg: string;
  left: readonly string[];
  p: string;
}
/** `strncmp(p, name, l)` with l the length of the item: an item matches every name that begins with it, and an empty one the first. */
const option = (label: string, name: string, bit: number, shown: string, otherwise: string) =>
  line<Items>(label, `  ${otherwise}if (!strncmp(p, "${name}", l)) xen_emul_unplug |= ${shown}`, (m, l) => {
    if (!name.startsWith(l.p)) return m.passOver();
    m.patch(unplugKey, { xen_emul_unplug: m.rec(unplugKey).xen_emul_unplug | bit });
    return goto('next');
  });
export const parse_xen_emul_unplug = procedure<Items>(
  'parse_xen_emul_unplug',
  unplug('parse_xen_emul_unplug'),
  [
    line('arg', 'p = arg', (_, l) => {
      l.left = l.arg.split(',');
    }),
    line('next', 'for each item p of l characters, up to a comma', (m, l) => {
      const [p, ...left] = l.left;
      if (p === undefined) return m.passOver(ret());
      l.p = p;
      l.left = left;
      return undefined;
    }),
    option('all', 'all', XEN_UNPLUG_ALL, 'ALL   // 7', ''),
    option('ide-disks', 'ide-disks', XEN_UNPLUG_ALL_IDE_DISKS, 'ALL_IDE_DISKS   // 1', 'else '),
    option('aux-ide-disks', 'aux-ide-disks', XEN_UNPLUG_AUX_IDE_DISKS, 'AUX_IDE_DISKS   // 4', 'else '),
    option('nics', 'nics', XEN_UNPLUG_ALL_NICS, 'ALL_NICS   // 2', 'else '),
    option('unnecessary', 'unnecessary', XEN_UNPLUG_UNNECESSARY, 'UNNECESSARY   // 1 << 16', 'else '),
    option('never', 'never', XEN_UNPLUG_NEVER, 'NEVER   // 1 << 17', 'else '),
    line(
      'unknown',
      "  else pr_warn(\"unrecognised option '%s' in parameter 'xen_emul_unplug'\", p)",
      (m, l) => {
        say(
          m,
          `platform_pci_unplug: unrecognised option '${[l.p, ...l.left].join(',')}' in parameter 'xen_emul_unplug'`,
        );
        return goto('next');
      },
    ),
  ],
);

// ── the handshake ───────────────────────────────────────────────────────────────────────────────────

interface Check extends Locals {
  magic: number;
  protocol: number;
}
export const check_platform_magic = procedure<Check>('check_platform_magic', unplug('check_platform_magic'), [
  line('magic', 'magic = inw(0x10)', () => call('IN', { port: XEN_IOPORT_MAGIC, size: 2 }, 'magic')),
  line('known', 'if (magic != 0x49d2) return ERR_MAGIC   // -1', (m, l) => {
    if (l.magic === XEN_IOPORT_MAGIC_VAL) return m.passOver();
    say(m, 'platform_pci_unplug: Xen Platform PCI: unrecognised magic value');
    return ret(XEN_PLATFORM_ERR_MAGIC);
  }),
  line('protocol', 'protocol = inb(0x12)', () =>
    call('IN', { port: XEN_IOPORT_PROTOVER, size: 1 }, 'protocol'),
  ),
  line('switch', 'if (protocol != 1) return ERR_PROTOCOL   // -2', (m, l) => {
    if (l.protocol === 1) return m.passOver();
    say(m, 'platform_pci_unplug: Xen Platform PCI: unknown I/O protocol version');
    return ret(XEN_PLATFORM_ERR_PROTOCOL);
  }),
  line('product', 'outw(3, 0x12)   // product: Linux', () =>
    call('OUT', { port: XEN_IOPORT_PROTOVER, size: 2, value: XEN_IOPORT_LINUX_PRODNUM }),
  ),
  line('build', 'outl(1, 0x10)   // its build', () =>
    call('OUT', { port: XEN_IOPORT_MAGIC, size: 4, value: XEN_IOPORT_LINUX_DRVVER }),
  ),
  line('again', 'magic = inw(0x10)', () => call('IN', { port: XEN_IOPORT_MAGIC, size: 2 }, 'magic')),
  line('blacklist', 'if (magic != 0x49d2) return ERR_BLACKLIST   // -3', (m, l) => {
    if (l.magic === XEN_IOPORT_MAGIC_VAL) return m.passOver();
    say(m, 'platform_pci_unplug: Xen Platform: blacklisted by host');
    return ret(XEN_PLATFORM_ERR_BLACKLIST);
  }),
  line('done', 'return 0', () => ret(0)),
]);

interface Unplug extends Locals {
  r: number;
}
const has = (m: Machine, bit: number): boolean => (rec(m, unplugKey).xen_emul_unplug & bit) !== 0;
export const xen_unplug_emulated_devices = procedure<Unplug>(
  'xen_unplug_emulated_devices',
  unplug('xen_unplug_emulated_devices'),
  [
    line('pvh', 'if (xen_pvh_domain()) return   // there is nothing emulated', (m) =>
      xenPvhDomain(m) ? ret() : m.passOver(),
    ),
    line('never', 'if (xen_emul_unplug & NEVER) return', (m) =>
      has(m, XEN_UNPLUG_NEVER) ? ret() : m.passOver(),
    ),
    line('check', 'r = check_platform_magic()', () => call('check_platform_magic', {}, 'r')),
    line('failed', 'if (r && !(r == ERR_MAGIC && xen_emul_unplug & UNNECESSARY)) return', (m, l) =>
      l.r !== 0 && !(l.r === XEN_PLATFORM_ERR_MAGIC && has(m, XEN_UNPLUG_UNNECESSARY)) ? ret() : m.passOver(),
    ),
    line('default', 'if (!xen_emul_unplug)', (m) =>
      m.rec(unplugKey).xen_emul_unplug === 0 ? undefined : m.passOver(goto('write')),
    ),
    line(
      'nics',
      '  if (netfront is built) xen_emul_unplug |= ALL_NICS   // in the kernel or as a module',
      (m) => {
        const u = m.rec(unplugKey);
        if (!u.netfrontBuilt) return m.passOver();
        say(
          m,
          'platform_pci_unplug: Netfront and the Xen platform PCI driver have been compiled for this kernel: unplug emulated NICs.',
        );
        m.patch(unplugKey, { xen_emul_unplug: u.xen_emul_unplug | XEN_UNPLUG_ALL_NICS });
      },
    ),
    line('disks', '  if (blkfront is built) xen_emul_unplug |= ALL_IDE_DISKS', (m) => {
      const u = m.rec(unplugKey);
      if (!u.blkfrontBuilt) return m.passOver();
      say(
        m,
        'platform_pci_unplug: Blkfront and the Xen platform PCI driver have been compiled for this kernel: unplug emulated disks.',
      );
      m.patch(unplugKey, { xen_emul_unplug: u.xen_emul_unplug | XEN_UNPLUG_ALL_IDE_DISKS });
    }),
    line('write', 'if (!(xen_emul_unplug & UNNECESSARY)) outw(xen_emul_unplug, 0x10)', (m) =>
      has(m, XEN_UNPLUG_UNNECESSARY)
        ? m.passOver()
        : call('OUT', { port: XEN_IOPORT_MAGIC, size: 2, value: m.rec(unplugKey).xen_emul_unplug }),
    ),
    line('note', 'xen_platform_pci_unplug = xen_emul_unplug', (m) => {
      m.patch(unplugKey, { xen_platform_pci_unplug: m.rec(unplugKey).xen_emul_unplug });
      return ret();
    }),
  ],
);

// ── what may load ───────────────────────────────────────────────────────────────────────────────────

/** `xen_has_pv_devices` and what the two frontends ask: any bit of ALL opens the door to both. */
function hasPvDevices(m: Machine): boolean {
  if (!xenDomain(m)) return false;
  if (xenPvDomain(m) || xenPvhDomain(m)) return true;
  const done = m.rec(unplugKey).xen_platform_pci_unplug;
  if (done === 0 || done & XEN_UNPLUG_NEVER) return false;
  return (done & (XEN_UNPLUG_ALL | XEN_UNPLUG_UNNECESSARY)) !== 0;
}
const hasPvDevice = (m: Machine, bits: number): boolean =>
  (xenHvmDomain(m) && (m.rec(unplugKey).xen_platform_pci_unplug & bits) !== 0) || hasPvDevices(m);

export const xen_has_pv_devices = procedure('xen_has_pv_devices', unplug('xen_has_pv_devices'), [
  line('pv', 'PV, PVH: true   HVM: xen_platform_pci_unplug has any of ALL, or UNNECESSARY', (m) =>
    ret(hasPvDevices(m)),
  ),
]);
export const xen_has_pv_disk_devices = procedure(
  'xen_has_pv_disk_devices',
  unplug('xen_has_pv_disk_devices'),
  [
    line('any', 'PV, PVH: true   HVM: xen_platform_pci_unplug has any of ALL, or UNNECESSARY', (m) =>
      ret(hasPvDevice(m, XEN_UNPLUG_ALL)),
    ),
  ],
);
export const xen_has_pv_nic_devices = procedure('xen_has_pv_nic_devices', unplug('xen_has_pv_nic_devices'), [
  line('any', 'PV, PVH: true   HVM: xen_platform_pci_unplug has any of ALL, or UNNECESSARY', (m) =>
    ret(hasPvDevice(m, XEN_UNPLUG_ALL)),
  ),
]);
/** Emulated and PV drivers side by side: asked by blkfront for each disk. */
export const hasPvAndLegacyDisks = (m: Machine): boolean =>
  xenDomain(m) &&
  !xenPvDomain(m) &&
  (m.rec(unplugKey).xen_platform_pci_unplug & XEN_UNPLUG_UNNECESSARY) !== 0;

export const linuxUnplugMechanism: Mechanism = {
  id: 'linux-unplug',
  needs: [linuxDetectMechanism, ioreqMechanism, kernelLogMechanism],
  procedures: [
    parse_early_param,
    parse_xen_emul_unplug,
    check_platform_magic,
    xen_unplug_emulated_devices,
    xen_has_pv_devices,
    xen_has_pv_disk_devices,
    xen_has_pv_nic_devices,
  ],
};
