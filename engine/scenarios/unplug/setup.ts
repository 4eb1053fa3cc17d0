/** Builds the system: a guest that is about to boot, and a device model that sleeps until the guest touches a port. */
import { PAGE_SIZE } from '../../core/brand.ts';
import { enabled, Machine, run } from '../../core/machine.ts';
import { Memory } from '../../core/memory.ts';
import { type Program, program, startThreads, type ThreadSpec } from '../../core/state.ts';
import { newRegisters, regsKey } from '../../mechanisms/cpu-registers.ts';
import { cpuidMechanism } from '../../mechanisms/cpuid.ts';
import {
  connectDeviceModel,
  deviceModelMechanism,
  deviceModelRecords,
  type PortHandler,
} from '../../mechanisms/device-model.ts';
import { dmOpKey, dmOpMechanism, newDmOpBuffers } from '../../mechanisms/dm-op.ts';
import { domainKey } from '../../mechanisms/domain.ts';
import {
  eventChannelMechanism,
  eventSendOpMechanism,
  evtchnKey,
  newEvtchnTable,
} from '../../mechanisms/event-channel.ts';
import { hypercallMechanism } from '../../mechanisms/hypercall.ts';
import { ioreqMechanism } from '../../mechanisms/ioreq.ts';
import { kernelLogKey, newKernelLog } from '../../mechanisms/kernel-log.ts';
import { linuxDetectMechanism, linuxXenKey, newLinuxXen } from '../../mechanisms/linux-detect.ts';
import { devicesKey, type LinuxDevices, linuxDriversMechanism } from '../../mechanisms/linux-drivers.ts';
import { irqKey, linuxEventsMechanism } from '../../mechanisms/linux-events.ts';
import { linuxPciKey, linuxPciMechanism, newLinuxPci } from '../../mechanisms/linux-pci.ts';
import { linuxUnplugMechanism, unplugKey } from '../../mechanisms/linux-unplug.ts';
import { PCI_HOST_PORTS, pciHostKey, pciKey, pciMechanism } from '../../mechanisms/pci.ts';
import {
  newPlatformDevice,
  PLATFORM_PORTS,
  platformDeviceMechanism,
  platformKey,
} from '../../mechanisms/platform-device.ts';
import { hvmInterrupts, pvInterrupts, upcallMechanism } from '../../mechanisms/upcall.ts';
import { newVcpu, vcpuKey } from '../../mechanisms/vcpu.ts';
import { xenVersionMechanism } from '../../mechanisms/xen-version.ts';
import { xen } from '../../platforms/xen.ts';
import type { Setup } from '../../stories/scenario.ts';
import { closure } from '../../stories/system.ts';
import {
  configKey,
  DOM0,
  dom0Domain,
  frontendsOf,
  functionsOf,
  GUEST,
  guestDomain,
  IOREQ_PAGES,
} from './map.ts';
import type { Choices, FrontendBuild } from './params.ts';
import { type Boot, bootKey, type Driver, workloadProcedures } from './workload.ts';

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

const BLKFRONT: Driver = { name: 'xen-blkfront', init: 'xlblk_init', file: 'drivers/block/xen-blkfront.ko' };
const NETFRONT: Driver = { name: 'xen-netfront', init: 'netif_init', file: 'drivers/net/xen-netfront.ko' };
const PLATFORM: Driver = { name: 'xen-platform-pci', init: 'xen-platform-pci', file: '' };
const KBDFRONT: Driver = { name: 'xen-kbdfront', init: 'xenkbd_init', file: '' };
const pciModule = (name: string, file: string): Driver => ({ name, init: name, file });
/** Drivers of emulated devices that the initrd brings for the devices of this configuration. */
const emulated = (c: Choices): readonly Driver[] =>
  c.guest === 'hvm'
    ? [
        pciModule('ata_piix', 'drivers/ata/ata_piix.ko'),
        pciModule('e1000', 'drivers/net/ethernet/intel/e1000/e1000.ko'),
        ...(c.disks.some((d) => d.startsWith('sd'))
          ? [pciModule('sym53c8xx', 'drivers/scsi/sym53c8xx_2/sym53c8xx.ko')]
          : []),
        ...(c.nvme ? [pciModule('nvme', 'drivers/nvme/host/nvme.ko')] : []),
      ]
    : [];

function bootOf(c: Choices): Boot {
  const fronts: readonly (readonly [Driver, FrontendBuild])[] = [
    [BLKFRONT, c.blkfront],
    [NETFRONT, c.netfront],
  ];
  const when = (build: FrontendBuild): readonly Driver[] =>
    fronts.filter(([, b]) => b === build).map(([d]) => d);
  return {
    // The recorded kernel had these two compiled in; its script loaded the PV modules before the emulated ones’.
    builtIn: [...(c.guest === 'hvm' ? [PLATFORM] : []), ...when('built-in'), KBDFRONT],
    initrd: [...when('in-initrd'), ...emulated(c)],
    missing: when('not-in-initrd'),
    root: null,
    finished: false,
  };
}

/** The ports that this host's QEMU answers for. */
const portsOf = (c: Choices): readonly PortHandler[] => [
  ...(c.host === 'no-device' || c.host === 'no-protocol' ? [] : [PLATFORM_PORTS]),
  PCI_HOST_PORTS,
];

function programFor(c: Choices): Program {
  const guest: ThreadSpec = {
    id: 'guest',
    domain: GUEST.id,
    start: { procedure: 'start_kernel', world: 'guest-kernel' },
    interrupts: c.guest === 'pv' ? pvInterrupts(GUEST.id) : hvmInterrupts(GUEST.id),
  };
  const qemu: ThreadSpec = {
    id: 'qemu',
    domain: DOM0.id,
    start: { procedure: 'main_loop_wait', world: 'device-model' },
  };
  const dom0: ThreadSpec = {
    id: 'dom0',
    domain: DOM0.id,
    start: { procedure: 'idle', world: 'backend' },
    interrupts: pvInterrupts(DOM0.id),
  };
  return program(
    [...closure(MECHANISMS).flatMap((m) => m.procedures), ...workloadProcedures],
    c.guest === 'hvm' ? [guest, qemu, dom0] : [guest, dom0],
    xen.domains,
  );
}

function records(c: Choices): Record<string, unknown> {
  const functions = functionsOf(c);
  const devices: LinuxDevices = {
    store: frontendsOf(c),
    xenbus: [],
    frontends: [],
    disks: [],
    cards: [],
    loads: {},
    lastDevice: '',
  };
  const deviceModel =
    c.guest === 'hvm'
      ? {
          ...deviceModelRecords({
            guest: GUEST.id,
            ...IOREQ_PAGES,
            handlers: portsOf(c),
            functions: functions.map((f) => f.devfn),
          }),
          [dmOpKey]: newDmOpBuffers(DOM0.qemu, GUEST.id),
          [pciKey]: { functions, unpeered: [], lastGone: '' },
          [pciHostKey]: { config_reg: 0 },
          [platformKey]: newPlatformDevice(c.host === 'version-0' ? 0 : 1, c.host === 'blacklist'),
        }
      : {};
  return {
    [domainKey(GUEST.id)]: guestDomain(c.guest, c.viridian),
    [domainKey(DOM0.id)]: dom0Domain,
    [vcpuKey(GUEST.id)]: newVcpu(c.guest === 'pv' ? 'pv' : 'per-vcpu-vector', true),
    [vcpuKey(DOM0.id)]: newVcpu('pv', false),
    [evtchnKey(GUEST.id)]: newEvtchnTable(),
    [evtchnKey(DOM0.id)]: newEvtchnTable(),
    [irqKey(GUEST.id)]: { handlers: {}, stack: GUEST.stack * PAGE_SIZE + 0xf00 },
    [irqKey(DOM0.id)]: { handlers: {}, stack: DOM0.stack * PAGE_SIZE + 0xf00 },
    [regsKey(GUEST.id)]: newRegisters(),
    ...deviceModel,
    [linuxXenKey]: newLinuxXen(c.guest === 'pvh'),
    [unplugKey]: {
      cmdline: c.cmdline,
      xen_emul_unplug: 0,
      xen_platform_pci_unplug: 0,
      blkfrontBuilt: c.blkfront !== 'not-built',
      netfrontBuilt: c.netfront !== 'not-built',
    },
    [linuxPciKey]: newLinuxPci(c.everyAccess),
    [devicesKey]: devices,
    [kernelLogKey]: newKernelLog(),
    [bootKey]: bootOf(c),
    [configKey]: { functions: c.guest === 'hvm' ? functions : [] },
  };
}

/** The state in which firmware has handed over to the kernel, and QEMU is asleep. */
export function setup(c: Choices): Setup {
  const prog = programFor(c);
  const m = new Machine(prog, {
    ram: Memory.empty,
    medium: Memory.empty,
    records: records(c),
    threads: startThreads(prog),
    last: null,
  });
  if (c.guest === 'hvm') connectDeviceModel(m, GUEST.id);
  const asleep = run(prog, m.freeze(), (s) =>
    prog.threads.some((t) => t.id === 'qemu') && enabled(prog, s, 'qemu') ? 'qemu' : undefined,
  );
  return {
    program: prog,
    platform: xen,
    mechanisms: closure(MECHANISMS),
    initial: { ...asleep, last: null },
  };
}
