/**
 * The bibliography: everything that a figure or a claim of this site rests on. Prose cites by key. Code is named by
 * file and symbol at the revision that was read, because line numbers move.
 */
export interface Source {
  readonly project: string;
  /** File or document. */
  readonly title: string;
  /** Symbols, section or page. */
  readonly where: string;
  /** Revision, version or date that was read. */
  readonly revision: string;
  /** An address, or a path from this site's root. */
  readonly url: string;
}

const XEN_COMMIT = 'c447b7308b1330ec6dcfef37220736c28f41daa0';
const LINUX_VERSION = '6.1.192';

const xen = (title: string, where: string): Source => ({
  project: 'Xen',
  title,
  where,
  revision: XEN_COMMIT.slice(0, 12),
  url: `https://github.com/xen-project/xen/blob/${XEN_COMMIT}/${title}`,
});

const linux = (title: string, where: string): Source => ({
  project: 'Linux',
  title,
  where,
  revision: LINUX_VERSION,
  url: `https://git.kernel.org/pub/scm/linux/kernel/git/stable/linux.git/tree/${title}?h=v${LINUX_VERSION}`,
});

/** What a real Xen did, recorded for this site, which serves the files. */
const recording = (file: string, where: string): Source => ({
  project: 'Recorded',
  title: file,
  where,
  revision: 'Xen 4.17.7, Linux 6.1, QEMU 7.2 on an emulated processor: counts are real, times are not',
  url: `/recordings/${file}`,
});

export const SOURCES = {
  'xen-ring': xen(
    'xen/include/public/io/ring.h',
    'RING_PUSH_REQUESTS_AND_CHECK_NOTIFY, RING_FINAL_CHECK_FOR_REQUESTS, RING_FULL',
  ),
  'xen-blkif': xen('xen/include/public/io/blkif.h', 'blkif_request, blkif_response'),
  'xen-grants': xen('xen/common/grant_table.c', 'map_grant_ref, _set_status_v1, unmap_common'),
  'xen-events': xen('xen/common/event_channel.c', 'evtchn_send, evtchn_port_set_pending'),
  'xen-events-2l': xen('xen/common/event_2l.c', 'evtchn_2l_set_pending'),
  'xen-hvm-irq': xen(
    'xen/arch/x86/hvm/irq.c',
    'hvm_assert_evtchn_irq, hvm_vcpu_has_pending_irq, hvm_set_callback_irq_level',
  ),
  'xen-vlapic': xen('xen/arch/x86/hvm/vlapic.c', 'vlapic_set_irq'),
  'xen-vmexit': xen('xen/arch/x86/hvm/vmx/vmx.c', 'vmx_vmexit_handler, vmx_deliver_posted_intr'),
  'xen-intr-assist': xen('xen/arch/x86/hvm/vmx/intr.c', 'vmx_intr_assist'),
  'xen-pv-entry': xen('xen/arch/x86/x86_64/entry.S', 'lstar_enter, test_all_events, create_bounce_frame'),
  'xen-hypercall-abi': xen('docs/guest-guide/x86/hypercall-abi.rst', 'Registers, Instructions'),
  'xen-support': xen('SUPPORT.md', 'x86/PVHVM'),
  'xen-events-fifo': xen(
    'xen/common/event_fifo.c',
    'evtchn_fifo_set_pending, evtchn_fifo_set_link, evtchn_fifo_init_control, add_page_to_event_array',
  ),
  'xen-event-headers': xen(
    'xen/include/public/event_channel.h',
    'EVTCHNOP_*, evtchn_fifo_control_block, EVTCHN_FIFO_PENDING',
  ),
  'xen-cpuid': xen('xen/arch/x86/cpuid.c', 'cpuid_hypervisor_leaves'),
  'xen-hypercall-msr': xen('xen/arch/x86/msr.c', 'guest_wrmsr_xen'),
  'xen-hvm-hypercall': xen('xen/arch/x86/hvm/hypercall.c', 'hvm_hypercall, hvm_do_multicall_call'),
  'xen-hypercall-table': xen('xen/include/hypercall-defs.c', 'table: pv64, hvm64'),
  'xen-guest-copy': xen('xen/arch/x86/hvm/hvm.c', '__hvm_copy, hvm_translate_get_page, copy_from_user_hvm'),
  'xen-continuation': xen('xen/arch/x86/hypercall.c', 'hypercall_create_continuation'),
  'xen-multicall': xen('xen/common/multicall.c', 'do_multicall'),
  'xen-memory-op': xen('xen/common/memory.c', 'do_memory_op, decrease_reservation'),
  'linux-blkfront': linux(
    'drivers/block/xen-blkfront.c',
    'blkif_queue_rq, blkif_queue_rw_req, get_grant, blkif_interrupt, blkif_completion',
  ),
  'linux-blkback': linux(
    'drivers/block/xen-blkback/blkback.c',
    'xen_blkif_schedule, do_block_io_op, dispatch_rw_block_io, xen_blkbk_map, make_response',
  ),
  'linux-grants': linux(
    'drivers/xen/grant-table.c',
    'gnttab_update_entry_v1, gnttab_end_foreign_access_ref_v1, gnttab_unmap_refs',
  ),
  'linux-events': linux(
    'drivers/xen/events/events_base.c',
    'xen_evtchn_do_upcall, lateeoi_ack_dynirq, xen_irq_lateeoi, xen_fifo_events',
  ),
  'linux-events-fifo': linux(
    'drivers/xen/events/events_fifo.c',
    'consume_one_event, evtchn_fifo_unmask, init_control_block, evtchn_fifo_setup',
  ),
  'linux-ioapic': linux('arch/x86/kernel/apic/io_apic.c', 'ioapic_ack_level'),
  'linux-hvm-init': linux('arch/x86/xen/enlighten_hvm.c', 'init_hvm_pv_info, sysvec_xen_hvm_callback'),
  'linux-hypercall-asm': linux('arch/x86/xen/xen-head.S', 'xen_hypercall_intel, xen_hypercall_amd'),
  'linux-events-2l': linux('drivers/xen/events/events_2l.c', 'evtchn_2l_handle_events, evtchn_2l_unmask'),
  'linux-hvm-callback': linux('arch/x86/xen/enlighten_hvm.c', 'sysvec_xen_hvm_callback'),
  'linux-hypercall': linux('arch/x86/xen/xen-head.S', 'xen_hypercall_intel'),
  'xsa-155': {
    project: 'Xen security',
    title: 'XSA-155',
    where: 'paravirtualized drivers incautious about shared memory contents',
    revision: '2015-12-17',
    url: 'https://xenbits.xen.org/xsa/advisory-155.html',
  },
  'recorded-counts': recording(
    'io-counts.json',
    'exits, hypercalls, port accesses and notifications by guest mode',
  ),
  'recorded-ide': recording('ide-port-sequence.json', 'every port access of one command, in order'),
} as const satisfies Readonly<Record<string, Source>>;

export type SourceKey = keyof typeof SOURCES;

export const SOURCE_KEYS = Object.keys(SOURCES) as readonly SourceKey[];
