/**
 * The hypercall by which a guest asks what it runs on: the version, and which features it may use.
 * Source: Xen xen/common/kernel.c (do_xen_version), xen/include/public/{version,features}.h.
 */
import { errno } from '../core/errno.ts';
import { layout, u32 } from '../core/layout.ts';
import { goto, type Locals, line, type Procedure, procedure, ret, xen } from '../core/procedure.ts';
import { cpuPolicyKey } from './cpuid.ts';
import { domainKey, guestArgument } from './domain.ts';

export const XENVER_version = 0;
export const XENVER_get_features = 6;
/** Names of the commands, for listings and effects. */
export const XENVER_NAMES: Readonly<Record<number, string>> = {
  [XENVER_version]: 'XENVER_version',
  [XENVER_get_features]: 'XENVER_get_features',
};

/** Bits of submap 0, as Xen 4.17 knows them. */
export const XENFEAT_writable_page_tables = 0;
export const XENFEAT_auto_translated_physmap = 2;
export const XENFEAT_mmu_pt_update_preserve_ad = 5;
export const XENFEAT_highmem_assist = 6;
export const XENFEAT_gnttab_map_avail_bits = 7;
export const XENFEAT_hvm_callback_vector = 8;
export const XENFEAT_hvm_safe_pvclock = 9;
export const XENFEAT_hvm_pirqs = 10;
export const XENFEAT_memory_op_vnode_supported = 13;
export const XENFEAT_not_direct_mapped = 16;
export const XENFEAT_direct_mapped = 17;

export const xen_feature_info = layout('xen_feature_info', { submap_idx: u32, submap: u32 });
const F = xen_feature_info.fields;

const bits = (...features: readonly number[]): number => features.reduce((n, f) => n + 2 ** f, 0);
/** What a domain of this type may use. PIRQs over event channels: an HVM guest of the 4.17 toolstack has them. */
export function featuresOf(type: 'pv' | 'hvm' | 'pvh'): number {
  if (type === 'pv')
    return bits(
      XENFEAT_mmu_pt_update_preserve_ad,
      XENFEAT_highmem_assist,
      XENFEAT_gnttab_map_avail_bits,
      XENFEAT_memory_op_vnode_supported,
      XENFEAT_direct_mapped,
    );
  return bits(
    XENFEAT_writable_page_tables,
    XENFEAT_auto_translated_physmap,
    XENFEAT_hvm_callback_vector,
    XENFEAT_hvm_safe_pvclock,
    ...(type === 'hvm' ? [XENFEAT_hvm_pirqs] : []),
    XENFEAT_memory_op_vnode_supported,
    XENFEAT_not_direct_mapped,
  );
}

interface Op extends Locals {
  cmd: number;
  arg: number;
}
export const do_xen_version = procedure<Op>(
  'do_xen_version',
  { source: xen('xen/common/kernel.c', 'do_xen_version'), world: 'hypervisor' },
  [
    line('switch', 'switch (cmd)   // this model: version, get_features; any other → -ENOSYS', (_, l) => {
      if (l.cmd === XENVER_version) return undefined;
      return l.cmd === XENVER_get_features ? goto('copy-in') : ret(errno('ENOSYS'));
    }),
    line('version', 'case XENVER_version: return major << 16 | minor', (m) => {
      const { major, minor } = m.rec(cpuPolicyKey(m.domain as number));
      return ret((major << 16) | minor);
    }),
    line(
      'copy-in',
      'case XENVER_get_features: copy_from_guest(&fi, arg)   // submap_idx; else -EFAULT',
      (m, l) => {
        const at = guestArgument(m, l.arg, xen_feature_info.size);
        if (at === undefined) return ret(errno('EFAULT'));
        l.at = at;
        l.idx = m.load(at, F.submap_idx);
        return undefined;
      },
    ),
    line('submap', '  if (fi.submap_idx != 0) return -EINVAL   // there is one', (_, l) =>
      l.idx === 0 ? undefined : ret(errno('EINVAL')),
    ),
    line('copy-out', '  fi.submap = what this kind of domain may use; copy_to_guest(arg, &fi)', (m, l) => {
      m.store(l.at as number, F.submap, featuresOf(m.rec(domainKey(m.domain as number)).type));
      return ret(0);
    }),
  ],
);

export const xenVersionProcedures: readonly Procedure[] = [do_xen_version];
