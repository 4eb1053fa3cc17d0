/** Commands of `grant_table_op`. Source: Xen xen/include/public/grant_table.h. */
export const GNTTABOP_map_grant_ref = 0;
export const GNTTABOP_unmap_grant_ref = 1;
export const GNTTABOP_copy = 5;
export const GNTTABOP_NAMES: Readonly<Record<number, string>> = {
  [GNTTABOP_map_grant_ref]: 'GNTTABOP_map_grant_ref',
  [GNTTABOP_unmap_grant_ref]: 'GNTTABOP_unmap_grant_ref',
  [GNTTABOP_copy]: 'GNTTABOP_copy',
};
