/**
 * Runs that together reach all that any parameters reach: every line, both outcomes of every branch, every answer.
 * Chosen by `npm run cover`; what every step must keep is checked over these.
 */
export const cover: readonly string[] = [
  '',
  'address=ff00000000000000 access=write guest-page=1G nested-page=2M guest-levels=5 nested-levels=5 vendor=amd caches=all checks=none fault=ept-table-log-dirty second=guest-remap flush=invlpg',
  'address=0x800000000000 access=write guest-page=2M nested-page=1G guest-levels=5 nested-levels=5 caches=all checks=none fault=ept-mmio second=guest-remap flush=mov-cr3',
  'address=ffff888000000000 as=kernel guest-page=1G nested-page=1G guest-levels=5 caches=tlb ept-ad=on checks=wp-only fault=misconfig-type second=xen-remap flush=invvpid',
  'access=fetch vendor=amd checks=none fault=guest-not-present second=guest-remap flush=asid',
  'vendor=amd caches=tlb fault=ept-table-paged second=again',
  'access=fetch guest-page=1G nested-page=1G guest-levels=5 vendor=amd caches=all checks=wp-only fault=misconfig-type flush=mov-cr3',
  'nested-page=1G vendor=amd fault=ept-pod',
  'address=0x800000000000',
  'access=fetch nested-page=2M fault=ept-no-exec',
  'address=0x800000000000 guest-page=1G nested-page=2M guest-levels=5 nested-levels=5 caches=all ept-ad=on checks=wp-only fault=misconfig-wx second=xen-remap flush=invept',
  'access=fetch caches=all fault=ept-no-exec second=guest-remap flush=invlpg',
  'fault=ept-table-log-dirty',
  'access=fetch as=kernel guest-page=2M nested-page=1G caches=all fault=ept-pod second=xen-remap flush=mov-cr3',
  'access=fetch caches=all fault=guest-nx second=guest-remap flush=invlpg',
  'address=0x800000000000 access=fetch as=kernel guest-page=2M nested-page=1G guest-levels=5 caches=tlb ept-ad=on checks=wp-only fault=ept-mmio flush=invept',
  'address=0 as=kernel nested-page=1G nested-levels=5 vendor=amd caches=all fault=guest-reserved flush=asid',
  'address=0 as=kernel guest-page=1G nested-page=2M guest-levels=5 caches=tlb fault=ept-pod second=xen-remap flush=invvpid',
  'address=ff00000000000000 as=kernel guest-page=2M nested-page=2M guest-levels=5 vendor=amd caches=all ept-ad=on checks=none fault=ept-log-dirty second=xen-remap',
  'access=fetch vendor=amd caches=all fault=ept-no-exec second=guest-remap flush=invlpg',
  'access=write fault=ept-readonly',
  'nested-page=1G fault=ept-pod',
  'caches=all fault=ept-table-paged second=guest-remap flush=invlpg',
  'caches=all fault=misconfig-type second=guest-remap flush=invlpg',
];
