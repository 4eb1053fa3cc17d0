/** The sources that several pages share. A lesson's own are in its folder; their keys are unique among all. */
import { linux, qemu, recording, type Sources, sdm, xen } from './source.ts';

export const SOURCES = {
  'xen-ring': xen(
    'xen/include/public/io/ring.h',
    'RING_PUSH_REQUESTS_AND_CHECK_NOTIFY, RING_FINAL_CHECK_FOR_REQUESTS, RING_FULL',
  ),
  'xen-blkif': xen('xen/include/public/io/blkif.h', 'blkif_request, blkif_response'),
  'xen-grants': xen('xen/common/grant_table.c', 'map_grant_ref, _set_status_v1, unmap_common'),
  'xen-events': xen('xen/common/event_channel.c', 'evtchn_send, notify_via_xen_event_channel'),
  'xen-events-2l': xen('xen/common/event_2l.c', 'evtchn_2l_set_pending'),
  'xen-hvm-irq': xen(
    'xen/arch/x86/hvm/irq.c',
    'hvm_assert_evtchn_irq, hvm_vcpu_has_pending_irq, hvm_set_callback_irq_level',
  ),
  'xen-vlapic': xen('xen/arch/x86/hvm/vlapic.c', 'vlapic_set_irq'),
  'xen-vmexit': xen('xen/arch/x86/hvm/vmx/vmx.c', 'vmx_vmexit_handler, vmx_deliver_posted_intr'),
  'xen-pv-entry': xen('xen/arch/x86/x86_64/entry.S', 'lstar_enter, test_all_events, create_bounce_frame'),
  'xen-support': xen('SUPPORT.md', 'x86/HVM, x86/PVHVM'),
  'xen-glossary': xen('docs/glossary.rst', 'Glossary (domain, guest, hardware domain)'),
  'xen-hypercall-abi': xen('docs/guest-guide/x86/hypercall-abi.rst', 'Registers, Mode transfer'),
  'xen-guest-walk': xen('xen/arch/x86/mm/guest_walk.c', 'guest_walk_tables, set_ad_bits'),
  'xen-nested-ept': xen('xen/arch/x86/mm/hap/nested_ept.c', 'nept_misconfiguration_check, nept_walk_tables'),
  'xen-p2m-ept': xen(
    'xen/arch/x86/mm/p2m-ept.c',
    'ept_p2m_type_to_flags, resolve_misconfig, ept_set_entry, ept_get_entry, ept_sync_domain',
  ),
  'xen-p2m-pt': xen(
    'xen/arch/x86/mm/p2m-pt.c',
    'p2m_type_to_flags, do_recalc, p2m_pt_set_entry, p2m_pt_get_entry',
  ),
  'xen-hap-fault': xen('xen/arch/x86/hvm/hvm.c', 'hvm_hap_nested_page_fault'),
  'xen-ept-violation': xen('xen/arch/x86/hvm/vmx/vmx.c', 'ept_handle_violation, vmx_vmenter_helper'),
  'xen-npf': xen('xen/arch/x86/hvm/svm/svm.c', 'svm_do_nested_pgfault, svm_vmexit_handler'),
  'xen-mmio': xen('xen/arch/x86/hvm/io.c', 'handle_pio, handle_mmio_with_translation, hvm_emulate_one_insn'),
  'xen-events-fifo': xen(
    'xen/common/event_fifo.c',
    'evtchn_fifo_set_pending, evtchn_fifo_set_link, evtchn_fifo_init_control, add_page_to_event_array',
  ),
  'xen-event-headers': xen(
    'xen/include/public/event_channel.h',
    'EVTCHNOP_*, evtchn_fifo_control_block, EVTCHN_FIFO_PENDING',
  ),
  'xen-hypercall-msr': xen('xen/arch/x86/msr.c', 'guest_wrmsr_xen'),
  'xen-hvm-hypercall': xen('xen/arch/x86/hvm/hypercall.c', 'hvm_hypercall, hvm_do_multicall_call'),
  'xen-hypercall-table': xen('xen/include/hypercall-defs.c', 'pv64, hvm64'),
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
  'xen-hvm-io': xen('xen/arch/x86/hvm/emulate.c', 'hvmemul_do_io'),
  'xen-ioreq': xen('xen/common/ioreq.c', 'ioreq_send, wait_for_io, vcpu_ioreq_handle_completion'),
  'xen-ioreq-page': xen('xen/include/public/hvm/ioreq.h', 'ioreq, shared_iopage'),
  'xen-dm-op': xen('xen/arch/x86/hvm/dm.c', 'dm_op, set_isa_irq_level'),
  'xen-libxl-dm': xen('tools/libs/light/libxl_dm.c', 'qemu_disk_ide_drive_string (if=ide, cache=writeback)'),
  'linux-libata-sff': linux(
    'drivers/ata/libata-sff.c',
    'ata_bmdma_qc_issue, ata_dev_select, ata_sff_tf_load, ata_bmdma_setup, ata_bmdma_port_intr',
  ),
  'linux-evtchn-dev': linux('drivers/xen/evtchn.c', 'evtchn_interrupt, evtchn_read, evtchn_write'),
  'qemu-ide': qemu('hw/ide/core.c', 'ide_ioport_write, ide_ioport_read, ide_exec_cmd, ide_dma_cb'),
  'qemu-bmdma': qemu('hw/ide/pci.c', 'bmdma_cmd_writeb, bmdma_prepare_buf, bmdma_irq'),
  'qemu-xen-hvm': qemu('hw/i386/xen/xen-hvm.c', 'cpu_handle_ioreq, cpu_get_ioreq, xen_set_irq'),
  'qemu-file': qemu('block/file-posix.c', 'raw_co_prw, handle_aiocb_rw'),
  'xen-unplug-doc': xen(
    'docs/misc/hvm-emulated-unplug.pandoc',
    'step 1 (to step 6: magic number, version, product, build, magic number again, mask)',
  ),
  'xen-cpuid': xen('xen/arch/x86/cpuid.c', 'cpuid_hypervisor_leaves, guest_cpuid'),
  'linux-unplug': linux(
    'arch/x86/xen/platform-pci-unplug.c',
    'parse_xen_emul_unplug, check_platform_magic, xen_unplug_emulated_devices, xen_has_pv_devices',
  ),
  'linux-hypervisor': linux('arch/x86/kernel/cpu/hypervisor.c', 'detect_hypervisor_vendor'),
  'linux-enlighten-hvm': linux(
    'arch/x86/xen/enlighten_hvm.c',
    'xen_platform_hvm, xen_hvm_guest_init, init_hvm_pv_info',
  ),
  'linux-platform-pci': linux('drivers/xen/platform-pci.c', 'platform_pci_probe'),
  'linux-pci-probe': linux('drivers/pci/probe.c', 'pci_scan_slot, pci_setup_device'),
  'qemu-xen-platform': qemu(
    'hw/i386/xen/xen_platform.c',
    'platform_fixed_ioport_writew, pci_unplug_disks, pci_unplug_nics, pci_xen_ide_unplug',
  ),
  'sdm-vmm': sdm(
    'Volume 3C, chapter 23: Introduction to Virtual-Machine Extensions',
    '23.2 virtual machine architecture, 23.3 VMX operation',
    1043,
  ),
  'sdm-exits': sdm(
    'Volume 3C, chapter 25: VMX Non-Root Operation',
    '25.1.2 and 25.1.3 instructions that cause VM exits: CPUID does, SYSCALL is in neither list',
    1076,
  ),
  'xen-vmcb': xen('xen/arch/x86/hvm/svm/vmcb.c', 'construct_vmcb (what is intercepted on AMD)'),
  'sdm-ept': sdm(
    'Volume 3C, chapter 28: VMX Support for Address Translation',
    '28.2 EPT, 28.2.3 EPT-induced VM exits, 28.2.4 accessed and dirty flags, 28.3 caching',
    1155,
  ),
  'sdm-paging': sdm(
    'Volume 3A, chapter 4: Paging',
    '4.10.4 what page faults, INVLPG and MOV to CR3 invalidate',
    145,
  ),
  'qemu-walk': qemu('target/i386/tcg/sysemu/excp_helper.c', 'mmu_translate, ptw_translate, raise_stage2'),
  xenstore: xen('docs/misc/xenstore.txt', 'Xenstore protocol specification'),
  'xsa-155': {
    project: 'Xen security',
    title: 'XSA-155',
    where: 'paravirtualized drivers incautious about shared memory contents',
    revision: '2015-12-17',
    url: 'https://xenbits.xen.org/xsa/advisory-155.html',
  },
  'linux-xenbus-ring': linux('drivers/xen/xenbus/xenbus_client.c', 'xenbus_setup_ring'),
  'sdm-ordering': sdm(
    'Volume 3A, chapter 8: Multiple-Processor Management',
    '8.2.2 memory ordering: writes keep their order, a read may pass an older write to another place',
    262,
  ),
  'x86-tso': {
    project: 'Sewell and others',
    title: 'x86-TSO: a rigorous and usable programmer’s model for x86 multiprocessors',
    where: 'Communications of the ACM 53(7): store buffers, for Intel’s and AMD’s processors',
    revision: 'July 2010',
    url: 'https://doi.org/10.1145/1785414.1785443',
  },
  'recorded-counts': recording(
    'io-counts.json',
    'exits, hypercalls, port accesses and notifications by guest mode',
  ),
  'recorded-ide-trace': recording(
    'xentrace-hvm-ide-pvclock-w1.json',
    'one write as Xen’s trace buffer saw it: exits, hypercalls, interrupt, EOI',
  ),
  'recorded-ring-pvhvm': recording(
    'blkring-live-pvhvm.json',
    'the ring page at every header state while I/O ran',
  ),
  'recorded-ring-pvh': recording('blkring-live-pvh.json', 'the same in a PVH guest, over one write'),
  'recorded-unplug-ports': recording(
    'unplug-ports.json',
    'every access to ports 0x10 to 0x13 during one boot',
  ),
  'recorded-unplug-variants': recording(
    'unplug-variants.json',
    'what guests ended up with, by unplug setting and kind of guest',
  ),
  'recorded-walks-pvhvm': recording(
    'npt-walks-pvhvm.json',
    'walks through a PVHVM guest’s tables and the nested ones, entry by entry',
  ),
  'recorded-walks-pvh': recording('npt-walks-pvh.json', 'the same of a PVH guest'),
  'recorded-qemu-counts': {
    ...recording(
      'qemu-io-counts.json',
      'accesses, interrupts and acknowledgements of one operation, by device model',
    ),
    revision: 'QEMU 7.2 and 10.0, Linux 6.1 and 6.12, without Xen: counts are real, times are not',
  },
  'recorded-ide': recording('ide-port-sequence.json', 'every port access of one command, in order'),
  'xen-intr-assist': xen('xen/arch/x86/hvm/vmx/intr.c', 'vmx_intr_assist'),
} as const satisfies Sources;

export type SourceKey = keyof typeof SOURCES;
