/** What this lesson alone rests on. Sources that other pages use too are in content/sources.ts. */
import { linux, type Source, type Sources, xen } from '../../source.ts';

/** A report by users, or by who repaired it. */
const report = (repository: string, path: string, where: string, revision: string): Source => ({
  project: repository,
  title: path,
  where,
  revision,
  url: `https://github.com/${repository}/${path}`,
});

export const sources = {
  'xen-mark-pending': xen('xen/arch/x86/domain.c', 'vcpu_mark_events_pending, vcpu_kick'),
  'xen-callback-via': xen('xen/arch/x86/hvm/irq.c', 'hvm_set_callback_via'),
  'xen-upcall-vector': xen('xen/arch/x86/hvm/hvm.c', 'hvmop_set_evtchn_upcall_vector'),
  'xen-vcpu-block': xen('xen/common/sched/core.c', 'vcpu_block'),
  'xen-svm-intr-assist': xen('xen/arch/x86/hvm/svm/intr.c', 'svm_intr_assist'),
  'linux-upcall-choice': linux('drivers/xen/events/events_base.c', 'xen_init_setup_upcall_vector'),
  'linux-event-affinity': linux(
    'drivers/xen/events/events_base.c',
    'bind_evtchn_to_irq_chip, select_target_cpu, set_affinity_irq, xen_rebind_evtchn_to_cpu',
  ),
  'linux-callback-commit': {
    project: 'Linux commit',
    title: 'x86/xen: event channels delivery on HVM',
    where: 'why the callback vector: it spares the virtual local APIC, and so an exit',
    revision: '38e20b07efd5, 2010-07-22',
    url: 'https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/commit/?id=38e20b07efd541a959de367dc90a17f92ce2e8a6',
  },
  'osv-cpu0': report('cloudius-systems/osv', 'issues/58', 'distribute xen interrupts', '2013-10-08'),
  'irqbalance-81': report(
    'Irqbalance/irqbalance',
    'pull/81',
    'check xen-dyn-event more flexible',
    '2018-10-18',
  ),
  'irqbalance-351': report(
    'Irqbalance/irqbalance',
    'pull/351',
    'Fix irqbalance for Xen virtual event interrupts',
    '2025-08-06',
  ),
} as const satisfies Sources;
