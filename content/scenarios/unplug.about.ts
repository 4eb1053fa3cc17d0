/** Unplugging the emulated devices: what its page says about it. */
import type { ScenarioAbout } from './words.ts';

export const aboutUnplug: ScenarioAbout = {
  title: 'Unplugging the emulated devices',
  promise:
    'A guest asks for its own emulated disk and network card to be taken away, and lives with what is left.',
  lesson: 'unplugging-the-emulated-devices',

  explainedBy: {
    found: 'hypervisor_cpuid_base.compare',
    parsed: 'parse_early_param.words',
    removed: 'object_unparent.unrealize',
  },

  inTheSource: [
    'linux-unplug',
    'xen-unplug-doc',
    'qemu-xen-platform',
    'xen-cpuid',
    'linux-enlighten-hvm',
    'linux-platform-pci',
    'linux-blkfront',
    'xen-ioreq',
  ],

  model: [
    {
      about: 'What is exact',
      note: 'The handshake, its ports, widths, values and order, and the devices that a guest ends up with, equal recordings of real guests for every setting that was recorded. Settings that were not follow from the same sources.',
      sources: ['recorded-unplug-ports', 'recorded-unplug-variants', 'linux-unplug', 'qemu-xen-platform'],
    },
    {
      about: 'The scan of the bus',
      note: 'Each configuration read is two port accesses. The first goes to QEMU; the second ends in Xen if no device model has the function, as in most slots. One line stands for both, and they are not charged; the parameter “Bus scan” plays them all. A real boot makes tens of thousands, firmware included.',
      sources: ['recorded-unplug-ports', 'linux-pci-probe'],
    },
    {
      about: 'What drivers do',
      note: 'A driver here looks at its device and takes it or refuses. Resets, interrupts, the talk over xenbus and the reading of partitions are left out. What a drive answers is read from the device model directly.',
      sources: ['linux-blkfront', 'linux-platform-pci'],
    },
    {
      about: 'The processor',
      note: 'Exits have the numbers of an Intel processor. The recorded machine had an AMD one, where the same instructions exit under other numbers.',
      sources: ['xen-vmexit', 'recorded-unplug-ports'],
    },
    {
      about: 'Candidates',
      note: 'Linux asks for VMware, KVM and others too, each by its own leaves. Only Xen’s and Hyper-V’s questions are told. It also looks for Xen again at later points of the boot.',
      sources: ['linux-hypervisor'],
    },
    {
      about: 'What QEMU gives back',
      note: 'For a card that goes QEMU also takes back its ranges of ports and memory, with one hypercall each. Here it gives back the function on the bus, with one.',
      sources: ['qemu-xen-platform', 'xen-ioreq'],
    },
    {
      about: 'The blacklist',
      note: 'Upstream QEMU has none and always answers with the magic number. The old qemu-xen-traditional looked up product and build in xenstore; the host of that name here refuses every build.',
      sources: ['xen-unplug-doc', 'qemu-xen-platform'],
    },
    {
      about: 'Other guests',
      note: 'Drivers of other systems use the same ports with product numbers of their own. Old SUSE and Novell drivers wrote to the device’s own range instead. Neither is told here.',
      sources: ['xen-unplug-doc'],
    },
  ],
};
