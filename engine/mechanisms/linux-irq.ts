/**
 * A device interrupt in a Linux guest that has no event channel for it: a vector from the local APIC, acknowledged first,
 * handled, and the rest in a softirq. Source: Linux 6.1 arch/x86/kernel/irq.c, kernel/irq/chip.c, kernel/softirq.c.
 */
import { call, type Locals, line, linux, procedure, ret } from '../core/procedure.ts';
import { keysOf } from '../core/state.ts';
import type { Mechanism } from './mechanism.ts';
import { EXIT_REASON, upcallMechanism } from './upcall.ts';
import { vcpuKey, vcpuMechanism } from './vcpu.ts';

/** What the kernel has installed for a vector: the driver's handler, and the softirq that finishes its work. */
export interface VectorTable {
  readonly handlers: Readonly<Record<number, { readonly handler: string; readonly softirq: string }>>;
}
export const vectorKey = keysOf<VectorTable>((domain) => `linux.vectors.d${domain}`);

interface Vector extends Locals {
  vec: number;
  handled: boolean;
}
export const common_interrupt = procedure<Vector>(
  'common_interrupt',
  {
    source: linux('arch/x86/kernel/irq.c, kernel/irq/chip.c', 'common_interrupt, handle_edge_irq'),
    world: 'kernel',
  },
  [
    line('acknowledge', 'handle_edge_irq(): apic_ack_edge(): x2APIC EOI   // before the handler', (m) => {
      const key = vcpuKey(m.domain as number);
      const v = m.rec(key);
      if (!v.apicv) return call('vmx_vmexit_handler', { reason: EXIT_REASON.MSR_WRITE });
      m.emit({ kind: 'eoi', vector: v.isr ?? 0, how: 'virtualised: no exit' });
      m.patch(key, { isr: null });
      return undefined;
    }),
    line('handler', 'handled = action->handler(irq, dev)', (m, l) => {
      const found = m.rec(vectorKey(m.domain as number)).handlers[l.vec];
      return found ? call(found.handler, {}, 'handled') : ret();
    }),
    line('softirq', 'irq_exit_rcu(): local_irq_enable(); run what was raised', (m, l) => {
      const found = m.rec(vectorKey(m.domain as number)).handlers[l.vec];
      if (!l.handled || !found) return ret();
      m.patch(vcpuKey(m.domain as number), { interruptsOn: true });
      return call(found.softirq);
    }),
    line('off', 'local_irq_disable(); return', (m) =>
      m.patch(vcpuKey(m.domain as number), { interruptsOn: false }),
    ),
  ],
);

export const linuxIrqMechanism: Mechanism = {
  id: 'linux-irq',
  needs: [upcallMechanism, vcpuMechanism],
  procedures: [common_interrupt],
};
