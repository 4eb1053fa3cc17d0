/** What this lesson alone rests on. Sources that other pages use too are in content/sources.ts. */
import { linux, type Sources } from '../../source.ts';

export const sources = {
  'linux-grants': linux(
    'drivers/xen/grant-table.c',
    'gnttab_update_entry_v1, gnttab_end_foreign_access_ref_v1, gnttab_unmap_refs',
  ),
  'xsa-155': {
    project: 'Xen security',
    title: 'XSA-155',
    where: 'paravirtualized drivers incautious about shared memory contents',
    revision: '2015-12-17',
    url: 'https://xenbits.xen.org/xsa/advisory-155.html',
  },
} as const satisfies Sources;
