/** What this lesson alone rests on. Sources that other pages use too are in content/sources.ts. */
import { linux, type Source, type Sources, xen, xenManual } from '../../source.ts';

const systemd = (title: string, where: string, revision: string): Source => ({
  project: 'systemd',
  title,
  where,
  revision,
  url: `https://github.com/systemd/systemd/${title.startsWith('issue') ? 'issues' : 'pull'}/${title.split(' ').at(-1)}`,
});

export const sources = {
  'xen-viridian': xen('xen/arch/x86/hvm/viridian/viridian.c', 'cpuid_viridian_leaves'),
  'xl-viridian': xenManual('docs/man/xl.cfg.5.pod.in', 'viridian'),
  'xl-platform': xenManual('docs/man/xl.cfg.5.pod.in', 'xen_platform_pci'),
  'xen-pci-ids': xenManual('docs/man/xen-pci-device-reservations.7.pod', 'Reservations'),
  'xen-pv-cpuid': xen('xen/arch/x86/pv/emul-inv-op.c', 'emulate_forced_invalid_op'),
  'linux-mshyperv': linux('arch/x86/kernel/cpu/mshyperv.c', 'ms_hyperv_platform'),
  'linux-sysfs': {
    project: 'Linux’s documentation',
    title: 'Documentation/ABI/stable/sysfs-hypervisor-xen',
    where: '/sys/hypervisor/type',
    revision: '6.1.192',
    url: 'https://git.kernel.org/pub/scm/linux/kernel/git/stable/linux.git/tree/Documentation/ABI/stable/sysfs-hypervisor-xen?h=v6.1.192',
  },
  'systemd-hyperv': systemd(
    'issue 8844',
    'systemd-detect-virt sometimes misdetects Xen VMs as Microsoft Hyper-V',
    '2018-04-27',
  ),
  'systemd-fix': systemd('pull request 8859', 'Prefer DMI over CPUID when detecting Xen', '2018-04-30'),
  'systemd-other': systemd(
    'issue 7165',
    'systemd-detect-virt returns "vm-other" in PV Linux guest on XenServer + AMD, with the explanation',
    '2017-10-23',
  ),
  'systemd-dom0': systemd(
    'issue 28113',
    'systemd-detect-virt returns "vm-other" in some Xen dom0',
    '2023-06-21',
  ),
  'qemu-kvm-xen': {
    project: 'QEMU’s documentation',
    title: 'Xen HVM guest support',
    where: 'Setup (Xen mode of the KVM accelerator, and where its leaves go)',
    revision: '2026-11-28',
    url: 'https://www.qemu.org/docs/master/system/i386/xen.html',
  },
} as const satisfies Sources;
