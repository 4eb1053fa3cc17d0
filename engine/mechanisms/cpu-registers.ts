/**
 * The registers of a vCPU as a hypercall uses them: the processor's while the guest runs, `cpu_user_regs` on Xen's stack
 * after an exit. Source: Xen docs/guest-guide/x86/hypercall-abi.rst; xen/include/public/arch-x86/xen-x86_64.h.
 */
import type { Machine } from '../core/machine.ts';
import { keysOf, type State } from '../core/state.ts';
import { keep, type Mechanism } from './mechanism.ts';

export interface Registers {
  readonly rax: bigint;
  readonly rbx: bigint;
  readonly rcx: bigint;
  readonly rdx: bigint;
  readonly rsi: bigint;
  readonly rdi: bigint;
  readonly r10: bigint;
  readonly r8: bigint;
  /** Where the next instruction is, by name: code has no addresses in this model. */
  readonly rip: string;
  /** Privilege level: 0 kernel, 3 user. */
  readonly cpl: number;
}
export type RegisterName = Exclude<keyof Registers, 'rip' | 'cpl'>;

export const regsKey = keysOf<Registers>((domain, vcpu) => `cpu.d${domain}.${vcpu}`);

export const newRegisters = (cpl = 0): Registers => ({
  rax: 0n,
  rbx: 0n,
  rcx: 0n,
  rdx: 0n,
  rsi: 0n,
  rdi: 0n,
  r10: 0n,
  r8: 0n,
  rip: '',
  cpl,
});

/** A value as a 64-bit register holds it: -14 is 0xfffffffffffffff2. */
export const u64 = (value: number | bigint): bigint => BigInt.asUintN(64, BigInt(value));

/** A register's value for a listing: a number where that is exact. */
export const plain = (value: bigint): number | bigint =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;

/** A vCPU's registers; undefined in a story that does not follow them. */
export const regsOf = (state: Pick<State, 'records'>, domain: number, vcpu = 0): Registers | undefined =>
  state.records[regsKey(domain, vcpu)] as Registers | undefined;

/** Loads registers of the current vCPU, where the story follows them. */
export function setRegs(m: Machine, change: Partial<Registers>): void {
  if (m.domain === null || !regsOf(m, m.domain, m.vcpu)) return;
  m.patch(regsKey(m.domain, m.vcpu), change);
}

export const cpuRegistersMechanism: Mechanism = {
  id: 'cpu-registers',
  needs: [],
  procedures: [],
  records: ({ domain, vcpus, registers = true }) =>
    registers ? vcpus.map((_, i) => keep(regsKey(domain.id, i), newRegisters())) : [],
};
