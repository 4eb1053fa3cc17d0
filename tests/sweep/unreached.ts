/**
 * Lines that no parameters of any scenario execute, and why they are in a listing all the same. They keep what the real
 * source does where the stories do not go; their mechanisms' own tests, where there are any, call them directly.
 */
export const UNREACHED: Readonly<Record<string, readonly string[]>> = {
  'It waits, and is left by an interrupt or by what it waits for.': ['idle.wait', 'wait_for_io.wait'],
  'A ring is never full, and no answer comes while the last ones are collected: nothing runs between these lines.':
    ['blkif_queue_rq.out_busy', 'blkif_interrupt.more'],
  'Frontend and backend are honest here; these lines are for the other kind.': [
    'blkif_interrupt.err',
    '__do_block_io_op.other',
    '__do_block_io_op.refused',
    'dispatch_rw_block_io.fail',
    'dispatch_rw_block_io.free',
  ],
  'Nobody copies by grant in these stories.': ['len', 'source', 'dest', 'bounds', 'memcpy'].map(
    (l) => `gnttab_copy_one.${l}`,
  ),
  'Another processor would have to change the word between two lines, or mask the event.': [
    ...['lock', 'reread', 'retry', 'unlock'].map((l) => `evtchn_fifo_set_link.${l}`),
    ...['pv', 'remask', 'ask', 'upcall'].map((l) => `xen_irq_lateeoi.${l}`),
    ...['argument', 'ask'].map((l) => `xen_irq_lateeoi, FIFO.${l}`),
  ],
  'The device model, its disk and its drivers work: nothing is aborted, refused, reset or read back.': [
    'handle_pio.crash',
    'wait_for_io.weird',
    'ide_exec_cmd.aborted',
    'ide_dma_cb.refused',
    'ide_ctrl_write.control',
    'bmdma_addr_read.address',
    'pci_unplug_disks.nvme-done',
    'platform_fixed_ioport_write.writeb',
  ],
  'A call that no guest of these stories makes.': [
    'cpuid_hypervisor_leaves.other',
    'do_xen_version.pagesize',
    'do_console_io.write',
    'do_sched_op.yield',
    'do_sched_op.poll-none',
    'do_sched_op.poll-done',
    ...['in', 'range', 'vcpu', 'set', 'assert', 'done'].map((l) => `do_hvm_op.vector-${l}`),
    'hypercall_create_continuation.entry',
  ],
  'Work is put off on Intel’s processors only, where the story of preemption is played.': [
    'svm_vmexit_handler.assist',
    'svm_vmexit_handler.softirq',
  ],
};

/** Moments to which a run comes only where it leaves a line out (tests/engine/scenarios): with all its lines, none does. */
export const MISHAPS: Readonly<Record<string, readonly string[]>> = { 'shared-ring': ['lost'] };
