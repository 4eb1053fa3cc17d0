/**
 * A vCPU as Xen and the processor keep it: what is pending for it and how it is delivered.
 * Source: Xen xen/arch/x86/include/asm/hvm/vcpu.h, vlapic.h, vmx/vmcs.h (posted-interrupt descriptor); xen/include/xen/sched.h.
 */
import type { Machine } from '../core/machine.ts';
import { keysOf } from '../core/state.ts';
import { keep, type Mechanism } from './mechanism.ts';

/** How an event-channel upcall reaches the guest (Xen xen/arch/x86/hvm/irq.c: hvm_assert_evtchn_irq). */
export const DELIVERIES = ['per-vcpu-vector', 'callback-vector', 'intx', 'pv'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** Linux's vector for upcalls (arch/x86/include/asm/irq_vectors.h: HYPERVISOR_CALLBACK_VECTOR). */
export const HYPERVISOR_CALLBACK_VECTOR = 0xf3;
/** The vector that the guest programmed into the IOAPIC pin of the platform device: any free one; this model's choice. */
export const INTX_VECTOR = 0x31;

export interface Vcpu {
  readonly delivery: Delivery;
  /** Virtual-interrupt delivery and posted interrupts are in use. */
  readonly apicv: boolean;
  /** RFLAGS.IF of the guest. */
  readonly interruptsOn: boolean;
  /** `_VPF_blocked`: it has given its processor away until something happens for it. */
  readonly blocked: boolean;
  /** It sleeps in SCHEDOP_poll (its bit of `poll_mask`), for this port (`poll_evtchn`) or for any of several (-1). */
  readonly poll: number | null;
  /** Another processor asked this one to leave guest mode (EVENT_CHECK IPI). */
  readonly kicked: boolean;
  /** Posted-interrupt descriptor: the vector waiting in PIR, and its ON bit. */
  readonly posted: number | null;
  /** Highest vector requested in the virtual APIC. */
  readonly irr: number | null;
  /** Vector in service, until EOI. */
  readonly isr: number | null;
  /** What the next VM entry injects (VM_ENTRY_INTR_INFO). */
  readonly injected: number | null;
  /** Interrupt-window exiting is armed. */
  readonly window: boolean;
  /** The callback line (INTx) is asserted. */
  readonly asserted: boolean;
  /** `_VPF_blocked_in_xen`: the vCPU does not run until a device model has answered. */
  readonly blockedInXen: boolean;
  /** Remote IRR of the line's IOAPIC pin: sent to the local APIC and not yet acknowledged. */
  readonly remoteIrr: boolean;
}

/** A vCPU's record. That of vCPU 0 is all that a story with one vCPU needs. */
export const vcpuKey = keysOf<Vcpu>((domain, vcpu) =>
  vcpu === 0 ? `xen.v.d${domain}` : `xen.v.d${domain}.${vcpu}`,
);

export const newVcpu = (delivery: Delivery, apicv: boolean): Vcpu => ({
  delivery,
  apicv,
  interruptsOn: true,
  blocked: false,
  poll: null,
  kicked: false,
  posted: null,
  irr: null,
  isr: null,
  injected: null,
  window: false,
  asserted: false,
  blockedInXen: false,
  remoteIrr: false,
});

/** `evtchn_check_pollers`: wakes the vCPUs of a domain that sleep in SCHEDOP_poll and may be waiting for this port. */
export function checkPollers(m: Machine, domain: number, port: number): boolean {
  let woken = false;
  for (let vcpu = 0; vcpuKey(domain, vcpu) in m.records; vcpu++) {
    const { poll, blocked } = m.rec(vcpuKey(domain, vcpu));
    if (poll === null || (poll > 0 && poll !== port)) continue;
    m.patch(vcpuKey(domain, vcpu), { poll: null, blocked: false });
    if (blocked) m.emit({ kind: 'unblock', domain, vcpu });
    woken = true;
  }
  return woken;
}

export const vcpuMechanism: Mechanism = {
  id: 'vcpu',
  needs: [],
  procedures: [],
  records: ({ domain, vcpus }) => vcpus.map((v, i) => keep(vcpuKey(domain.id, i), v)),
};
