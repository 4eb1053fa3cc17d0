/**
 * How Linux finds out that it runs on Xen: it asks the processor. Source: Linux 6.1 arch/x86/kernel/cpu/{hypervisor,mshyperv}.c,
 * arch/x86/include/asm/processor.h (hypervisor_cpuid_base), arch/x86/xen/{enlighten_hvm,enlighten_pv}.c, drivers/xen/features.c.
 */
import type { Machine } from '../core/machine.ts';
import { call, goto, type Locals, line, linux, procedure, ret } from '../core/procedure.ts';
import { type Key, rec } from '../core/state.ts';
import {
  CPUID_BLOCK,
  cpuidMechanism,
  type Leaf,
  signatureOf,
  XEN_CPUID_FIRST_LEAF,
  XEN_HVM_CPUID_VCPU_ID_PRESENT,
} from './cpuid.ts';
import { ownAddress } from './domain.ts';
import { __HYPERVISOR_xen_version, hypercallMechanism } from './hypercall.ts';
import { kernelLogMechanism, say } from './kernel-log.ts';
import { irqKey } from './linux-events.ts';
import type { Mechanism } from './mechanism.ts';
import { XENVER_get_features, xen_feature_info, xenVersionMechanism } from './xen-version.ts';

/** What the kernel has found out about where it runs. */
export interface LinuxXen {
  /** `xen_domain_type`. */
  readonly domainType: 'native' | 'pv' | 'hvm';
  /** `xen_pvh`: known from the entry point. */
  readonly pvh: boolean;
  /** `nopv`: run as on bare hardware. */
  readonly nopv: boolean;
  /** First leaf of Xen's block; 0 before it is found, or without Xen. */
  readonly base: number;
  readonly version: number;
  /** The MSR that installs the hypercall page; 0 in a kernel that has not asked. */
  readonly msr: number;
  /** Submap 0 of the features. */
  readonly features: number;
  readonly vcpu: number;
  /** The blocks that were asked, in order, and the name that each answered with. */
  readonly blocks: readonly { readonly leaf: number; readonly signature: string }[];
}
export const linuxXenKey: Key<LinuxXen> = 'linux.xen';
export const newLinuxXen = (pvh: boolean): LinuxXen => ({
  domainType: 'native',
  pvh,
  nopv: false,
  base: 0,
  version: 0,
  msr: 0,
  features: 0,
  vcpu: -1,
  blocks: [],
});

export const xenDomain = (m: Machine): boolean => rec(m, linuxXenKey).domainType !== 'native';
/** PVH domains are HVM domains too. */
export const xenHvmDomain = (m: Machine): boolean => rec(m, linuxXenKey).domainType === 'hvm';
export const xenPvDomain = (m: Machine): boolean => rec(m, linuxXenKey).domainType === 'pv';
export const xenPvhDomain = (m: Machine): boolean => rec(m, linuxXenKey).pvh;

const kernel = (file: string, symbol: string) => ({ source: linux(file, symbol), world: 'kernel' as const });

// ── the scan ────────────────────────────────────────────────────────────────────────────────────────

interface Scan extends Locals {
  base: number;
  leaf: Leaf;
}
const XEN_SIGNATURE = 'XenVMMXenVMM';
/** Leaves that Linux needs of Xen at least. */
const XEN_LEAVES = 2;
const LAST_BASE = 0x40010000;

export const hypervisor_cpuid_base = procedure<Scan>(
  'hypervisor_cpuid_base',
  kernel('arch/x86/include/asm/processor.h', 'hypervisor_cpuid_base'),
  [
    line('first', 'base = 0x40000000', (_, l) => {
      l.base = XEN_CPUID_FIRST_LEAF;
    }),
    line('next', 'while (base < 0x40010000)', (m, l) =>
      l.base < LAST_BASE ? undefined : m.passOver(ret(0)),
    ),
    line('ask', '  cpuid(base, &eax, &ebx, &ecx, &edx)', (_, l) =>
      call('CPUID', { leaf: l.base, subleaf: 0 }, 'leaf'),
    ),
    line('compare', '  if (!memcmp("XenVMMXenVMM", ebx ecx edx) && eax - base >= 2) return base', (m, l) => {
      const signature = signatureOf(l.leaf);
      note(m, l.base, signature);
      return signature === XEN_SIGNATURE && l.leaf.eax - l.base >= XEN_LEAVES ? ret(l.base) : m.passOver();
    }),
    line('step', '  base += 0x100', (_, l) => {
      l.base += CPUID_BLOCK;
      return goto('next');
    }),
  ],
);

/** Remembers what a block answered with, once. */
function note(m: Machine, leaf: number, signature: string): void {
  const { blocks } = m.rec(linuxXenKey);
  if (!blocks.some((b) => b.leaf === leaf))
    m.patch(linuxXenKey, { blocks: [...blocks, { leaf, signature }] });
}

interface Detect extends Locals {
  base: number;
  leaf: Leaf;
}
export const xen_platform_hvm = procedure<Detect>(
  'xen_platform_hvm',
  kernel('arch/x86/xen/enlighten_hvm.c', 'xen_platform_hvm'),
  [
    line('scan', 'xen_domain = xen_cpuid_base()', () => call('hypervisor_cpuid_base', {}, 'base')),
    line('pv', 'if (xen_pv_domain()) return 0   // the other entry in the table', (m, l) => {
      if (l.base) m.patch(linuxXenKey, { base: l.base });
      return xenPvDomain(m) ? ret(0) : undefined;
    }),
    line('pvh', 'if (xen_pvh_domain() && nopv) nopv = false   // a PVH guest has nothing else', (m) => {
      if (!xenPvhDomain(m) || !m.rec(linuxXenKey).nopv) return m.passOver();
      m.patch(linuxXenKey, { nopv: false });
      return undefined;
    }),
    line('nopv', 'else if (nopv && xen_domain) init_platform = nothing', (m, l) =>
      m.rec(linuxXenKey).nopv && l.base ? undefined : m.passOver(),
    ),
    line('done', 'return xen_domain', (_, l) => ret(l.base)),
  ],
);

export const xen_platform_pv = procedure<Detect>(
  'xen_platform_pv',
  kernel('arch/x86/xen/enlighten_pv.c', 'xen_platform_pv'),
  [
    line('pv', 'if (!xen_pv_domain()) return 0', (m) => (xenPvDomain(m) ? m.passOver() : ret(0))),
    line('scan', 'base = xen_cpuid_base()', () => call('hypervisor_cpuid_base', {}, 'base')),
    line('done', 'return base', (m, l) => {
      m.patch(linuxXenKey, { base: l.base });
      return ret(l.base);
    }),
  ],
);

const HYPERV_PRESENT = 0x80000000;
/** Hypercall MSRs and VP index: what Linux needs to run as a guest of Hyper-V. */
const HYPERV_NEEDS = (1 << 5) | (1 << 6);
export const ms_hyperv_platform = procedure<Detect>(
  'ms_hyperv_platform',
  kernel('arch/x86/kernel/cpu/mshyperv.c', 'ms_hyperv_platform'),
  [
    line('present', 'cpuid(1): ecx[31] clear: return 0', () =>
      call('CPUID', { leaf: 1, subleaf: 0 }, 'leaf'),
    ),
    line('name', 'cpuid(0x40000000, …)', (_, l) =>
      (l.leaf.ecx & HYPERV_PRESENT) === 0
        ? ret(0)
        : call('CPUID', { leaf: XEN_CPUID_FIRST_LEAF, subleaf: 0 }, 'leaf'),
    ),
    line('compare', 'if (memcmp("Microsoft Hv", ebx ecx edx)) return 0', (m, l) => {
      note(m, XEN_CPUID_FIRST_LEAF, signatureOf(l.leaf));
      return signatureOf(l.leaf) === 'Microsoft Hv' ? m.passOver() : ret(0);
    }),
    line('features', 'cpuid(0x40000003): no hypercall MSRs or no VP index: return 0', () =>
      call('CPUID', { leaf: XEN_CPUID_FIRST_LEAF + 3, subleaf: 0 }, 'leaf'),
    ),
    line('done', 'return 0x40000000', (_, l) =>
      ret((l.leaf.eax & HYPERV_NEEDS) === HYPERV_NEEDS ? XEN_CPUID_FIRST_LEAF : 0),
    ),
  ],
);

interface Choose extends Locals {
  pri: number;
  max: number;
  name: string;
}
const better = (l: Choose, name: string): void => {
  if (l.pri > l.max) {
    l.max = l.pri;
    l.name = name;
  }
};
export const init_hypervisor_platform = procedure<Choose>(
  'init_hypervisor_platform',
  kernel('arch/x86/kernel/cpu/hypervisor.c', 'detect_hypervisor_vendor, init_hypervisor_platform'),
  [
    line('xen-pv', 'pri = x86_hyper_xen_pv.detect()', (_, l) => {
      l.max = 0;
      l.name = '';
      return call('xen_platform_pv', {}, 'pri');
    }),
    line('xen-hvm', 'pri = x86_hyper_xen_hvm.detect()   // the higher leaf wins', (_, l) => {
      better(l, 'Xen PV');
      return call('xen_platform_hvm', {}, 'pri');
    }),
    line(
      'hyperv',
      'if (!nopv) pri = x86_hyper_ms_hyperv.detect()   // VMware, KVM, … look for their own names',
      (m, l) => {
        better(l, 'Xen HVM');
        l.pri = 0;
        return m.rec(linuxXenKey).nopv ? m.passOver() : call('ms_hyperv_platform', {}, 'pri');
      },
    ),
    line('best', 'pr_info("Hypervisor detected: %s", h->name)', (m, l) => {
      better(l, 'Microsoft Hyper-V');
      if (l.name) say(m, `Hypervisor detected: ${l.name}`);
    }),
    line('init', 'h->init.init_platform()   // nopv: nothing', (m, l) => {
      if (l.name !== 'Xen HVM') return ret();
      if (m.rec(linuxXenKey).nopv) return ret();
      return call('xen_hvm_guest_init');
    }),
  ],
);

// ── what Xen can do ─────────────────────────────────────────────────────────────────────────────────

export const xen_hvm_guest_init = procedure(
  'xen_hvm_guest_init',
  kernel('arch/x86/xen/enlighten_hvm.c', 'xen_hvm_guest_init'),
  [
    line('info', 'init_hvm_pv_info()', () => call('init_hvm_pv_info')),
    line(
      'shared',
      'reserve_shared_info(); xen_hvm_init_shared_info()   // a page for events and time',
      () => undefined,
    ),
    line('unplug', 'xen_unplug_emulated_devices()   // before anyone has looked at the PCI bus', () =>
      call('xen_unplug_emulated_devices'),
    ),
    line('rest', 'events, time, memory: xen_init_IRQ, xen_hvm_init_time_ops, …', () => ret()),
  ],
);

interface Info extends Locals {
  leaf: Leaf;
}
const base = (m: Machine): number => m.rec(linuxXenKey).base;
export const init_hvm_pv_info = procedure<Info>(
  'init_hvm_pv_info',
  kernel('arch/x86/xen/enlighten_hvm.c', 'init_hvm_pv_info'),
  [
    line('version', 'eax = cpuid_eax(base + 1)', (m) =>
      call('CPUID', { leaf: base(m) + 1, subleaf: 0 }, 'leaf'),
    ),
    line('say', 'printk("Xen version %d.%d.", eax >> 16, eax & 0xffff)', (m, l) => {
      m.patch(linuxXenKey, { version: l.leaf.eax });
      say(m, `Xen version ${l.leaf.eax >>> 16}.${l.leaf.eax & 0xffff}.`);
    }),
    line('type', 'xen_domain_type = XEN_HVM_DOMAIN', (m) => m.patch(linuxXenKey, { domainType: 'hvm' })),
    line('features', 'xen_setup_features()', () => call('xen_setup_features')),
    line('vcpu', 'cpuid(base + 4, …)', (m) => call('CPUID', { leaf: base(m) + 4, subleaf: 0 }, 'leaf')),
    line('id', 'if (eax & VCPU_ID_PRESENT) xen_vcpu_id = ebx', (m, l) => {
      if (!(l.leaf.eax & XEN_HVM_CPUID_VCPU_ID_PRESENT)) return m.passOver(ret());
      m.patch(linuxXenKey, { vcpu: l.leaf.ebx });
      return ret();
    }),
  ],
);

const F = xen_feature_info.fields;
const stack = (m: Machine): number => m.rec(irqKey(m.domain as number)).stack;
export const xen_setup_features = procedure<Info>(
  'xen_setup_features',
  kernel('drivers/xen/features.c', 'xen_setup_features'),
  [
    line('argument', 'fi.submap_idx = 0   // on the stack', (m) =>
      m.store(ownAddress(m, m.domain as number, stack(m)), F.submap_idx, 0),
    ),
    line('ask', 'HYPERVISOR_xen_version(XENVER_get_features, &fi)', (m) =>
      call(
        'HYPERVISOR_hypercall',
        { nr: __HYPERVISOR_xen_version, cmd: XENVER_get_features, arg: stack(m) },
        'rc',
      ),
    ),
    line('keep', 'xen_features[] = the bits of fi.submap', (m, l) => {
      if ((l.rc as number) < 0) return ret();
      const features = m.load(ownAddress(m, m.domain as number, stack(m)), F.submap);
      m.patch(linuxXenKey, { features });
      return ret();
    }),
  ],
);

export const linuxDetectMechanism: Mechanism = {
  id: 'linux-detect',
  needs: [cpuidMechanism, hypercallMechanism, xenVersionMechanism, kernelLogMechanism],
  procedures: [
    hypervisor_cpuid_base,
    xen_platform_hvm,
    xen_platform_pv,
    ms_hyperv_platform,
    init_hypervisor_platform,
    xen_hvm_guest_init,
    init_hvm_pv_info,
    xen_setup_features,
  ],
};
