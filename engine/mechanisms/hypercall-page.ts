/**
 * The hypercall page: a page of the guest's own RAM that Xen fills with code, one stub of 32 bytes for each number, because
 * Xen knows which instruction this processor has. Source: Xen xen/arch/x86/msr.c (guest_wrmsr_xen), domain.c
 * (init_hypercall_page), hvm/{vmx/vmx,svm/svm}.c, pv/hypercall.c; Linux arch/x86/xen/enlighten_hvm.c until December 2024.
 */
import { frameBase, gfn, type Maddr, PAGE_SHIFT, PAGE_SIZE } from '../core/brand.ts';
import type { Machine } from '../core/machine.ts';
import { call, type Locals, line, linux, model, procedure, ret, xen } from '../core/procedure.ts';
import { setRegs, u64 } from './cpu-registers.ts';
import { cpuidMechanism, type Leaf, msrBase } from './cpuid.ts';
import { domainKey, hostOf, ownAddress, translate, type Vendor } from './domain.ts';
import { exitOf } from './exits.ts';
import { __HYPERVISOR_iret, atExit, hypercallMechanism } from './hypercall.ts';
import { linuxXenKey } from './linux-detect.ts';
import type { Mechanism } from './mechanism.ts';

export const STUB_SIZE = 32;
export const STUBS = PAGE_SIZE / STUB_SIZE;
const FILL = 0xcc;
const UD2 = [0x0f, 0x0b];

/** Whose page it is: an HVM guest's on either processor, or a PV kernel's of either width. */
export type StubKind = Vendor | 'pv64' | 'pv32';

const imm32 = (n: number): readonly number[] => [
  n & 0xff,
  (n >> 8) & 0xff,
  (n >> 16) & 0xff,
  (n >> 24) & 0xff,
];
const MOV_EAX = 0xb8;
const RET = 0xc3;
/** VMCALL and VMMCALL. */
export const CALLS: Readonly<Record<Vendor, readonly number[]>> = {
  intel: [0x0f, 0x01, 0xc1],
  amd: [0x0f, 0x01, 0xd9],
};
const SYSCALL = [0x0f, 0x05];
const INT_82 = [0xcd, 0x82];
const PUSH = [0x51, 0x41, 0x53];
const POP = [0x41, 0x5b, 0x59];

const STUB: Readonly<Record<StubKind, (nr: number) => readonly number[]>> = {
  intel: (nr) => (nr === __HYPERVISOR_iret ? UD2 : [MOV_EAX, ...imm32(nr), ...CALLS.intel, RET]),
  amd: (nr) => (nr === __HYPERVISOR_iret ? UD2 : [MOV_EAX, ...imm32(nr), ...CALLS.amd, RET]),
  // A PV kernel jumps to its iret stub and never comes back: RAX is saved and nothing is restored.
  pv64: (nr) =>
    nr === __HYPERVISOR_iret
      ? [...PUSH, 0x50, MOV_EAX, ...imm32(nr), ...SYSCALL]
      : [...PUSH, MOV_EAX, ...imm32(nr), ...SYSCALL, ...POP, RET],
  pv32: (nr) =>
    nr === __HYPERVISOR_iret
      ? [0x50, MOV_EAX, ...imm32(nr), ...INT_82]
      : [MOV_EAX, ...imm32(nr), ...INT_82, RET],
};

/** The page as `init_hypercall_page` leaves it. */
export function hypercallPage(kind: StubKind): Uint8Array {
  const page = new Uint8Array(PAGE_SIZE).fill(FILL);
  for (let nr = 0; nr < STUBS; nr++) page.set(STUB[kind](nr), nr * STUB_SIZE);
  return page;
}

interface Write extends Locals {
  msr: number;
  value: bigint;
}
const OKAY = 0;
/** `X86EMUL_EXCEPTION`: the exit handler injects #GP(0). */
export const EXCEPTION = 1;
const self = (m: Machine): number => m.domain as number;

/** The machine page behind the address that the guest wrote; undefined where there is no RAM of its own. */
function pageOf(m: Machine, value: bigint): Maddr | undefined {
  const mfn = translate(m.rec(domainKey(self(m))), gfn(Number(value >> BigInt(PAGE_SHIFT))));
  return mfn === undefined ? undefined : frameBase(mfn);
}

function refuse(m: Machine) {
  m.emit({ kind: 'exception', vector: 13, name: '#GP', error: 0, address: null });
  return ret(EXCEPTION);
}

export const guest_wrmsr = procedure<Write>(
  'guest_wrmsr',
  { source: xen('xen/arch/x86/msr.c', 'guest_wrmsr, guest_wrmsr_xen'), world: 'hypervisor' },
  [
    line(
      'msr',
      'if (msr != base) return X86EMUL_EXCEPTION   // base: 0x40000000, viridian 0x40000200',
      (m, l) => (l.msr === msrBase(m.rec(domainKey(self(m))).viridian === true) ? m.passOver() : refuse(m)),
    ),
    line('index', 'if (value & 0xfff) return X86EMUL_EXCEPTION   // not the start of a page', (m, l) =>
      (l.value & 0xfffn) === 0n ? m.passOver() : refuse(m),
    ),
    line(
      'page',
      'page = get_page_from_gfn(d, value >> 12): none, not writable → X86EMUL_EXCEPTION',
      (m, l) => {
        l.page = pageOf(m, l.value);
        return l.page === undefined ? refuse(m) : undefined;
      },
    ),
    line('init', 'init_hypercall_page(d, page)', (_, l) => call('init_hypercall_page', { page: l.page })),
    line('done', 'return X86EMUL_OKAY', () => ret(OKAY)),
  ],
);

interface Init extends Locals {
  page: number;
}
export const init_hypercall_page = procedure<Init>(
  'init_hypercall_page',
  {
    source: xen(
      'xen/arch/x86/domain.c, xen/arch/x86/hvm/vmx/vmx.c, xen/arch/x86/hvm/svm/svm.c',
      'init_hypercall_page, vmx_init_hypercall_page, svm_init_hypercall_page',
    ),
    world: 'hypervisor',
  },
  [
    line('fill', 'memset(page, 0xcc, PAGE_SIZE)   // int3: nothing else may be executed', (m, l) =>
      m.fill(l.page, new Uint8Array(PAGE_SIZE).fill(FILL), 'the hypercall page, all int3'),
    ),
    line('stubs', 'for (i = 0; i < 128; i++) at 32 i: mov $i, %eax; vmcall (AMD: vmmcall); ret', (m, l) =>
      m.fill(l.page, hypercallPage(hostOf(m).vendor), '128 stubs'),
    ),
    line('iret', '  i == __HYPERVISOR_iret: ud2   // not for HVM', () => undefined),
  ],
);

// ── the guest's side ────────────────────────────────────────────────────────────────────────────────

interface Install extends Locals {
  gpa: number;
  leaf: Leaf;
  msr: number;
}

export const install_hypercall_page = procedure<Install>(
  'install hypercall_page',
  {
    source: linux('arch/x86/xen/enlighten_hvm.c', 'init_hvm_pv_info (until December 2024)'),
    world: 'kernel',
  },
  [
    line('leaf', 'msr = cpuid_ebx(base + 2)', (m) =>
      call('CPUID', { leaf: m.rec(linuxXenKey).base + 2, subleaf: 0 }, 'leaf'),
    ),
    line('load', 'ecx = msr; edx:eax = __pa(hypercall_page)', (m, l) => {
      l.msr = l.leaf.ebx;
      m.patch(linuxXenKey, { msr: l.msr });
      setRegs(m, {
        rcx: u64(l.msr),
        rax: u64(l.gpa % 2 ** 32),
        rdx: u64(Math.floor(l.gpa / 2 ** 32)),
        rip: 'wrmsr',
      });
    }),
    line('wrmsr', 'WRMSR   // a VM exit', (m, l) =>
      exitOf(m, 'wrmsr', { msr: l.msr, value: BigInt(l.gpa) }, 'rc'),
    ),
    line(
      'result',
      'return wrmsr_safe() == 0   // a #GP makes it -EIO, and the page stays as it was',
      (_, l) => ret(l.rc !== EXCEPTION),
    ),
  ],
);

interface Stub extends Locals {
  nr: number;
  gpa: number;
}
const byteAt = (m: Machine, l: Stub, offset: number, size: number, what: string): Uint8Array =>
  m.fetch(ownAddress(m, self(m), l.gpa + l.nr * STUB_SIZE + offset), size, what);
const same = (bytes: Uint8Array, code: readonly number[]): boolean => code.every((b, i) => bytes[i] === b);

function undefinedOpcode(m: Machine) {
  m.emit({ kind: 'exception', vector: 6, name: '#UD', error: null, address: null });
  return ret('#UD');
}

/** What the processor executes in the page: the bytes decide. */
export const hypercall_stub = procedure<Stub>(
  'hypercall_page + 32 × number',
  { source: model('the bytes that Xen wrote there, executed'), world: 'kernel' },
  [
    line('mov', 'b8 imm32      mov $number, %eax      (0f 0b: ud2)', (m, l) => {
      const code = byteAt(m, l, 0, 5, 'the first instruction of the stub');
      if (code[0] !== MOV_EAX) return undefinedOpcode(m);
      const nr = new DataView(code.buffer).getUint32(1, true);
      setRegs(m, { rax: u64(nr), rip: `hypercall_page + 0x${(l.nr * STUB_SIZE + 5).toString(16)}` });
      return undefined;
    }),
    line('call', '0f 01 c1      vmcall      AMD: 0f 01 d9 vmmcall', (m, l) => {
      const code = byteAt(m, l, 5, 3, 'the instruction that leaves guest mode');
      return same(code, CALLS[hostOf(m).vendor])
        ? exitOf(m, 'hypercall', atExit(m, l), 'rax')
        : undefinedOpcode(m);
    }),
    line('ret', 'c3            ret', (m, l) => {
      byteAt(m, l, 8, 1, 'the return');
      return ret(l.rax);
    }),
  ],
);

interface Guest extends Locals {
  nr: number;
  gpa: number;
}
/** A kernel that calls into the page. */
export const call_hypercall_page = procedure<Guest>(
  'HYPERVISOR_hypercall, page',
  {
    source: linux('arch/x86/include/asm/xen/hypercall.h', '_hypercall2 (until December 2024)'),
    world: 'kernel',
  },
  [
    line('registers', 'rdi = cmd; rsi = arg; rdx = count', (m, l) =>
      setRegs(m, {
        rdi: u64(l.cmd as number),
        rsi: u64(l.arg as number),
        rdx: u64((l.count as number | undefined) ?? 0),
      }),
    ),
    line('call', 'call hypercall_page + 32 × number', (_, l) =>
      call('hypercall_page + 32 × number', { nr: l.nr, gpa: l.gpa }, 'rax'),
    ),
    line('result', 'return rax', (_, l) => ret(l.rax)),
  ],
);

export const hypercallPageMechanism: Mechanism = {
  id: 'hypercall-page',
  needs: [cpuidMechanism, hypercallMechanism],
  procedures: [guest_wrmsr, init_hypercall_page, install_hypercall_page, hypercall_stub, call_hypercall_page],
};
