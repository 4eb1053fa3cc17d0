/** The order of a boot, from the command line to the root disk. The order is Linux's; the list of drivers is this model's. */
import {
  call,
  goto,
  type Locals,
  line,
  linux,
  model,
  type Procedure,
  procedure,
  ret,
} from '../../core/procedure.ts';
import type { Key } from '../../core/state.ts';
import { domainKey } from '../../mechanisms/domain.ts';
import { say } from '../../mechanisms/kernel-log.ts';
import { linuxXenKey } from '../../mechanisms/linux-detect.ts';
import { devicesKey, ENODEV, loaded } from '../../mechanisms/linux-drivers.ts';

/** A driver and the procedure that its initcall is. */
export interface Driver {
  readonly name: string;
  readonly init: string;
  /** Where its module lies under the kernel's modules. */
  readonly file: string;
}
export interface Boot {
  /** Compiled into the kernel, in the order of their initcalls. */
  readonly builtIn: readonly Driver[];
  /** Modules that the initrd's script loads, in its order. */
  readonly initrd: readonly Driver[];
  /** Modules that were built and that the initrd does not have. */
  readonly missing: readonly Driver[];
  /** The disk that the root file system was looked for on; null before, or where there is none. */
  readonly root: string | null;
  readonly finished: boolean;
}
export const bootKey: Key<Boot> = 'boot';

interface List extends Locals {
  i: number;
}
const PV_NAMES = { hvm: 'Xen HVM', pvh: 'Xen PVH', pv: 'Xen' } as const;

const start_kernel = procedure(
  'start_kernel',
  { source: linux('init/main.c, arch/x86/kernel/setup.c', 'start_kernel, setup_arch'), world: 'kernel' },
  [
    line('entry', 'PV and PVH kernels know from their entry point: xen_domain_type, xen_pvh', (m) => {
      const { type } = m.rec(domainKey(m.domain as number));
      if (type === 'hvm') return m.passOver();
      if (type === 'pv') m.patch(linuxXenKey, { domainType: 'pv' });
      return undefined;
    }),
    line('params', 'parse_early_param()', () => call('parse_early_param')),
    line('platform', 'init_hypervisor_platform()', () => call('init_hypervisor_platform')),
    line('banner', 'pr_info("Booting paravirtualized kernel on %s", pv_info.name)', (m) => {
      const type = m.rec(domainKey(m.domain as number)).type;
      const bare = type === 'hvm' && m.rec(linuxXenKey).domainType === 'native';
      const name = bare ? 'bare hardware' : PV_NAMES[type];
      say(m, `Booting ${type === 'hvm' ? 'paravirtualized ' : ''}kernel on ${name}`);
    }),
    line('pci', 'pci_subsys_init(): pci_scan_child_bus(0)   // PV, PVH: no bus', (m) =>
      m.rec(domainKey(m.domain as number)).type === 'hvm' ? call('pci_scan_child_bus') : undefined,
    ),
    line('xenbus', 'xenbus_probe_initcall()', () => call('xenbus_probe')),
    line('initcalls', 'do_initcalls()   // drivers in the kernel', () => call('do_initcalls')),
    line('initrd', '/init of the initrd   // drivers that it brings along', () => call('load modules')),
    line('root', 'find the root disk', () => call('prepare_namespace')),
    line('done', 'run its programs', (m) => {
      m.patch(bootKey, { finished: true });
      return ret();
    }),
  ],
);

const do_initcalls = procedure<List>(
  'do_initcalls',
  { source: linux('init/main.c', 'do_initcalls'), world: 'kernel' },
  [
    line('begin', 'the drivers that were compiled in', (_, l) => {
      l.i = 0;
    }),
    line('next', 'for each: its initcall()', (m, l) => {
      const driver = m.rec(bootKey).builtIn[l.i];
      l.i++;
      return driver ? call(driver.init) : m.passOver(ret());
    }),
    line('more', '  the next one', () => goto('next')),
  ],
);

const MODULES = '/lib/modules/6.1.0-56-amd64/kernel';
const load_modules = procedure<List>(
  'load modules',
  { source: model('the script of the initrd: insmod, one after the other'), world: 'guest-user' },
  [
    line('begin', 'the modules of this initrd', (m, l) => {
      l.i = 0;
      for (const d of m.rec(bootKey).missing) loaded(m, d.name, 'absent');
    }),
    line('insmod', 'for each: insmod', (m, l) => {
      const driver = m.rec(bootKey).initrd[l.i];
      return driver ? call('init_module', { i: l.i }, 'rc') : m.passOver(ret());
    }),
    line('result', '  -ENODEV: “No such device”', (m, l) => {
      const driver = m.rec(bootKey).initrd[l.i];
      if (l.rc !== ENODEV) m.passOver();
      else say(m, `insmod: can't insert '${MODULES}/${driver?.file}': No such device`);
      l.i++;
      return goto('insmod');
    }),
  ],
);
const init_module = procedure<List>(
  'init_module',
  {
    source: linux('kernel/module/main.c', 'init_module, do_init_module'),
    world: 'kernel',
    via: 'system call',
  },
  [
    line('init', 'rc = mod->init()', (m, l) => call(m.rec(bootKey).initrd[l.i]?.init ?? '', {}, 'rc')),
    line('done', 'return rc', (_, l) => ret(l.rc)),
  ],
);

export const prepare_namespace = procedure(
  'prepare_namespace',
  { source: linux('init/do_mounts.c', 'prepare_namespace, mount_block_root'), world: 'kernel' },
  [
    line('root', 'root = the first disk', (m) => {
      const disk = m.rec(devicesKey).disks.find((d) => !d.cd);
      m.patch(bootKey, { root: disk?.name ?? null });
    }),
    line('panic', 'no disk: panic("VFS: Unable to mount root fs on %s")', (m) => {
      if (m.rec(bootKey).root !== null) return m.passOver(ret());
      say(m, 'Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)');
      return ret();
    }),
  ],
);

const idle = procedure('idle', { source: model('dom0’s vCPU, waiting for interrupts'), world: 'kernel' }, [
  line(
    'wait',
    'wait for an interrupt',
    () => goto('wait'),
    () => false,
  ),
]);

export const workloadProcedures: readonly Procedure[] = [
  start_kernel,
  do_initcalls,
  load_modules,
  init_module,
  prepare_namespace,
  idle,
];
