/**
 * CPUID leaves of the hypervisor: how a guest finds out that it runs on Xen, and how Xen answers.
 * Source: Xen xen/arch/x86/cpuid.c (cpuid_hypervisor_leaves), hvm/viridian/viridian.c (cpuid_viridian_leaves),
 * xen/include/public/arch-x86/cpuid.h; Linux arch/x86/include/asm/processor.h (hypervisor_cpuid_base).
 */
import type { Machine } from '../core/machine.ts';
import {
  call,
  goto,
  type Locals,
  line,
  linux,
  type Procedure,
  procedure,
  ret,
  sdm,
  xen,
} from '../core/procedure.ts';
import type { Key } from '../core/state.ts';
import { regsOf, setRegs, u64 } from './cpu-registers.ts';
import { type Domain, domainKey } from './domain.ts';
import { exitOf } from './exits.ts';
import { vcpuKey } from './vcpu.ts';

/** EAX, EBX, ECX, EDX. */
export type Leaf = readonly [a: number, b: number, c: number, d: number];
const ZERO: Leaf = [0, 0, 0, 0];

const text = (s: string): number => [...s].reduce((n, ch, i) => n + ch.charCodeAt(0) * 2 ** (8 * i), 0);
export const XEN_CPUID_SIGNATURE_EBX = text('XenV');
export const XEN_CPUID_SIGNATURE_ECX = text('MMXe');
export const XEN_CPUID_SIGNATURE_EDX = text('nVMM');
export const XEN_CPUID_MAX_NUM_LEAVES = 5;

/** The Xen whose source was read: 4.23, before its release. */
export const XEN_VERSION = 4;
export const XEN_SUBVERSION = 23;
export const XENVER = XEN_VERSION * 0x1_0000 + XEN_SUBVERSION;

/** Leaf +4 of an HVM guest. */
export const XEN_HVM_CPUID = {
  APIC_ACCESS_VIRT: 1 << 0,
  X2APIC_VIRT: 1 << 1,
  IOMMU_MAPPINGS: 1 << 2,
  VCPU_ID_PRESENT: 1 << 3,
  DOMID_PRESENT: 1 << 4,
  UPCALL_VECTOR: 1 << 6,
} as const;

export interface CpuidOf {
  readonly viridian: boolean;
  readonly hvm: boolean;
  readonly domain: number;
  readonly vcpu: number;
  readonly apicv: boolean;
}

/** Where Xen's leaves start, and its MSRs: further on if Hyper-V's are in front. */
export const cpuidBase = (viridian: boolean): number => (viridian ? 0x4000_0100 : 0x4000_0000);
export const msrBase = (viridian: boolean): number => (viridian ? 0x4000_0200 : 0x4000_0000);

/** What Xen answers in its own leaves. The time leaf (+3) depends on the host and is zero here. */
export function xenLeaf(leaf: number, of: CpuidOf): Leaf {
  const base = cpuidBase(of.viridian);
  const { APIC_ACCESS_VIRT, X2APIC_VIRT, ...always } = XEN_HVM_CPUID;
  const flags = Object.values(always).reduce(
    (sum, bit) => sum | bit,
    of.apicv ? APIC_ACCESS_VIRT | X2APIC_VIRT : 0,
  );
  const leaves: readonly Leaf[] = [
    [
      base + XEN_CPUID_MAX_NUM_LEAVES,
      XEN_CPUID_SIGNATURE_EBX,
      XEN_CPUID_SIGNATURE_ECX,
      XEN_CPUID_SIGNATURE_EDX,
    ],
    [XENVER, 0, 0, 0],
    [1, msrBase(of.viridian), of.hvm ? 0 : 1, 0],
    ZERO,
    of.hvm ? [flags, of.vcpu, of.domain, 0] : ZERO,
    ZERO,
  ];
  return leaves[leaf - base] ?? ZERO;
}

/** Hyper-V's leaves that a guest without a version of its own sees. */
export function viridianLeaf(leaf: number): Leaf {
  if (leaf === 0x4000_0000) return [0x4000_0006, text('Micr'), text('osof'), text('t Hv')];
  return leaf === 0x4000_0001 ? [text('Hv#1'), 0, 0, 0] : ZERO;
}

const cpuidOf = (m: Machine, d: Domain): CpuidOf => ({
  viridian: d.viridian === true,
  hvm: d.type !== 'pv',
  domain: d.id,
  vcpu: m.vcpu,
  apicv: m.rec(vcpuKey(d.id, m.vcpu)).apicv,
});

const answer = (m: Machine, [a, b, c, d]: Leaf): void =>
  setRegs(m, { rax: u64(a), rbx: u64(b), rcx: u64(c), rdx: u64(d) });

interface Exit extends Locals {
  leaf: number;
}
export const hvm_vmexit_cpuid = procedure<Exit>(
  'hvm_vmexit_cpuid',
  { source: xen('xen/arch/x86/hvm/hvm.c, cpuid.c', 'hvm_vmexit_cpuid, guest_cpuid'), world: 'hypervisor' },
  [
    line('leaf', 'leaf = eax; subleaf = ecx', (m, l) => {
      l.leaf = Number(regsOf(m, m.domain as number, m.vcpu)?.rax ?? 0n);
    }),
    line(
      'viridian',
      'if (viridian && leaf < 0x40000100) cpuid_viridian_leaves(): “Microsoft Hv”; return',
      (m, l) => {
        if (m.rec(domainKey(m.domain as number)).viridian !== true || l.leaf >= 0x4000_0100) return undefined;
        answer(m, viridianLeaf(l.leaf));
        return ret();
      },
    ),
    line('xen', 'else cpuid_hypervisor_leaves(): eax, ebx, ecx, edx = what Xen says there', (m, l) => {
      answer(m, xenLeaf(l.leaf, cpuidOf(m, m.rec(domainKey(m.domain as number)))));
      return ret();
    }),
  ],
);

/** The instruction in a guest: always an exit. */
export const cpuid = procedure<Exit>('CPUID', { source: sdm('vol. 2A CPUID, vol. 3C 25.1.2') }, [
  line('load', 'eax = leaf', (m, l) => setRegs(m, { rax: u64(l.leaf), rip: 'cpuid' })),
  line('cpuid', 'CPUID   // a VM exit', (m) => exitOf(m, 'cpuid', {})),
]);

/** What the guest knows of the platform. */
export interface Platform {
  readonly base: number | null;
  readonly msr: number | null;
  readonly version: number | null;
}
export const platformKey = (domain: number): Key<Platform> => `linux.xen.d${domain}`;
export const noPlatform: Platform = { base: null, msr: null, version: null };

interface Scan extends Locals {
  base: number;
}
const own = (m: Machine): Key<Platform> => platformKey(m.domain as number);
const low = (value: bigint | undefined): number => Number((value ?? 0n) & 0xffff_ffffn);
const regs = (m: Machine) => regsOf(m, m.domain as number, m.vcpu);

export const hypervisor_cpuid_base = procedure<Scan>(
  'hypervisor_cpuid_base',
  { source: linux('arch/x86/include/asm/processor.h', 'hypervisor_cpuid_base'), world: 'kernel' },
  [
    line('first', 'for (base = 0x40000000; base < 0x40010000; base += 0x100)', (_, l) => {
      l.base = 0x4000_0000;
    }),
    line('ask', '  cpuid(base, &eax, &ebx, &ecx, &edx)', (_, l) => call('CPUID', { leaf: l.base })),
    line('signature', '  if (ebx, ecx, edx == “XenVMMXenVMM” && eax - base >= 2) return base', (m, l) => {
      const r = regs(m);
      const found =
        low(r?.rbx) === XEN_CPUID_SIGNATURE_EBX &&
        low(r?.rcx) === XEN_CPUID_SIGNATURE_ECX &&
        low(r?.rdx) === XEN_CPUID_SIGNATURE_EDX;
      if (!found || low(r?.rax) - l.base < 2) return undefined;
      m.patch(own(m), { base: l.base });
      return ret(l.base);
    }),
    line('next', '  next base', (_, l) => {
      l.base += 0x100;
      return l.base < 0x4001_0000 ? goto('ask') : ret(0);
    }),
  ],
);

export const init_hvm_pv_info = procedure<Scan>(
  'init_hvm_pv_info',
  { source: linux('arch/x86/xen/enlighten_hvm.c', 'init_hvm_pv_info'), world: 'kernel' },
  [
    line('scan', 'base = xen_cpuid_base()', () => call('hypervisor_cpuid_base', {}, 'base')),
    line('found', 'if (!base) return   // not on Xen', (_, l) => (l.base === 0 ? ret() : undefined)),
    line('version', 'cpuid(base + 1): eax = major << 16 | minor', (_, l) =>
      call('CPUID', { leaf: l.base + 1 }),
    ),
    line('noted', 'xen_domain_type = XEN_HVM_DOMAIN   // version = eax', (m) =>
      m.patch(own(m), { version: low(regs(m)?.rax) }),
    ),
  ],
);

export const cpuidProcedures: readonly Procedure[] = [
  hvm_vmexit_cpuid,
  cpuid,
  hypervisor_cpuid_base,
  init_hvm_pv_info,
];
