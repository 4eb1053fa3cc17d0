/**
 * A domain as Xen sees it: its type and the map from its frames to machine frames.
 * Source: Xen xen/include/xen/sched.h (struct domain), xen/arch/x86/mm/p2m.c.
 */
import { assert } from '../core/assert.ts';
import { type Gfn, gfn, type Maddr, type Mfn, maddr, mfn, PAGE_SIZE } from '../core/brand.ts';
import type { Machine } from '../core/machine.ts';
import { type Key, keysOf, rec, type State } from '../core/state.ts';
import { keep, type Mechanism } from './mechanism.ts';

export type DomainType = 'pv' | 'hvm' | 'pvh';

/** Consecutive guest frames backed by consecutive machine frames. */
export interface Range {
  readonly gfn: number;
  readonly mfn: number;
  readonly pages: number;
  readonly what: string;
}

export interface Domain {
  readonly id: number;
  readonly type: DomainType;
  readonly p2m: readonly Range[];
  /** `max_vcpus`; 1 where nothing else is said. */
  readonly vcpus?: number;
  /** Frame of the page table that its kernel runs on: then a hypercall's pointers are linear addresses. */
  readonly cr3?: number;
  /** Xen shows it Hyper-V's interface too, and first. */
  readonly viridian?: boolean;
  /** Where its `shared_info` lies. */
  readonly shared_info: Maddr;
  readonly grant_frames: Maddr;
  readonly nr_grant_entries: number;
}

export const domainKey = keysOf<Domain>((id) => `xen.d${id}`);

/** The domain with this id, or undefined: where Xen answers -ESRCH or GNTST_bad_domain. */
export const domainById = (state: Pick<State, 'records'>, id: number): Domain | undefined =>
  state.records[domainKey(id)] as Domain | undefined;

export const DOMID_SELF = 0x7ff0;
/** Xen itself, where an effect needs a domain: an event that no domain sent. */
export const DOMID_XEN = 0x7ff2;

/** `rcu_lock_domain_by_any_id`: DOMID_SELF is the caller. */
export function domainByAnyId(m: Machine, id: number): Domain | undefined {
  return domainById(m, id === DOMID_SELF ? (m.domain as number) : id);
}

/** `domain_vcpu(d, id)`: is there such a vCPU? */
export const hasVcpu = (d: Domain, vcpu: number): boolean => vcpu < (d.vcpus ?? 1);

/**
 * `xsm_default_action(XSM_TARGET, …)`: a domain may act on itself, and the control domain on any.
 * Source: Xen xen/include/xsm/dummy.h.
 */
export const mayTarget = (m: Machine, target: number): boolean => target === m.domain || m.domain === 0;

/** The machine frame behind a guest frame; undefined where the p2m has a hole. */
export function translate(d: Domain, frame: Gfn): Mfn | undefined {
  for (const r of d.p2m) {
    const i = frame - r.gfn;
    if (i >= 0 && i < r.pages) return mfn(r.mfn + i);
  }
  return undefined;
}

/** The machine address behind a guest address; undefined where there is none. */
export function guestAddress(d: Domain, gpa: number): Maddr | undefined {
  const frame = translate(d, gfn(Math.floor(gpa / PAGE_SIZE)));
  return frame === undefined ? undefined : maddr(frame * PAGE_SIZE + (gpa % PAGE_SIZE));
}

/**
 * `copy_from_guest` / `copy_to_guest`: where the argument of a hypercall lies in machine memory,
 * or undefined where Xen answers -EFAULT. The argument must not leave its page in this model.
 */
export function guestArgument(m: Machine, gpa: number, size: number): Maddr | undefined {
  const d = m.rec(domainKey(m.domain ?? -1));
  const fits = Math.floor(gpa / PAGE_SIZE) === Math.floor((gpa + size - 1) / PAGE_SIZE);
  return fits ? guestAddress(d, gpa) : undefined;
}

/** A record of the host: what Xen was built with and whether its heap has anything left. Absent: everything. */
export interface Host {
  /** Whose virtualisation extension the processor has: VMX or SVM. */
  readonly vendor: Vendor;
  /** CONFIG_EVTCHN_FIFO. */
  readonly evtchnFifo: boolean;
  readonly heapExhausted: boolean;
}
export type Vendor = 'intel' | 'amd';
export const hostKey: Key<Host> = 'xen.host';
export const hostOf = (state: Pick<State, 'records'>): Host =>
  (state.records[hostKey] as Host | undefined) ?? {
    vendor: 'intel',
    evtchnFifo: true,
    heapExhausted: false,
  };

/** The machine address behind an address that the domain itself knows to be its own. */
export function ownAddress(state: Pick<State, 'records'>, id: number, gpa: number): Maddr {
  const at = guestAddress(rec(state, domainKey(id)), gpa);
  assert(at !== undefined, `domain ${id} has no memory at ${gpa.toString(16)}`);
  return at;
}

export const domainMechanism: Mechanism = {
  id: 'domain',
  needs: [],
  procedures: [],
  records: ({ domain }) => [keep(domainKey(domain.id), domain)],
};
