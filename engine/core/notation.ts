/**
 * How numbers are written: the one table of what is hexadecimal, by the name that a field of a layout, a field of a
 * private record or a local has. Hexadecimal is what reports of real systems print so (Xen's and Linux's logs, the
 * manuals' tables): error codes, exit qualifications, addresses, frames, flags, masks, CPUID leaves, MSRs, vectors
 * and I/O ports with what passes through them. Whatever is not here is decimal while it is small.
 */

/** Numbers of at least this size are hexadecimal whatever they are: nobody counts that far by hand. */
const LARGE = 4096n;

/** `true` for every owner; otherwise only for owners (a layout, a record's key, a procedure, an effect) that match. */
const HEX: Readonly<Record<string, true | RegExp>> = {
  // What a fault or an exit says of itself.
  error: /^(exc_page_fault|memory access|qemu\.ide|effect exception)$/,
  errorCode: true,
  ec: true,
  q: /^(ept_|vmx_|hvm_)/,
  exitcode: true,
  exitinfo1: true,
  exitinfo2: true,
  EXIT_QUALIFICATION: true,
  reason: /^svm_vmexit_handler$/,

  // Addresses and frames.
  at: true,
  va: true,
  gva: true,
  gla: true,
  gpa: true,
  hpa: true,
  host: true,
  cr2: true,
  address: true,
  table: true,
  reached: true,
  ep4ta: true,
  GUEST_LINEAR_ADDRESS: true,
  GUEST_PHYSICAL_ADDRESS: true,
  EPT_POINTER: true,
  addr: true,
  host_addr: true,
  dev_bus_addr: true,
  cur_addr: true,
  nextTable: true,
  from: /^effect copy$/,
  to: /^effect copy$/,
  frame: true,
  gfn: true,
  mfn: true,
  gmfn: true,
  control_gfn: true,
  array_gfn: true,
  gref_frame: true,
  extent_start: true,
  h: /^xen_dm_op_buf$/,
  ports: /^(sched_poll|do_sched_op)$/,
  list: /^do_multicall$/,

  // Entries of tables, flags and masks.
  entry: true,
  l1e: true,
  l2e: true,
  l3e: true,
  l4e: true,
  rwx: true,
  flags: true,
  mem_flags: true,
  flags_len: true,
  mask: true,
  ready: true,
  evtchn_pending: true,
  evtchn_mask: true,
  evtchn_pending_sel: true,
  event_word: true,
  w: true,
  bits: true,
  words: true,
  isa_irq: /^xen\.irq/,
  features: true,
  submap: true,
  xen_emul_unplug: true,
  xen_platform_pci_unplug: true,

  // CPUID leaves, signatures and MSRs.
  leaf: true,
  base: true,
  max: /^(guest_cpuid|cpuid_|hypervisor_cpuid_base)/,
  msr: true,
  magic: true,
  vendor: true,

  // Interrupt vectors.
  vec: true,
  vector: true,
  injected: true,
  irr: true,
  isr: true,
  posted: true,

  // I/O ports, PCI configuration space, the registers of an IDE disk, and what passes through them.
  port: /^(effect port|IN|OUT|vmx_vmexit_handler|handle_pio|hvmemul_do_io|ioreq_server_select|xen\.io)/,
  cf8: true,
  config_reg: true,
  reg: /^(ioreq_server_select|pci_)/,
  data: /^(ioreq|handle_ioreq|cpu_ioreq|cpu_handle_ioreq|wait_for_io|handle_pio|hvmemul_do_io|xen\.io)/,
  eax: true,
  al: true,
  value:
    /^(effect (port|mmio|walk)|IN|OUT|vmx_vmexit_handler|cpu_ioreq|ide_|bmdma_|platform_fixed_ioport|pci_|guest_wrmsr|xen_hvm_param|do_hvm_op)/,
  result: /^ide_ioport_read$/,
  status: /^(ata_|__ata_|qemu\.(ide|bmdma))/,
  cmd: /^(ide_exec_cmd|qemu\.bmdma)$/,
  select: /^qemu\.ide$/,
  feature: /^qemu\.ide$/,
  hob_feature: /^qemu\.ide$/,
  dmactl: true,
  host_stat: true,
  args: /^multicall_entry$/,
  byte: /^memory$/,
  /** What a procedure returns. */
  return:
    /^(IN|ata_wait_idle|bmdma_read|cpu_ioreq_|handle_ioreq|ide_ioport_read|ide_status_read|pci_conf1_read|platform_fixed_ioport_read|vmx_do_resume|hypervisor_cpuid_base|ms_hyperv_platform|xen_platform_)/,
};

/** A number that has no name of its own: small ones in decimal, large ones in hexadecimal with `0x`. */
export function number(n: number | bigint): string {
  const wide = BigInt(n);
  return wide > -LARGE && wide < LARGE ? wide.toString() : hexadecimal(wide);
}

const hexadecimal = (n: bigint): string => (n < 0n ? `-0x${(-n).toString(16)}` : `0x${n.toString(16)}`);

/**
 * Is a field of this name written in hexadecimal?
 * @param owner a layout's name, a record's key, a procedure's name, or `effect ` and the kind of an effect
 * @param name the field's last component, or a local's name; `return` for what a procedure returns
 */
export function isHex(owner: string, name: string): boolean {
  const rule = Object.hasOwn(HEX, name) ? HEX[name] : undefined;
  return rule instanceof RegExp ? rule.test(owner) : rule === true;
}

/** A number as a reader of this field expects it: `0x83`, `12`, `-22`. */
export const written = (owner: string, name: string, n: number | bigint): string =>
  isHex(owner, name) ? hexadecimal(BigInt(n)) : number(n);

/** A value of a field in a few characters; undefined where it is a structure. */
export function writtenValue(owner: string, name: string, value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return written(owner, name, value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  return value === null ? 'none' : undefined;
}
