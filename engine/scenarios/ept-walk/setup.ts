/** Builds the machine: both trees as bytes, the byte itself, the registers and what each party keeps. */

import { PAGE_SIZE } from '../../core/brand.ts';
import { Machine } from '../../core/machine.ts';
import { Memory } from '../../core/memory.ts';
import { type Program, program, type State, startThreads } from '../../core/state.ts';
import { controlKey, registersKey } from '../../mechanisms/control-registers.ts';
import { ept_exit, ept_walk, eptMechanism, eptPointer, type Vmcs, vmcsKey } from '../../mechanisms/ept.ts';
import { guestPagingMechanism } from '../../mechanisms/guest-paging.ts';
import { areaKey, linuxPageFaultMechanism } from '../../mechanisms/linux-page-fault.ts';
import { memoryAccessMechanism } from '../../mechanisms/memory-access.ts';
import {
  type HapVcpu,
  hapVcpuKey,
  kick,
  nestedPageFaultMechanism,
} from '../../mechanisms/nested-page-fault.ts';
import { npf_exit, npt_walk, nptKey, nptMechanism, TLB_CTRL, VMCB } from '../../mechanisms/npt.ts';
import { type P2m, p2mKey, p2mMechanism } from '../../mechanisms/p2m.ts';
import { _PAGE_ACCESSED, _PAGE_DIRTY } from '../../mechanisms/page-flags.ts';
import { isCanonical, LEAF_LEVEL, spanOf } from '../../mechanisms/paging.ts';
import { newTlb, tlbKey, tlbMechanism } from '../../mechanisms/tlb.ts';
import { walkerKey } from '../../mechanisms/walker.ts';
import { xen } from '../../platforms/xen.ts';
import type { Setup } from '../../stories/scenario.ts';
import { closure } from '../../stories/system.ts';
import {
  BYTES,
  DATA,
  DOM0,
  GUEST,
  machineOf,
  movedTo,
  NESTED_ROOT,
  OTHER_DATA,
  TABLES,
  VMCB_AT,
} from './map.ts';
import type { Choices } from './params.ts';
import { type Story, storyKey, storyProcedures } from './program.ts';
import { leafAt, leafEntry, writeGuestTables, writeNestedTables } from './tables.ts';

const MECHANISMS = [
  guestPagingMechanism,
  eptMechanism,
  nptMechanism,
  tlbMechanism,
  memoryAccessMechanism,
  linuxPageFaultMechanism,
  p2mMechanism,
  nestedPageFaultMechanism,
];

const procedures = [...closure(MECHANISMS).flatMap((m) => m.procedures), ...storyProcedures];

/** Bits of a physical address on the processors of this story. */
const MAXPHYADDR = 46;
const FIRST_TAG = 1;

function programFor(c: Choices): Program {
  const world = c.user ? 'guest-user' : 'guest-kernel';
  const guest = {
    id: 'guest',
    domain: GUEST,
    start: { procedure: 'program', world },
    interrupts: [kick(c.vendor)],
  } as const;
  const other = {
    id: 'xen',
    domain: DOM0,
    start: { procedure: 'another processor', world: 'hypervisor' },
  } as const;
  return program(procedures, [guest, other], xen.domains);
}

/** The byte's place in its guest page. */
const offsetOf = (c: Choices): number => Number(c.gva & (BigInt(spanOf(LEAF_LEVEL[c.guestPage])) - 1n));

function records(c: Choices): Record<string, unknown> {
  const intel = c.vendor === 'intel';
  const lowest = LEAF_LEVEL[c.guestPage];
  const gpa = (DATA[lowest] ?? 0) + offsetOf(c);
  const write = c.access === 'write';
  const vmcs: Vmcs = {
    EPT_POINTER: eptPointer(NESTED_ROOT, c.nestedLevels, c.ad),
    VIRTUAL_PROCESSOR_ID: FIRST_TAG,
    VM_EXIT_REASON: 0,
    EXIT_QUALIFICATION: 0n,
    GUEST_PHYSICAL_ADDRESS: 0,
    GUEST_LINEAR_ADDRESS: 0n,
    GUEST_SS_AR_BYTES: 0,
    executeOnly: true,
  };
  const p2m: P2m = {
    format: intel ? 'ept' : 'npt',
    root: NESTED_ROOT,
    levels: c.nestedLevels,
    nextTable: NESTED_ROOT,
    dirty: [],
    pager: { [(TABLES[lowest] ?? 0) / PAGE_SIZE]: machineOf(TABLES[lowest] ?? 0) },
    pod: pod(c, gpa),
    invalidate: false,
    spurious: false,
    crashed: false,
  };
  const vcpu: HapVcpu = {
    kicked: false,
    asidStale: false,
    asidsExhausted: false,
    nextAsid: FIRST_TAG + 1,
    verdict: 'retry',
  };
  const story: Story = {
    gva: c.gva,
    access: c.access,
    user: c.user,
    second: c.second,
    flush: c.flush,
    gpa,
    otherLeaf: leafEntry(c, OTHER_DATA[lowest] ?? 0),
    phase: 'first',
    endings: [],
  };
  return {
    [controlKey]: {
      vendor: c.vendor,
      cr3: TABLES[c.guestLevels],
      levels: c.guestLevels,
      wp: c.checks !== 'none',
      smep: c.checks === 'all' || c.checks === 'no-smap',
      smap: c.checks === 'all',
      ac: false,
      nxe: true,
      maxphyaddr: MAXPHYADDR,
      nestedWalk: intel ? ept_walk.name : npt_walk.name,
      nestedExit: intel ? ept_exit.name : npf_exit.name,
      cr2: 0n,
      errorCode: 0,
    },
    [registersKey]: { al: write ? BYTES.written : 0, instruction: c.access },
    [walkerKey]: { row: 0, loads: [], gathered: null, found: null },
    [tlbKey]: newTlb(
      { translations: c.caches !== 'off', structures: c.caches === 'all' },
      { vpid: FIRST_TAG, nested: intel ? NESTED_ROOT : FIRST_TAG },
    ),
    [vmcsKey]: vmcs,
    [nptKey]: { vmcb: VMCB_AT, root: NESTED_ROOT, levels: c.nestedLevels },
    [p2mKey]: p2m,
    [hapVcpuKey]: vcpu,
    [areaKey]: {
      exists: c.fault !== 'guest-supervisor',
      writable: c.fault !== 'guest-readonly',
      leafAt: leafAt(c),
      leaf: leafEntry(c, DATA[lowest] ?? 0) | _PAGE_ACCESSED | (write ? _PAGE_DIRTY : 0n),
    },
    [storyKey]: story,
  };
}

/** Frames set aside for what is populated on demand. */
function pod(c: Choices, gpa: number): P2m['pod'] {
  const hpa = machineOf(gpa);
  return {
    pages: [hpa - (hpa % spanOf(1))],
    superpages: c.nestedPage === '4K' ? [] : [hpa - (hpa % spanOf(2))],
  };
}

/** Each place where the byte may come to lie holds another value, so that a stale mapping shows. */
function writeBytes(m: Machine, c: Choices): void {
  const lowest = LEAF_LEVEL[c.guestPage];
  const put = (hpa: number, value: number): void =>
    m.fill(hpa - (hpa % 16), new Uint8Array(16).fill(value), 'data');
  const gpa = (DATA[lowest] ?? 0) + offsetOf(c);
  if (c.fault !== 'ept-pod') put(machineOf(gpa), BYTES.first);
  put(machineOf((OTHER_DATA[lowest] ?? 0) + offsetOf(c)), BYTES.guest);
  put(movedTo(gpa), BYTES.xen);
}

export function setup(c: Choices): Setup {
  const prog = programFor(c);
  const empty: State = {
    ram: Memory.empty,
    medium: Memory.empty,
    records: records(c),
    threads: startThreads(prog),
    last: null,
  };
  const m = new Machine(prog, empty);
  writeNestedTables(m, c);
  if (isCanonical(c.gva, c.guestLevels)) writeGuestTables(m, c);
  writeBytes(m, c);
  if (c.vendor === 'amd') writeVmcb(m);
  return {
    program: prog,
    platform: xen,
    mechanisms: closure(MECHANISMS),
    initial: { ...m.freeze(), last: null },
  };
}

function writeVmcb(m: Machine): void {
  m.store(VMCB_AT, VMCB.asid, FIRST_TAG);
  m.store(VMCB_AT, VMCB.tlb_control, TLB_CTRL.none);
  m.store(VMCB_AT, VMCB.np_enable, 1n);
  m.store(VMCB_AT, VMCB.h_cr3, BigInt(NESTED_ROOT));
}
