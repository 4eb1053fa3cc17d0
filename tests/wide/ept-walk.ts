import { eptWalkParams } from '../../engine/scenarios/ept-walk/params.ts';
import { namesOf } from './names.ts';

/** Many runs of this scenario, from which its cover was chosen; all of them are executed by the long tests. */
const ACCESSES = ['', 'access=write', 'access=fetch'];
/** These two stand by themselves below. */
const ALONE = ['misconfig-wx', 'misconfig-reserved'];
const FAULTS = namesOf(eptWalkParams.list, 'fault').filter((f) => !ALONE.includes(f));
const LATER = ['', 'caches=tlb second=again', 'caches=all second=guest-remap flush=invlpg'];
export const wide: readonly string[] = [
  ...FAULTS.flatMap((fault) =>
    ACCESSES.flatMap((access) =>
      ['', 'vendor=amd'].flatMap((vendor) =>
        LATER.map((later) => [`fault=${fault}`, access, vendor, later].join(' ')),
      ),
    ),
  ),
  'fault=misconfig-wx',
  'fault=misconfig-reserved',
  'fault=misconfig-type nested-page=2M',
  'fault=misconfig-type nested-page=2M vendor=amd',
  'fault=ept-pod nested-page=2M',
  'fault=ept-pod nested-page=1G',
  'fault=ept-pod nested-page=1G vendor=amd',
  'fault=ept-log-dirty nested-page=2M access=write',
  'fault=ept-log-dirty nested-page=2M access=write vendor=amd',
  'fault=ept-no-exec nested-page=2M access=fetch',
  'address=0x800000000000',
  'address=ffff888000000000',
  'as=kernel',
  'as=kernel access=fetch',
  'as=kernel address=ffff888000000000',
  'fault=none guest-page=2M',
  'fault=none guest-page=1G nested-page=1G guest-levels=5 nested-levels=5 caches=tlb',
  'fault=none guest-page=2M nested-page=2M caches=tlb',
  'second=again',
  'second=again caches=all flush=mov-cr3',
  'second=xen-remap caches=all',
  'second=xen-remap caches=all flush=invvpid',
  'second=xen-remap caches=all flush=invept',
  'second=xen-remap caches=all flush=asid vendor=amd',
];
