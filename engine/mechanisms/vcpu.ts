/**
 * A vCPU as Xen and the processor keep it: what is pending for it and how it is delivered.
 * Source: Xen xen/arch/x86/include/asm/hvm/vcpu.h, vlapic.h, vmx/vmcs.h (posted-interrupt descriptor).
 */
import type { Key } from '../core/state.ts';

/** How an event-channel upcall reaches the guest (Xen xen/arch/x86/hvm/irq.c: hvm_assert_evtchn_irq). */
export type Delivery = 'per-vcpu-vector' | 'callback-vector' | 'intx' | 'pv';

/** Linux's vector for upcalls (arch/x86/include/asm/irq_vectors.h: HYPERVISOR_CALLBACK_VECTOR). */
export const HYPERVISOR_CALLBACK_VECTOR = 0xf3;

export interface Vcpu {
  readonly delivery: Delivery;
  /** Virtual-interrupt delivery and posted interrupts are in use. */
  readonly apicv: boolean;
  /** RFLAGS.IF of the guest. */
  readonly interruptsOn: boolean;
  /** Another processor asked this one to leave guest mode (EVENT_CHECK IPI). */
  readonly kicked: boolean;
  /** Posted-interrupt descriptor: the vector waiting in PIR, and its ON bit. */
  readonly posted: number | null;
  /** Highest vector requested in the virtual APIC. */
  readonly irr: number | null;
  /** Vector in service, until EOI. */
  readonly isr: number | null;
  /** What the next VM entry injects (VM_ENTRY_INTR_INFO, or RVI with APICv). */
  readonly injected: number | null;
  /** Interrupt-window exiting is armed. */
  readonly window: boolean;
  /** The callback line (INTx) is asserted. */
  readonly asserted: boolean;
  /** `_VPF_blocked_in_xen`: the vCPU does not run until a device model has answered. */
  readonly blockedInXen: boolean;
}

export const vcpuKey = (domain: number): Key<Vcpu> => `xen.v.d${domain}`;

export const newVcpu = (delivery: Delivery, apicv: boolean): Vcpu => ({
  delivery,
  apicv,
  interruptsOn: true,
  kicked: false,
  posted: null,
  irr: null,
  isr: null,
  injected: null,
  window: false,
  asserted: false,
  blockedInXen: false,
});
