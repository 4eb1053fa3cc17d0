/**
 * What Xen says about itself. Source: Xen xen/common/kernel.c (do_xen_version); xen/include/public/{version,features}.h.
 */
import { errno } from '../core/errno.ts';
import { layout, u32 } from '../core/layout.ts';
import type { Machine } from '../core/machine.ts';
import { goto, type Locals, line, procedure, ret, xen } from '../core/procedure.ts';
import { XENVER } from './cpuid.ts';
import { domainKey, domainMechanism } from './domain.ts';
import { reach } from './guest-copy.ts';
import type { Mechanism } from './mechanism.ts';

export const XENVER_version = 0;
export const XENVER_get_features = 6;
export const XENVER_pagesize = 7;

export const xen_feature_info = layout('xen_feature_info', { submap_idx: u32, submap: u32 });

export const XENFEAT = {
  writable_page_tables: 0,
  auto_translated_physmap: 2,
  mmu_pt_update_preserve_ad: 5,
  highmem_assist: 6,
  gnttab_map_avail_bits: 7,
  hvm_callback_vector: 8,
  hvm_safe_pvclock: 9,
  hvm_pirqs: 10,
  dom0: 11,
  memory_op_vnode_supported: 13,
  not_direct_mapped: 16,
  direct_mapped: 17,
  runstate_phys_area: 18,
  vcpu_time_phys_area: 19,
  dm_msix_all_writes: 20,
} as const;
type Feature = keyof typeof XENFEAT;

const ALWAYS: readonly Feature[] = [
  'memory_op_vnode_supported',
  'vcpu_time_phys_area',
  'runstate_phys_area',
  'dm_msix_all_writes',
];
const PV: readonly Feature[] = [
  'mmu_pt_update_preserve_ad',
  'highmem_assist',
  'gnttab_map_avail_bits',
  'direct_mapped',
];
const HVM: readonly Feature[] = [
  'writable_page_tables',
  'auto_translated_physmap',
  'hvm_safe_pvclock',
  'hvm_callback_vector',
  'not_direct_mapped',
];

/** Submap 0 for a kind of domain, without PIRQs and not for dom0. */
export const featuresOf = (pv: boolean): number =>
  [...ALWAYS, ...(pv ? PV : HVM)].reduce((map, f) => (map | (1 << XENFEAT[f])) >>> 0, 0);

interface Op extends Locals {
  cmd: number;
  arg: number | bigint;
}
const EFAULT = ret(errno('EFAULT'));
const features = (m: Machine): number => featuresOf(m.rec(domainKey(m.domain as number)).type === 'pv');

export const do_xen_version = procedure<Op>(
  'do_xen_version',
  { source: xen('xen/common/kernel.c', 'do_xen_version'), world: 'hypervisor' },
  [
    line('switch', 'switch (cmd)', (_, l) => {
      if (l.cmd === XENVER_version) return goto('version');
      if (l.cmd === XENVER_get_features) return goto('features-in');
      return l.cmd === XENVER_pagesize ? goto('pagesize') : ret(errno('ENOSYS'));
    }),
    line('version', 'case XENVER_version: return major << 16 | minor   // arg is not looked at', () =>
      ret(XENVER),
    ),
    line('features-in', 'case XENVER_get_features: copy_from_guest(&fi, arg)   // submap_idx', (m, l) => {
      const at = reach(m, l, l.arg, xen_feature_info.size);
      if (at === undefined) return EFAULT;
      if (typeof at !== 'number') return at;
      l.index = m.load(at, xen_feature_info.fields.submap_idx);
      return undefined;
    }),
    line(
      'submap',
      '  switch (submap_idx): not 0 → -EINVAL; submap = the features of this kind of guest',
      (m, l) => {
        l.submap = features(m);
        return l.index === 0 ? undefined : ret(errno('EINVAL'));
      },
    ),
    line('features-out', '  copy_to_guest(arg, &fi)   // submap; return 0', (m, l) => {
      const at = reach(m, l, l.arg, xen_feature_info.size, true);
      if (at === undefined) return EFAULT;
      if (typeof at !== 'number') return at;
      m.store(at, xen_feature_info.fields.submap, l.submap as number);
      return ret(0);
    }),
    line('pagesize', 'case XENVER_pagesize: return arg ? -EINVAL : PAGE_SIZE', (_, l) =>
      ret(Number(l.arg) === 0 ? 4096 : errno('EINVAL')),
    ),
  ],
);

export const xenVersionMechanism: Mechanism = {
  id: 'xen-version',
  needs: [domainMechanism],
  procedures: [do_xen_version],
};
