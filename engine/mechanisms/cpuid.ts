/**
 * CPUID as a guest sees it: every execution is an exit, and Xen makes up the answer. Leaves from 0x40000000 belong to
 * hypervisors, in blocks of 0x100: Xen's own block comes behind the Hyper-V one where a guest is given both.
 * Source: Xen xen/arch/x86/cpuid.c, xen/arch/x86/hvm/{hvm.c,viridian/viridian.c}, xen/arch/x86/pv/emul-inv-op.c;
 * xen/include/public/arch-x86/cpuid.h; Linux arch/x86/include/asm/processor.h, arch/x86/include/asm/xen/cpuid.h.
 */
import { assert } from '../core/assert.ts';
import type { Machine } from '../core/machine.ts';
import { call, type Locals, line, linux, procedure, ret, xen } from '../core/procedure.ts';
import { cpuRegistersMechanism, regsOf, setRegs, u64 } from './cpu-registers.ts';
import { domainKey, domainMechanism } from './domain.ts';
import { exitOf } from './exits.ts';
import type { Mechanism } from './mechanism.ts';
import { vcpuKey, vcpuMechanism } from './vcpu.ts';

export const XEN_CPUID_FIRST_LEAF = 0x40000000;
export const XEN_CPUID_SIGNATURE_EBX = 0x566e6558;
export const XEN_CPUID_SIGNATURE_ECX = 0x65584d4d;
export const XEN_CPUID_SIGNATURE_EDX = 0x4d4d566e;
export const XEN_CPUID_MAX_NUM_LEAVES = 5;
/** Leaf +4 of an HVM guest. */
export const XEN_HVM_CPUID_APIC_ACCESS_VIRT = 1 << 0;
export const XEN_HVM_CPUID_X2APIC_VIRT = 1 << 1;
export const XEN_HVM_CPUID_IOMMU_MAPPINGS = 1 << 2;
export const XEN_HVM_CPUID_VCPU_ID_PRESENT = 1 << 3;
export const XEN_HVM_CPUID_DOMID_PRESENT = 1 << 4;
export const XEN_HVM_CPUID_UPCALL_VECTOR = 1 << 6;
/** CPUID.1:ECX[31]: a hypervisor is present. */
const HYPERVISOR_PRESENT = 0x80000000;
/** Blocks of hypervisor leaves lie this far apart. */
export const CPUID_BLOCK = 0x100;

/** The Xen whose source was read: 4.23, before its release. */
export const XEN_VERSION = 4;
export const XEN_SUBVERSION = 23;
export const XENVER = XEN_VERSION * 0x1_0000 + XEN_SUBVERSION;

/** The MSR that installs the hypercall page: it makes room for Hyper-V's too. */
export const msrBase = (viridian: boolean): number => XEN_CPUID_FIRST_LEAF + (viridian ? 0x200 : 0);

/** What four registers hold after CPUID. */
export interface Leaf extends Locals {
  eax: number;
  ebx: number;
  ecx: number;
  edx: number;
}
const EMPTY: Leaf = { eax: 0, ebx: 0, ecx: 0, edx: 0 };
/** Four characters as a register holds them, first character lowest. */
const word = (text: string): number => [...text].reduce((n, c, i) => n + c.charCodeAt(0) * 2 ** (8 * i), 0);
/** Twelve characters from three registers. */
export const signatureOf = (leaf: {
  readonly ebx: number;
  readonly ecx: number;
  readonly edx: number;
}): string =>
  [leaf.ebx, leaf.ecx, leaf.edx]
    .flatMap((r) => [0, 8, 16, 24].map((shift) => String.fromCharCode((r >>> shift) & 0xff)))
    .join('');

const low = (value: bigint): number => Number(value & 0xffff_ffffn);
/** The four registers of the vCPU that runs. A story with CPUID in it follows registers. */
function leafOf(m: Machine): Leaf {
  const regs = regsOf(m, m.domain as number, m.vcpu);
  assert(regs, 'a guest that executes CPUID has registers');
  return { eax: low(regs.rax), ebx: low(regs.rbx), ecx: low(regs.rcx), edx: low(regs.rdx) };
}
const viridianOf = (m: Machine): boolean => m.rec(domainKey(m.domain as number)).viridian === true;

interface Ask extends Locals {
  leaf: number;
  subleaf: number;
}
export const cpuid_instruction = procedure<Ask>(
  'CPUID',
  { source: linux('arch/x86/include/asm/processor.h', 'cpuid'), world: 'kernel' },
  [
    line('load', 'eax = leaf; ecx = subleaf', (m, l) =>
      setRegs(m, { rax: u64(l.leaf), rcx: u64(l.subleaf ?? 0), rip: 'cpuid' }),
    ),
    line('cpuid', 'CPUID   // HVM, PVH: a VM exit   PV: a trap', (m) =>
      m.rec(domainKey(m.domain as number)).type === 'pv'
        ? call('emulate_forced_invalid_op')
        : exitOf(m, 'cpuid', {}),
    ),
    line('answer', 'eax, ebx, ecx, edx', (m) => ret(leafOf(m))),
  ],
);

const hv = (file: string, symbol: string, via?: string) => ({
  source: xen(file, symbol),
  world: 'hypervisor' as const,
  ...(via ? { via } : {}),
});

function ask(m: Machine) {
  const { eax, ecx } = leafOf(m);
  return call('guest_cpuid', { leaf: eax, subleaf: ecx }, 'res');
}
function answer(m: Machine, l: Locals) {
  const { eax, ebx, ecx, edx } = l.res as Leaf;
  setRegs(m, { rax: u64(eax), rbx: u64(ebx), rcx: u64(ecx), rdx: u64(edx) });
  return ret();
}

export const hvm_vmexit_cpuid = procedure<Ask>(
  'hvm_vmexit_cpuid',
  hv('xen/arch/x86/hvm/hvm.c', 'hvm_vmexit_cpuid'),
  [
    line('ask', 'guest_cpuid(v, regs->eax, regs->ecx, &res)', ask),
    line('registers', 'regs->rax, rbx, rcx, rdx = res.a, b, c, d', answer),
  ],
);
/** A PV kernel marks its CPUID with an invalid opcode, so that it traps: the plain instruction would show the host's leaves. */
export const emulate_forced_invalid_op = procedure<Ask>(
  'emulate_forced_invalid_op',
  hv('xen/arch/x86/pv/emul-inv-op.c', 'emulate_forced_invalid_op', 'trap'),
  [
    line('ask', 'ud2; "xen"; cpuid: guest_cpuid(v, regs->eax, regs->ecx, &res)', ask),
    line('registers', 'regs->rax, rbx, rcx, rdx = res.a, b, c, d', answer),
  ],
);

export const guest_cpuid = procedure<Ask>('guest_cpuid', hv('xen/arch/x86/cpuid.c', 'guest_cpuid'), [
  line('basic', 'leaf 1: the processor’s, with ecx[31]: a hypervisor is present', (m, l) =>
    l.leaf === 1 ? ret({ ...EMPTY, ecx: HYPERVISOR_PRESENT }) : m.passOver(),
  ),
  line('viridian', '0x40000000 to 0x400000ff, and viridian: return cpuid_viridian_leaves()', (m, l) =>
    l.leaf >>> 8 === XEN_CPUID_FIRST_LEAF >>> 8 && viridianOf(m)
      ? call('cpuid_viridian_leaves', { leaf: l.leaf, subleaf: l.subleaf }, 'res')
      : m.passOver(),
  ),
  line('xen', '0x40000000 to 0x400001ff: return cpuid_hypervisor_leaves()', (m, l) => {
    // A Viridian leaf has been answered: the line before returned.
    if (l.res !== undefined) return m.passOver(ret(l.res));
    return l.leaf >= XEN_CPUID_FIRST_LEAF && l.leaf < XEN_CPUID_FIRST_LEAF + 2 * CPUID_BLOCK
      ? call('cpuid_hypervisor_leaves', { leaf: l.leaf, subleaf: l.subleaf }, 'res')
      : m.passOver();
  }),
  line('none', 'else: zeros', (_, l) => ret(l.res ?? { ...EMPTY })),
]);

/** CPUID.0x40000003:EAX of a domain with viridian=1: partition reference counter, interrupt control, hypercall MSRs, VP index, frequencies. */
const VIRIDIAN_PRIVILEGES = (1 << 1) | (1 << 4) | (1 << 5) | (1 << 6) | (1 << 11);
export const cpuid_viridian_leaves = procedure<Ask>(
  'cpuid_viridian_leaves',
  hv('xen/arch/x86/hvm/viridian/viridian.c', 'cpuid_viridian_leaves'),
  [
    line('leaves', '+0: 0x40000006, "Microsoft Hv"   +1: "Hv#1"   +3: privileges', (_, l) => {
      const leaf = l.leaf - XEN_CPUID_FIRST_LEAF;
      if (leaf === 0)
        return ret({
          eax: XEN_CPUID_FIRST_LEAF + 6,
          ebx: word('Micr'),
          ecx: word('osof'),
          edx: word('t Hv'),
        });
      if (leaf === 1) return ret({ ...EMPTY, eax: word('Hv#1') });
      return ret(leaf === 3 ? { ...EMPTY, eax: VIRIDIAN_PRIVILEGES } : { ...EMPTY });
    }),
  ],
);

interface Xen extends Ask {
  base: number;
  idx: number;
}
export const cpuid_hypervisor_leaves = procedure<Xen>(
  'cpuid_hypervisor_leaves',
  hv('xen/arch/x86/cpuid.c', 'cpuid_hypervisor_leaves'),
  [
    line('base', 'base = viridian ? 0x40000100 : 0x40000000; idx = leaf - base; beyond 5: zeros', (m, l) => {
      l.base = XEN_CPUID_FIRST_LEAF + (viridianOf(m) ? CPUID_BLOCK : 0);
      l.idx = l.leaf - l.base;
      return l.idx < 0 || l.idx > XEN_CPUID_MAX_NUM_LEAVES ? ret({ ...EMPTY }) : undefined;
    }),
    line('signature', 'case 0: a = base + 5; b, c, d = "XenVMMXenVMM"', (_, l) =>
      l.idx === 0
        ? ret({
            eax: l.base + XEN_CPUID_MAX_NUM_LEAVES,
            ebx: XEN_CPUID_SIGNATURE_EBX,
            ecx: XEN_CPUID_SIGNATURE_ECX,
            edx: XEN_CPUID_SIGNATURE_EDX,
          })
        : undefined,
    ),
    line('version', 'case 1: a = major << 16 | minor', (_, l) =>
      l.idx === 1 ? ret({ ...EMPTY, eax: XENVER }) : undefined,
    ),
    line('page', 'case 2: a = 1 hypercall page; b = the MSR that installs it', (m, l) => {
      const pv = m.rec(domainKey(m.domain as number)).type === 'pv';
      return l.idx === 2 ? ret({ eax: 1, ebx: msrBase(viridianOf(m)), ecx: pv ? 1 : 0, edx: 0 }) : undefined;
    }),
    line('hvm', 'case 4, HVM: a = what it may rely on; b = vcpu_id; c = domain_id', (m, l) => {
      const hvm = m.rec(domainKey(m.domain as number)).type !== 'pv';
      const { apicv } = m.rec(vcpuKey(m.domain as number, m.vcpu));
      return l.idx === 4 && hvm
        ? ret({
            eax:
              (apicv ? XEN_HVM_CPUID_APIC_ACCESS_VIRT | XEN_HVM_CPUID_X2APIC_VIRT : 0) |
              XEN_HVM_CPUID_IOMMU_MAPPINGS |
              XEN_HVM_CPUID_VCPU_ID_PRESENT |
              XEN_HVM_CPUID_DOMID_PRESENT |
              XEN_HVM_CPUID_UPCALL_VECTOR,
            ebx: m.vcpu,
            ecx: m.domain as number,
            edx: 0,
          })
        : undefined;
    }),
    line('other', 'case 3: time   case 5: PV only   // not asked for here', () => ret({ ...EMPTY })),
  ],
);

export const cpuidMechanism: Mechanism = {
  id: 'cpuid',
  needs: [vcpuMechanism, cpuRegistersMechanism, domainMechanism],
  procedures: [
    cpuid_instruction,
    hvm_vmexit_cpuid,
    emulate_forced_invalid_op,
    guest_cpuid,
    cpuid_viridian_leaves,
    cpuid_hypervisor_leaves,
  ],
};
