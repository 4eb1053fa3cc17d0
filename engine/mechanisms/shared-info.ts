/**
 * `shared_info`: the page that Xen and a domain share, and in it the 2-level event-channel bits.
 * Source: Xen xen/include/public/xen.h (struct shared_info, struct vcpu_info), x86_64.
 */
import { type Maddr, offsetBy } from '../core/brand.ts';
import { blob, type Field, layout, list, u8, u32, u64 } from '../core/layout.ts';
import { rec, type State } from '../core/state.ts';
import { domainKey } from './domain.ts';

/** `struct vcpu_info`, 64 bytes. `evtchn_upcall_mask` counts for PV guests only. */
export const vcpu_info = layout('vcpu_info', {
  evtchn_upcall_pending: u8,
  evtchn_upcall_mask: u8,
  pad: blob(6),
  evtchn_pending_sel: u64,
  arch: blob(16),
  time: blob(32),
});

export const XEN_LEGACY_MAX_VCPUS = 32;
/** Bits of a word: 64 for a 64-bit guest. */
export const WORD_BITS = 64;

export const shared_info = layout('shared_info', {
  vcpu_info: list(vcpu_info, XEN_LEGACY_MAX_VCPUS),
  evtchn_pending: list(u64, WORD_BITS),
  evtchn_mask: list(u64, WORD_BITS),
  wc_version: u32,
  wc_sec: u32,
  wc_nsec: u32,
  wc_sec_hi: u32,
  arch: blob(48),
});

const V = vcpu_info.fields;
export const VCPU_INFO = V;

/** Where a vCPU's `vcpu_info` lies. */
export const vcpuInfoAt = (state: Pick<State, 'records'>, domain: number, vcpu: number): Maddr =>
  offsetBy(sharedInfoAt(state, domain), vcpu * vcpu_info.size);

export const sharedInfoAt = (state: Pick<State, 'records'>, domain: number): Maddr =>
  rec(state, domainKey(domain)).shared_info;

const wordOf = (fields: readonly Field<bigint>[], port: number): Field<bigint> =>
  fields[Math.floor(port / WORD_BITS)] as Field<bigint>;
/** The word of `evtchn_pending` that holds a port's bit. */
export const pendingWord = (port: number): Field<bigint> => wordOf(shared_info.fields.evtchn_pending, port);
/** The word of `evtchn_mask` that holds a port's bit. */
export const maskWord = (port: number): Field<bigint> => wordOf(shared_info.fields.evtchn_mask, port);
/** A port's bit in its word. */
export const bitOf = (port: number): bigint => 1n << BigInt(port % WORD_BITS);
