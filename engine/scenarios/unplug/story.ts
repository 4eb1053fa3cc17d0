/** What no source prescribes: where everything lies, the order of a boot, and who runs. The order is Linux's; the list of drivers is this model's. */
import { type Maddr, maddr, PAGE_SIZE } from '../../core/brand.ts';
import { enabled } from '../../core/machine.ts';
import { call, goto, type Locals, line, linux, model, procedure, ret } from '../../core/procedure.ts';
import type { Key, Program, State } from '../../core/state.ts';
import { cpuidMechanism } from '../../mechanisms/cpuid.ts';
import {
  connectDeviceModel,
  deviceModelMechanism,
  deviceModelRecords,
  deviceModelThread,
  type PortHandler,
} from '../../mechanisms/device-model.ts';
import { dmOpKey, dmOpMechanism, newDmOpBuffers } from '../../mechanisms/dm-op.ts';
import { type Domain, domainKey } from '../../mechanisms/domain.ts';
import { eventChannelMechanism, eventSendOpMechanism } from '../../mechanisms/event-channel.ts';
import { hypercallMechanism } from '../../mechanisms/hypercall.ts';
import { ioreqMechanism } from '../../mechanisms/ioreq.ts';
import { kernelLogKey, newKernelLog, say } from '../../mechanisms/kernel-log.ts';
import {
  init_hypervisor_platform,
  linuxDetectMechanism,
  linuxXenKey,
  newLinuxXen,
} from '../../mechanisms/linux-detect.ts';
import {
  devicesKey,
  ENODEV,
  linuxDriversMechanism,
  loaded,
  newLinuxDevices,
  xenbus_probe,
} from '../../mechanisms/linux-drivers.ts';
import { linuxEventsMechanism } from '../../mechanisms/linux-events.ts';
import {
  linuxPciKey,
  linuxPciMechanism,
  newLinuxPci,
  pci_scan_child_bus,
} from '../../mechanisms/linux-pci.ts';
import { linuxUnplugMechanism, parse_early_param, unplugKey } from '../../mechanisms/linux-unplug.ts';
import { type Kept, keep, keepAll } from '../../mechanisms/mechanism.ts';
import { PCI_HOST_PORTS, pciConfigKey, pciHostKey, pciKey, pciMechanism } from '../../mechanisms/pci.ts';
import {
  newPlatformDevice,
  PLATFORM_PORTS,
  platformDeviceMechanism,
  platformKey,
} from '../../mechanisms/platform-device.ts';
import { hvmInterrupts, pvInterrupts, upcallMechanism } from '../../mechanisms/upcall.ts';
import { newVcpu } from '../../mechanisms/vcpu.ts';
import { xenVersionMechanism } from '../../mechanisms/xen-version.ts';
import { xen } from '../../platforms/xen.ts';
import type { Setup } from '../../stories/scenario.ts';
import { idle, newSystem, prepared, runOut } from '../../stories/system.ts';
import { type Boot, bootOf, type Configuration, frontendsOf, functionsOf } from './configuration.ts';

// ── where everything lies ───────────────────────────────────────────────────────────────────────────

/** Frame numbers of the guest (domain 1). shared_info: where a real PVHVM guest had it. */
export const GUEST = { id: 1, shared_info: 0x10, stack: 0x20, pages: 0x1000 } as const;
/** QEMU's page holds the operations of its hypercalls. */
export const DOM0 = { id: 0, stack: 0x20, qemu: 0x30, pages: 0x400 } as const;

/** Machine frames: Xen's own pages first, dom0 behind them, then the guest. */
const XEN = {
  guestShared: 0x10,
  dom0Shared: 0x11,
  ioreq: 0x12,
  buffered: 0x13,
  dom0: 0x200,
  guest: 0x1000,
} as const;
const at = (frame: number): Maddr => maddr(frame * PAGE_SIZE);

/** The shared_iopage and the buffered_iopage: Xen's pages, mapped by QEMU. */
const IOREQ_PAGES = { page: at(XEN.ioreq), buffered: at(XEN.buffered) } as const;

const domain = (
  given: Pick<Domain, 'id' | 'type' | 'viridian'>,
  mfn: number,
  pages: number,
  shared: number,
): Domain => ({
  ...given,
  p2m: [{ gfn: 0, mfn, pages, what: 'RAM' }],
  shared_info: at(shared),
  grant_frames: at(shared),
  nr_grant_entries: 0,
});

// ── the boot ────────────────────────────────────────────────────────────────────────────────────────

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
    line('params', 'parse_early_param()', () => call(parse_early_param.name)),
    line('platform', 'init_hypervisor_platform()', () => call(init_hypervisor_platform.name)),
    line('banner', 'pr_info("Booting paravirtualized kernel on %s", pv_info.name)', (m) => {
      const type = m.rec(domainKey(m.domain as number)).type;
      const bare = type === 'hvm' && m.rec(linuxXenKey).domainType === 'native';
      const name = bare ? 'bare hardware' : PV_NAMES[type];
      say(m, `Booting ${type === 'hvm' ? 'paravirtualized ' : ''}kernel on ${name}`);
    }),
    line('pci', 'pci_subsys_init(): pci_scan_child_bus(0)   // PV, PVH: no bus', (m) =>
      m.rec(domainKey(m.domain as number)).type === 'hvm' ? call(pci_scan_child_bus.name) : undefined,
    ),
    line('xenbus', 'xenbus_probe_initcall()', () => call(xenbus_probe.name)),
    line('initcalls', 'do_initcalls()   // drivers in the kernel', () => call(do_initcalls.name)),
    line('initrd', '/init of the initrd   // drivers that it brings along', () => call(load_modules.name)),
    line('root', 'find the root disk', () => call(prepare_namespace.name)),
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
      return driver ? call(init_module.name, { i: l.i }, 'rc') : m.passOver(ret());
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

// ── the set-up ──────────────────────────────────────────────────────────────────────────────────────

const MECHANISMS = [
  ioreqMechanism,
  deviceModelMechanism,
  dmOpMechanism,
  eventChannelMechanism,
  eventSendOpMechanism,
  upcallMechanism,
  hypercallMechanism,
  linuxEventsMechanism,
  cpuidMechanism,
  xenVersionMechanism,
  pciMechanism,
  platformDeviceMechanism,
  linuxDetectMechanism,
  linuxUnplugMechanism,
  linuxPciMechanism,
  linuxDriversMechanism,
];

/** The ports that this host's QEMU answers for. */
const portsOf = ({ host }: Configuration): readonly PortHandler[] => [
  ...(host === 'no-device' || host === 'no-protocol' ? [] : [PLATFORM_PORTS]),
  PCI_HOST_PORTS,
];

/** What QEMU and Xen keep of each other and of the devices. */
function deviceModel(c: Configuration): readonly Kept[] {
  const functions = functionsOf(c);
  const records = deviceModelRecords({
    guest: GUEST.id,
    ...IOREQ_PAGES,
    handlers: portsOf(c),
    functions: functions.map((f) => f.devfn),
  });
  return [
    ...keepAll(records),
    keep(dmOpKey, newDmOpBuffers(DOM0.qemu, GUEST.id)),
    keep(pciKey, { functions, unpeered: [], lastGone: '' }),
    keep(pciHostKey, { config_reg: 0 }),
    keep(platformKey, newPlatformDevice(c.host === 'version-0' ? 0 : 1, c.host === 'blacklist')),
  ];
}

const onlyQemu = (prog: Program, state: State) =>
  enabled(prog, state, deviceModelThread.id) ? deviceModelThread.id : undefined;

/** Firmware has handed over to the kernel, and QEMU is asleep. */
export function setup(c: Configuration): Setup {
  const hvm = c.guest === 'hvm';
  const system = newSystem({
    platform: xen,
    mechanisms: MECHANISMS,
    domains: [
      {
        domain: domain(
          { id: GUEST.id, type: c.guest, viridian: c.viridian },
          XEN.guest,
          GUEST.pages,
          XEN.guestShared,
        ),
        vcpus: [newVcpu(c.guest === 'pv' ? 'pv' : 'per-vcpu-vector', true)],
        stack: GUEST.stack * PAGE_SIZE + 0xf00,
      },
      {
        domain: domain({ id: DOM0.id, type: 'pv' }, XEN.dom0, DOM0.pages, XEN.dom0Shared),
        vcpus: [newVcpu('pv', false)],
        stack: DOM0.stack * PAGE_SIZE + 0xf00,
        registers: false,
      },
    ],
    listings: [start_kernel, do_initcalls, load_modules, init_module, prepare_namespace, idle],
    threads: [
      {
        id: 'guest',
        domain: GUEST.id,
        start: { procedure: start_kernel.name, world: 'guest-kernel' },
        interrupts: c.guest === 'pv' ? pvInterrupts(GUEST.id) : hvmInterrupts(GUEST.id),
      },
      ...(hvm ? [deviceModelThread] : []),
      {
        id: 'dom0',
        domain: DOM0.id,
        start: { procedure: idle.name, world: 'backend' },
        interrupts: pvInterrupts(DOM0.id),
      },
    ],
    records: [
      ...(hvm ? deviceModel(c) : []),
      keep(linuxXenKey, newLinuxXen(c.guest === 'pvh')),
      keep(unplugKey, {
        cmdline: c.cmdline,
        xen_emul_unplug: 0,
        xen_platform_pci_unplug: 0,
        blkfrontBuilt: c.blkfront !== 'not-built',
        netfrontBuilt: c.netfront !== 'not-built',
      }),
      keep(linuxPciKey, newLinuxPci(c.scan === 'every-access')),
      keep(devicesKey, newLinuxDevices(frontendsOf(c))),
      keep(kernelLogKey, newKernelLog()),
      keep(bootKey, bootOf(c)),
      keep(pciConfigKey, { functions: hvm ? functionsOf(c) : [] }),
    ],
  });
  return hvm
    ? runOut(
        prepared(system, (m) => connectDeviceModel(m, GUEST.id)),
        onlyQemu,
      )
    : system;
}
