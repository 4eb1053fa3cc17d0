/** What this lesson alone rests on. Sources that other pages use too are in content/sources.ts. */
import { linux, type Sources } from '../../source.ts';

export const sources = {
  'linux-grants': linux(
    'drivers/xen/grant-table.c',
    'gnttab_update_entry_v1, gnttab_end_foreign_access_ref_v1, gnttab_unmap_refs',
  ),
} as const satisfies Sources;
