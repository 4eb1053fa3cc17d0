/** Why Xen keeps and changes its p2m as it does. Checked against Xen mm/p2m.c, p2m-ept.c, p2m-pt.c, p2m-pod.c. */
import type { Narration } from './listing.ts';

const get = {
  begin:
    'The same tables that the processor walks, now read by Xen’s own code. There is no second copy of the map.',
  read: 'In bits that the processor ignores, the entry tells Xen what this frame is: its type.',
  pod: 'Promised to the guest, and not given yet. Somebody touches it now, so now it must be given.',
  retry: 'The page is there now, perhaps under new tables: look again.',
  descend: 'One level further down, as the walker goes.',
  done: 'Nothing at all in the slot means emulated device memory: whatever is not RAM is taken for a device’s register.',
};
const set = {
  pending:
    'Changes that Xen has only marked so far are carried out first, on the way to this frame. Otherwise the mark would be lost with the entry, or hit the new one.',
  begin: 'From the root down to the level that the new entry is for.',
  read: 'Somebody may be walking this very table. Each entry is read once and written in one piece.',
  split:
    'A large page stands in the way, and one 4 KiB part of it has to be treated differently. So it is taken apart: 512 entries that say what one said.',
  descend: 'One level further down.',
  write:
    'The type decides the rights: log-dirty is read and execute, a grant is never executable, an emulated device’s page is not there at all.',
};

export const narration: Narration = {
  ept_get_entry: {
    ...get,
  },
  p2m_pt_get_entry: {
    ...get,
  },
  ept_set_entry: {
    sync: 'Processors may remember the old entry. Each is told to run INVEPT before it enters the guest again. An entry that was absent is remembered by nobody.',
    ...set,
  },
  p2m_pt_set_entry: {
    sync: 'Processors may remember the old entry. Each vCPU gets a new ASID at its next entry, and with it a clean slate. An entry that was absent is remembered by nobody.',
    ...set,
  },
  p2m_change_type_one: {
    look: 'What is there now? Another processor may have been faster.',
    same: 'If it has another type by now, somebody else has dealt with it. The guest simply tries again.',
    set: 'One page of 4 KiB, even in the middle of a large one: dirty pages are counted singly.',
    done: 'The page is writable, and its next write will come to nobody’s notice.',
  },
  p2m_pod_demand_populate: {
    large:
      'There is no store of 1 GiB pages. The promise is split into promises of 2 MiB, and the look-up starts again.',
    largely: 'Nothing is given yet, but the promise has a size that can be kept.',
    empty:
      'The guest was promised more than Xen holds for it. If no page of zeroes can be taken back from the guest, it has to die.',
    take: 'A page from the store that was set aside for this guest, of the size that the entry wants, or smaller.',
    set: 'The promise becomes memory.',
    account: 'A new page is a changed page for whoever is copying this guest’s memory.',
  },
  p2m_mem_paging_populate: {
    request:
      'The page’s content lies in a file of dom0’s. Xen cannot fetch it; a program there can. Until then this vCPU sleeps.',
    answer:
      'The content is back, in whatever frame was free. The guest’s number for the page is the same, and that is all the guest knows.',
    resume: 'The guest tries again, and will not know that time has passed.',
  },
};
